"""In CI a skipped test is a failed run; only where the real logs were not given may their tests be skipped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.launcher.conftest import TOP

PASSES = "def test_passes():\n    pass\n"
SKIPS = PASSES + "import pytest\ndef test_skips():\n    pytest.skip({reason!r})\n"


def run(folder: Path, text: str, data: Path, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(text)
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(TOP / ".ci"), "PORTAL_DATA": str(data)}
    plugins = ["-p", "no:django", "-p", "no:cacheprovider", "-p", "no_skips"]
    command = [sys.executable, "-m", "pytest", "-q", *plugins, *options, "--rootdir", str(folder), str(folder)]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


def test_a_run_without_skips_passes(tmp_path: Path) -> None:
    assert run(tmp_path, PASSES, tmp_path).returncode == 0


@pytest.mark.parametrize("options", [(), ("-n", "1")])
def test_a_skip_fails_the_run_and_is_named(tmp_path: Path, options: tuple[str, ...]) -> None:
    done = run(tmp_path, SKIPS.format(reason="no browser"), tmp_path, *options)
    assert done.returncode == 1
    assert "test_it.py::test_skips: Skipped: no browser" in done.stdout
    assert "1 passed, 1 skipped" in done.stdout.splitlines()[-1]


def test_real_logs_may_be_missing(tmp_path: Path) -> None:
    done = run(tmp_path, SKIPS.format(reason="no real logs here (PORTAL_DATA)"), tmp_path / "missing")
    assert done.returncode == 0


def test_but_not_skipped_where_they_are(tmp_path: Path) -> None:
    done = run(tmp_path, SKIPS.format(reason="no real logs here (PORTAL_DATA)"), tmp_path)
    assert done.returncode == 1
