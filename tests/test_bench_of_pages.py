"""The bench of whole pages fills a company, serves it with gunicorn and says what each page costs beside the floor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[1]
PAGES = {"home", "queue", "queue, deep in what is finished", "dashboard of a department", "overview of the company"}
WRITES = {"filing by form", "filing by API", "reply"}


def test_a_size_that_nobody_made_is_refused() -> None:
    command = [sys.executable, "-m", "bench", "--size=2k"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    run = subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert all(size in run.stderr for size in ("10k", "100k", "1m"))


@pytest.mark.slow
@pytest.mark.long(seconds=100)
def test_ten_thousand_requests_are_brought_in_served_and_measured() -> None:
    command = [sys.executable, "-m", "bench", "pages", "--size=10k", "--json"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    run = subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True, check=False, timeout=900)
    assert run.returncode == 0, run.stderr

    rows = {row["key"]: row for row in json.loads(run.stdout)["rows"]}
    assert rows.keys() >= PAGES | {f"{page}-statements" for page in PAGES} | WRITES | {"fill", "memory"}
    # Less than the floor is no page, and what was not asked for costs nothing.
    assert all(row["measured"] > 1 for row in rows.values())
