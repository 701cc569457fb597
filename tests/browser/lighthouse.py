"""`./portal lighthouse`: what Lighthouse says about the pages people are on most, as a phone and as a desk see them.

It needs Node, and fetches Lighthouse once with npx. Its figures of speed are worth something on a quiet machine only:
that is why no test judges them, and this command does.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import BrowserContext

from .conftest import CHROMIUM

if TYPE_CHECKING:
    from .pages import Shown

LIGHTHOUSE = "lighthouse@12.8.2"
GOOD = 98
PRESETS = ("mobile", "desktop")
PAGES = ("home", "service", "request-agent", "queue", "dashboard")
KINDS = ("performance", "accessibility")
SECONDS = 240


class NotHere(Exception):
    """Lighthouse cannot run on this machine; the text says why, in one line."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What Lighthouse gave a page, 0 to 100, and what it holds against it."""

    performance: int
    accessibility: int
    layout_shift: float
    causes: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        return min(self.performance, self.accessibility) >= GOOD


def measure(url: str, *, cookie: str, preset: str, report: Path) -> Measured:
    """Look at one page. `cookie`: of who is signed in; `report`: where the whole report goes, without its ending.

    NotHere where Node is missing or npx cannot fetch Lighthouse.
    """
    npx = shutil.which("npx")
    if not npx:
        raise NotHere("Lighthouse was left out: no Node here.")
    command = [npx, "--yes", LIGHTHOUSE, url, "--quiet", f"--only-categories={','.join(KINDS)}"]
    command += ["--output=json", "--output=html", f"--output-path={report}"]
    command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"]
    command += [f"--extra-headers={json.dumps({'Cookie': cookie})}"]
    command += ["--preset=desktop"] if preset == "desktop" else []
    where = {"CHROME_PATH": shutil.which(CHROMIUM) or CHROMIUM}
    ended = subprocess.run(
        command, env={**os.environ, **where}, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    written = Path(f"{report}.report.json")
    if not written.exists():
        raise NotHere(f"Lighthouse was left out: {(ended.stderr.strip().splitlines() or ['npx said nothing'])[-1]}")
    return read(json.loads(written.read_text(encoding="utf-8")))


def read(report: dict[str, Any]) -> Measured:
    """The few figures that are judged, out of Lighthouse's report."""
    scores = {kind: round(100 * (report["categories"][kind]["score"] or 0)) for kind in KINDS}
    return Measured(
        performance=scores["performance"],
        accessibility=scores["accessibility"],
        layout_shift=float(report["audits"]["cumulative-layout-shift"].get("numericValue", 0)),
        causes=tuple(_causes(report)),
    )


def _causes(report: dict[str, Any]) -> Iterable[str]:
    """What counts and is not perfect, with Lighthouse's own figure for it."""
    for category in report["categories"].values():
        for each in category["auditRefs"]:
            audit = report["audits"][each["id"]]
            if each["weight"] and audit["score"] is not None and audit["score"] < GOOD / 100:
                yield f"{each['id']} {audit.get('displayValue', '')}".strip()


def cookie_of(context: BrowserContext) -> str:
    """As a header says it."""
    return "; ".join(f"{each.get('name')}={each.get('value')}" for each in context.cookies())


def main(arguments: Sequence[str]) -> int:
    options = _parse(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    import django

    django.setup()
    from .pages import pages
    from .screens import make_company, served, speak

    if not options.url:
        make_company()
    speak("en")
    options.folder.mkdir(parents=True, exist_ok=True)
    shown = [one for one in pages() if one.name in options.only]
    try:
        with served(options.url) as url:
            bad = [line for one in shown for line in _look_at(one, url, options)]
    except NotHere as why:
        sys.stdout.write(f"{why}\n")
        return 2
    sys.stdout.write(f"{len(bad)} below {GOOD}; whole reports in {options.folder}\n")
    return 1 if bad else 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    def listed(text: str) -> list[str]:
        return text.split(",")

    home = Path(os.environ.get("PORTAL_HOME", "var"))
    parser = argparse.ArgumentParser(prog="./portal lighthouse", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=home / "lighthouse", help=f"default {home}/lighthouse")
    parser.add_argument("--only", type=listed, default=PAGES, metavar="NAMES", help="pages, of " + ",".join(PAGES))
    parser.add_argument("--presets", type=listed, default=PRESETS, metavar="NAMES", help="of " + ",".join(PRESETS))
    parser.add_argument("--url", default="", help="a portal that runs on this database, instead of one made for it")
    options = parser.parse_args(arguments)
    options.folder = Path(os.environ.get("PORTAL_CALLED_FROM", ".")) / options.folder
    return options


def _look_at(one: Shown, url: str, options: argparse.Namespace) -> Iterable[str]:
    """A line for each preset, as soon as it is known; those that are not good."""
    from .screens import Look, chromium, signed_in

    with chromium() as browser:
        cookie = cookie_of(signed_in(browser, url, one.who, Look(1440, "light", "en")))
    for preset in options.presets:
        found = measure(url + one.path, cookie=cookie, preset=preset, report=options.folder / f"{one.name}-{preset}")
        line = f"{one.name:<14} {preset:<8} performance {found.performance:>3}  accessibility {found.accessibility:>3}"
        sys.stdout.write(f"{line}  {'' if found.is_good else '; '.join(found.causes)}\n")
        sys.stdout.flush()
        if not found.is_good:
            yield line


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
