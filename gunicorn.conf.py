"""What `gunicorn config.wsgi` reads by itself, started from this folder."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

# Its lines name nobody: see config/logs.py.
logger_class = "config.logs.WebLogger"

# Each worker counts its pages in a file there, and /metrics adds the files up. Made anew with every start, and before
# any worker imports the library, which looks for the variable once.
METRICS, OURS = "PROMETHEUS_MULTIPROC_DIR", "portal-metrics-"
if METRICS not in os.environ:
    os.environ[METRICS] = tempfile.mkdtemp(prefix=OURS)


def child_exit(server: Any, worker: Any) -> None:
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    if Path(os.environ[METRICS]).name.startswith(OURS):
        shutil.rmtree(os.environ[METRICS], ignore_errors=True)
