"""What a report of known holes comes to, and that a machine without the service is no failure."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from deploy.local import advisories, checks, messages, processes

HOLE = {"id": "PYSEC-2026-1", "fix_versions": ["5.2.20"], "aliases": []}


def report(*packages: dict[str, Any]) -> dict[str, Any]:
    return {"dependencies": list(packages), "fixes": []}


def test_a_known_hole_is_named_with_the_version_that_mends_it() -> None:
    found = advisories.read(report({"name": "django", "version": "5.2.19", "vulns": [HOLE]}))
    assert found == advisories.Found(1, 0, ("django 5.2.19: PYSEC-2026-1, mended in 5.2.20",))


def test_a_version_that_stands_in_two_files_is_told_once() -> None:
    twice = [{"name": "django", "version": "5.2.19", "vulns": [HOLE]}] * 2
    assert len(advisories.read(report(*twice)).advisories) == 1


@pytest.mark.parametrize(
    "said", ["", "no network", '{"dependencies": []}', '{"dependencies": [{"name": "x", "skip_reason": "?"}]}']
)
def test_nobody_who_answers_is_no_failure(said: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    done = subprocess.CompletedProcess([], 1, stdout=said, stderr="")
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: done)
    assert advisories.main() == advisories.UNANSWERED
    assert capsys.readouterr().out == "no advisory service\n"


def test_a_service_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*args: object, timeout: float, **kwargs: object) -> None:
        assert timeout == 60
        raise subprocess.TimeoutExpired("pip-audit", timeout)

    monkeypatch.setattr(subprocess, "run", hang)
    assert advisories.ask(Path()) is None


def test_the_check_says_that_it_was_skipped(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    def fail(*args: object, **kwargs: object) -> str:
        raise messages.Problem("advisories failed.", output="no advisory service\n", status=advisories.UNANSWERED)

    class Environment:
        def program(self, name: str) -> Path:
            return Path(name)

    monkeypatch.setattr(processes, "run", fail)
    step = checks.Step("advisories", "python", may_skip=True)
    assert checks._passes(step, Environment())  # type: ignore[arg-type]
    assert "skipped advisories" in capsys.readouterr().err
    assert not checks._passes(checks.Step("any", "python"), Environment())  # type: ignore[arg-type]
