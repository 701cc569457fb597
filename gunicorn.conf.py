"""What `gunicorn config.wsgi` reads by itself, started from this folder."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

# Its lines name nobody: see config/logs.py.
logger_class = "config.logs.WebLogger"
# Loaded once and shared by all workers: a further one costs what it writes, and one that was killed is back at once.
preload_app = True

# Each worker counts its pages in a file there, and /metrics adds the files up. Made anew with every start, and before
# any worker imports the library, which looks for the variable once.
METRICS, OURS = "PROMETHEUS_MULTIPROC_DIR", "portal-metrics-"
if METRICS not in os.environ:
    os.environ[METRICS] = tempfile.mkdtemp(prefix=OURS)


def when_ready(server: Any) -> None:
    """Before the first worker: what every one of them would load for itself at its first page."""
    from django.conf import settings
    from django.urls import get_resolver
    from django.utils import translation

    _ = get_resolver().reverse_dict
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            translation.gettext("Yes")
    gc.collect()
    # Collecting garbage writes into every object it looks at, and what is written is shared no more.
    gc.freeze()


def child_exit(server: Any, worker: Any) -> None:
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    if Path(os.environ[METRICS]).name.startswith(OURS):
        shutil.rmtree(os.environ[METRICS], ignore_errors=True)
