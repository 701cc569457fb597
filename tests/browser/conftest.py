"""A real Chromium, and a real portal: started by the launcher, with its worker, its beat and the demo company."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from deploy.local.variables import NAMES

# The browser's driver runs an event loop in this thread; Django would refuse its ORM beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

expect.set_options(timeout=15_000)  # milliseconds: two cores carry the portal, its worker, the browser and other tests

TOP = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Servers, a worker and a browser share two cores: two more tries, and the summary says who needed them."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session", autouse=True)
def _chromium_is_here() -> None:
    if not CHROMIUM:
        message = "no Chromium here: apt-get install chromium, or set CHROMIUM"
        pytest.fail(message) if os.environ.get("REQUIRE_BROWSER") else pytest.skip(message)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal that `./portal start` runs, as somebody on a new machine has it."""

    url: str
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Django's command line on this portal's database."""
        command = [sys.executable, "manage.py", *arguments]
        result = subprocess.run(command, cwd=TOP, env=self.environment, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def run(self, code: str) -> str:
        """Python with Django set up."""
        return self.manage("shell", "--no-imports", "-c", code)

    def file(self, title: str, **wish: str) -> str:
        """The number of a request that `filing.file` makes here."""
        return self.run(f"from tests.browser import filing\nprint(filing.file({title!r}, **{wish!r}))").split()[-1]

    def log(self, service: str) -> str:
        """The end of what a service wrote."""
        return (Path(self.environment["PORTAL_HOME"]) / "logs" / f"{service}.log").read_text()[-4000:]


def _read_environment(file: Path) -> dict[str, str]:
    lines = (line.partition("=") for line in file.read_text(encoding="utf-8").splitlines())
    return {name: value for name, equals, value in lines if equals}


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    # Not one of pytest's folders: those are closed to the user that the database runs as.
    with tempfile.TemporaryDirectory(prefix="portal-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        clean = {name: value for name, value in os.environ.items() if name not in {*NAMES, "DJANGO_SETTINGS_MODULE"}}
        quick = {"SWEEP_SECONDS": "1", "DELIVERY_SECONDS": "1", "ROLLUP_SECONDS": "1", "PORTAL_HOME": f"{home}/home"}
        process = subprocess.Popen(
            ["./portal", "start", "--port", "18000"],
            cwd=TOP,
            env={**clean, **quick},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=(home / "setup.log").open("w"),
            text=True,
        )
        try:
            url = _await_ready(process, home)
            started = Portal(url, {**clean, **quick, **_read_environment(home / "home" / "env")})
            started.run("from requests_app.models import User\nUser.objects.update(language='en')")
            yield started
        finally:
            process.send_signal(signal.SIGINT)
            ended = process.wait(60)
        assert ended == 0, (home / "setup.log").read_text()


def _await_ready(process: subprocess.Popen[str], home: Path) -> str:
    assert process.stdout
    for line in process.stdout:
        if line.startswith("READY "):
            url: str = line.split()[1].rstrip("/")
            return url
    pytest.fail(f"./portal start ended with {process.wait()}: {(home / 'setup.log').read_text()}")


Visit = Callable[[str], Page]

# A form that was not accepted is an answer. Whoever leaves a page calls off what it was asking for, and htmx says so in
# two lines; an answer that failed has a third (`sendError`, `responseError`), which counts.
HARMLESS = ("status of 422", "htmx:sendAbort", "htmx:afterRequest")


def is_complaint(message: ConsoleMessage) -> bool:
    """Whether a page's console tells of something that is broken."""
    if "status of 403" in message.text and "/drafts/" in (message.location.get("url") or ""):
        return False  # whoever was signed out meanwhile keeps a draft in the browser only
    return message.type == "error" and not any(words in message.text for words in HARMLESS)


@pytest.fixture
def visit(portal: Portal, browser: Browser) -> Iterator[Visit]:
    """`visit("Olga Petrova")`: a browser of her own, signed in with the demo's one click. Fails on console errors."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        if is_complaint(message):
            complaints.append(f"{message.location.get('url')}: {message.text}")

    def visit_as(name: str) -> Page:
        context = browser.new_context(base_url=portal.url, locale="en", service_workers="block")
        contexts.append(context)
        page = context.new_page()
        page.on("console", complain)
        page.goto("/sign-in/")
        page.get_by_role("button", name=name).click()
        page.wait_for_url(portal.url + "/")
        return page

    yield visit_as
    for context in contexts:
        context.close()
    assert complaints == [], portal.log("web")


def unlike_any(words: str) -> str:
    """With an ending that nothing else has: other tests use the same portal, and a second try finds the first one's."""
    return f"{words} {uuid4().hex[:6]}"


def eventually(look: Callable[[], bool], *, seconds: float = 20, page: Page | None = None) -> None:
    """Until the worker got round to it: look again, with a reload where a page is given."""
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.3)
        if page:
            page.reload()
