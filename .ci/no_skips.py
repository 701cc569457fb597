"""pytest plugin of `.ci/run`: a skipped test is a failed run, unless real logs were not given to it at all."""

import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("PORTAL_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):  # a worker of xdist; the one process that sees all reports decides
        return
    if unexcused(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if skipped := unexcused(config):
        terminalreporter.section("skipped, and nothing may be skipped here", red=True)
        for report in skipped:
            terminalreporter.line(f"{report.nodeid}: {reason(report)}")


def unexcused(config: pytest.Config) -> list[pytest.TestReport]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    return [report for report in skipped if DATA.is_dir() or "PORTAL_DATA" not in reason(report)]


def reason(report: pytest.TestReport) -> str:
    return str(report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr)
