"""`./portal screens`: photographs every page of the demo company, and says what is too wide, cut off or overlaps.

Without options each page once, in looks that change from page to page and from day to day; `--all` crosses widths,
themes and languages. A contact sheet lays them out for somebody to look at. The pictures of the README are taken anew.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

if TYPE_CHECKING:
    from .pages import Shown

TOP = Path(__file__).resolve().parents[2]
WIDTHS, THEMES, LANGUAGES = (390, 768, 1440, 1920), ("light", "dark"), ("en", "zh-hans", "ru")
HEIGHTS = {390: 844, 768: 1024, 1440: 900, 1920: 1080}
# How many looks further the next page is photographed: neighbours differ in all three, and every look has its turn.
STEP = 7
FOR_DOCS = {"request-agent": "request.png", "dashboard": "dashboard.png"}
# How far the page scrolls sideways, and the innermost element that sticks out most.
OVERFLOW = """() => {
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over <= 0) return null;
  const far = [...document.querySelectorAll("main *")].map(e => [e.getBoundingClientRect().right, e]);
  const [, e] = far.reduce((a, b) => b[0] >= a[0] ? b : a, [0, document.body]);
  return `${over} px, at <${e.tagName.toLowerCase()} class="${e.getAttribute("class") || ""}">`;
}"""


@dataclass(frozen=True, slots=True)
class Look:
    """In which form pages are photographed."""

    width: int
    theme: str
    language: str

    def __str__(self) -> str:
        return f"{self.width}-{self.theme}-{self.language}"


def main(arguments: Sequence[str]) -> int:
    options = _parse(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # The browser's driver runs an event loop in this thread; Django would refuse its ORM beside it.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    import django

    django.setup()
    if not options.url:
        make_company()
    from .pages import pages

    shown = [one for one in pages() if not options.only or one.name in options.only]
    plan = _plan(shown, options)
    folder: Path = options.folder
    with served(options.url) as url, chromium() as browser:
        found = _photograph(browser, url, folder, plan)
        if not options.url and not options.only:
            _for_docs(browser, url, shown)
    sheet = _contact_sheet(folder, plan, found)
    sys.stdout.write("".join(f"Look at {line}\n" for line in found))
    sys.stdout.write(f"{sum(map(len, plan.values()))} pictures, on one page: {sheet}\n")
    return 1 if found else 0


def _plan(shown: Sequence[Shown], options: argparse.Namespace) -> dict[Look, list[Shown]]:
    """Which pages are photographed in which look: all in each that was named, or each in one of all there are."""
    named = options.widths or options.themes or options.languages
    if options.all or named or options.only:
        widths, themes, languages = (WIDTHS, THEMES, LANGUAGES) if options.all else ((1440,), ("light",), ("en",))
        chosen = product(options.widths or widths, options.themes or themes, options.languages or languages)
        return {Look(*each): list(shown) for each in chosen}
    looks = [Look(*each) for each in product(WIDTHS, THEMES, LANGUAGES)]
    plan: dict[Look, list[Shown]] = {look: [] for look in looks}
    # By day and not by chance: a run of today can be repeated, and in 24 days every page was seen in every look.
    for number, one in enumerate(shown, datetime.now(UTC).toordinal()):
        plan[looks[number * STEP % len(looks)]].append(one)
    return plan


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    def listed(text: str) -> list[str]:
        return text.split(",")

    parser = argparse.ArgumentParser(prog="./portal screens", description=__doc__)
    home = Path(os.environ.get("PORTAL_HOME") or TOP / "var" / "screens")
    parser.add_argument("folder", nargs="?", type=Path, default=home / "pictures", help=f"default {home}/pictures")
    parser.add_argument("--all", action="store_true", help="every width, theme and language")
    parser.add_argument("--only", type=listed, default=[], metavar="NAMES", help="pages, such as home,queue")
    parser.add_argument("--widths", type=lambda text: [int(one) for one in listed(text)], metavar="PIXELS")
    parser.add_argument("--themes", type=listed, metavar="NAMES", help="of " + ",".join(THEMES))
    parser.add_argument("--languages", type=listed, metavar="CODES", help="of " + ",".join(LANGUAGES))
    parser.add_argument("--url", default="", help="a portal that runs on this database, instead of one made for it")
    options = parser.parse_args(arguments)
    options.folder = Path(os.environ.get("PORTAL_CALLED_FROM", ".")) / options.folder
    options.folder.mkdir(parents=True, exist_ok=True)
    return options


def make_company() -> None:
    """Anew each time: what it shows counts from now. Its mails go to the folder that stands for a mailbox."""
    from django.core.management import call_command

    from requests_app.tasks import deliver_due
    from sla.models import ServiceStandard

    call_command("seed", force=True)
    for draft in ServiceStandard.objects.drafts():
        call_command("replay", standard=draft.pk, keep=True, stdout=io.StringIO())
    while deliver_due():
        pass


@contextmanager
def served(url: str) -> Iterator[str]:
    """The address of a portal; of a web server for this block unless one is given."""
    if url:
        yield url.rstrip("/")
        return
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--threads", "4", "--log-level", "warning"]
        command += ["--bind", f"fd://{listener.fileno()}", "config.wsgi"]
        server = subprocess.Popen(command, cwd=TOP, pass_fds=(listener.fileno(),))
        try:
            yield _once_ready(f"http://127.0.0.1:{listener.getsockname()[1]}", server)
        finally:
            server.terminate()
            server.wait(30)


def _once_ready(url: str, server: subprocess.Popen[bytes]) -> str:
    for _ in range(300):
        assert server.poll() is None, "the web server did not start"
        try:
            urllib.request.urlopen(url + "/livez", timeout=5).close()
        except OSError:  # nobody there yet, or a busy machine that answers slowly
            time.sleep(0.2)
        else:
            return url
    raise TimeoutError("the web server did not answer within a minute")


@contextmanager
def chromium() -> Iterator[Browser]:
    from .conftest import CHROMIUM, FLAGS

    if not CHROMIUM:
        sys.exit("no Chromium here: apt-get install chromium, or set CHROMIUM")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which(CHROMIUM) or CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def _photograph(browser: Browser, url: str, folder: Path, plan: Mapping[Look, Sequence[Shown]]) -> list[str]:
    """The pictures of the plan; what is wrong with some pages, in words."""
    from .measures import broken

    found = []
    for look, shown in plan.items():
        speak(look.language)
        for who in dict.fromkeys(one.who for one in shown):
            context = signed_in(browser, url, who, look)
            page = context.new_page()
            for one in (each for each in shown if each.who == who):
                if over := _visit(page, one):
                    found.append(f"{one.name} {look}: {over} too wide")
                found += [f"{one.name} {look}: {what}" for what in broken(page)]
                _picture(page, folder / _file(one, look), look)
            context.close()
    return found


def _picture(page: Page, file: Path, look: Look) -> None:
    """All of the page: the window grows, so that what sticks to its end is at the end of the picture."""
    whole: int = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": look.width, "height": whole})
    page.screenshot(path=file)
    page.set_viewport_size({"width": look.width, "height": HEIGHTS.get(look.width, 900)})


def speak(language: str) -> None:
    from requests_app.models import User

    User.objects.update(language=language, theme="system")


def signed_in(browser: Browser, url: str, who: str, look: Look) -> BrowserContext:
    context = browser.new_context(
        base_url=url,
        locale=look.language,
        color_scheme="dark" if look.theme == "dark" else "light",
        viewport={"width": look.width, "height": HEIGHTS.get(look.width, 900)},
        is_mobile=look.width < 800,
        has_touch=look.width < 800,
    )
    if who:
        page = context.new_page()
        page.goto("/sign-in/")
        page.locator(f"button[name=person][value^='{who}@']").click()
        page.wait_for_url(url + "/")
        page.close()
    return context


def _visit(page: Page, one: Shown) -> str | None:
    """Go there, open what is to be open, and measure."""
    answer = page.goto(one.path)
    assert answer
    assert answer.status == one.status, f"{one.path} answered {answer.status}"
    if one.opens:
        with page.expect_response(lambda response: response.url.endswith(one.opens)):
            page.locator(f"a[href='{one.opens}']").first.click()
    page.wait_for_load_state("networkidle")
    return page.evaluate(OVERFLOW)  # type: ignore[no-any-return]


def _for_docs(browser: Browser, url: str, shown: Sequence[Shown]) -> None:
    look = Look(1440, "light", "en")
    speak(look.language)
    images = TOP / "docs" / "images"
    images.mkdir(exist_ok=True)
    for one in (each for each in shown if each.name in FOR_DOCS):
        context = signed_in(browser, url, one.who, look)
        page = context.new_page()
        _visit(page, one)
        page.screenshot(path=images / FOR_DOCS[one.name])
        context.close()


def _file(one: Shown, look: Look) -> str:
    return f"{one.name}-{look}.png"


def _contact_sheet(folder: Path, plan: Mapping[Look, Sequence[Shown]], found: Sequence[str]) -> Path:
    from . import contact_sheet

    pictures: dict[str, list[Path]] = {}
    for look, shown in plan.items():
        for one in shown:
            pictures.setdefault(one.name, []).append(folder / _file(one, look))
    captions = {one.name: f"{one.who or 'stranger'} {one.path}" for shown in plan.values() for one in shown}
    return contact_sheet.write(folder, dict(sorted(pictures.items())), captions, found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
