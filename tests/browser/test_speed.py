"""How quick pages are, as far as no machine decides it: what they weigh, and that nothing jumps or is lost."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect

from .conftest import Portal, Visit
from .lighthouse import GOOD, NotHere, cookie_of, measure
from .pages import OLGA, from_json

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

KILOBYTE = 1024
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
# Pages by their names in pages.py, and how many kilobytes a second view may have: one with charts in it may have more.
MAIN = {
    "home": 15,
    "mine": 12,
    "service": 15,
    "request-agent": 16,
    "queue": 16,
    "dashboard": 20,
}
# What Chromium itself saw move: every shift since the page began, that no click or key explains.
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts.push(one.value);
}).observe({ type: "layout-shift", buffered: true });
"""
ASKED = """() => {
  const ours = performance.getEntriesByType("resource").filter((one) => one.initiatorType !== "xmlhttprequest");
  const all = [...performance.getEntriesByType("navigation"), ...ours];
  return all.filter((one) => one.transferSize).map((one) => [new URL(one.name), one.transferSize])
    .map(([url, size]) => [url.origin === location.origin ? url.pathname : url.href, size]);
}"""


def _sign_in(page: Page, who: str) -> None:
    page.goto("/sign-in/")
    page.locator(f"button[name=person][value^='{who}@']").click()
    page.wait_for_url("**/")


@pytest.fixture
def fresh(portal: Portal, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """`fresh("li.wei")`: a phone on which this person is signed in, and which has fetched nothing yet."""
    signed_in: dict[str, Any] = {}
    contexts: list[BrowserContext] = []

    def opened(who: str) -> Page:
        if who not in signed_in:
            contexts.append(browser.new_context(base_url=portal.url, locale="en"))
            _sign_in(contexts[-1].new_page(), who)
            signed_in[who] = contexts[-1].storage_state()
        contexts.append(browser.new_context(base_url=portal.url, locale="en", storage_state=signed_in[who], **PHONE))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def _asked(page: Page) -> dict[str, int]:
    """What the page fetched over the network until it was there, and the bytes of each."""
    found: list[list[Any]] = page.evaluate(ASKED)
    return {str(path): int(size) for path, size in found}


def test_pages_are_light_ask_nobody_else_and_stand_still(portal: Portal, fresh: Callable[[str], Page]) -> None:
    shown = from_json(portal.run("from tests.browser.pages import as_json\nprint(as_json())"))
    wrong = []
    for who, path, second in [(one.who, one.path, MAIN[one.name]) for one in shown if one.name in MAIN]:
        page = fresh(who)
        page.add_init_script(WATCH)
        page.goto(path)
        asked = _asked(page)
        # Pictures that people put into a conversation are theirs: a request may have none or ten of them.
        first = {address: size for address, size in asked.items() if not address.startswith("/attachments/")}
        wrong += [f"{path} asks another host: {address}" for address in first if "://" in address]
        if sum(first.values()) > 100 * KILOBYTE or len(first) > 8:
            wrong.append(f"{path} is heavy at first: {first}")
        if (shift := sum(page.evaluate("window.shifts"))) > 0.01:
            wrong.append(f"{path} jumps by {shift}")
        page.goto(path)
        again = _asked(page)
        if again[path] > second * KILOBYTE or any(each.startswith("/static/") for each in again):
            wrong.append(f"{path} is heavy again: {again}")
    assert wrong == []


def test_back_is_instant_and_ends_with_signing_out(
    portal: Portal, browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> None:
    """In a browser that keeps pages alive; the one that the other tests share is told not to."""
    keeping = {**browser_type_launch_args, "ignore_default_args": ["--disable-back-forward-cache"]}
    browser = browser_type.launch(**keeping)
    page = browser.new_context(base_url=portal.url, locale="en").new_page()
    _sign_in(page, OLGA)
    page.goto("/queue/it/")
    page.evaluate("window.stillHere = true; document.querySelector('details[data-menu]').open = true")
    page.goto("/requests/")
    page.evaluate("history.back()")
    expect(page).to_have_url(f"{portal.url}/queue/it/")
    assert page.evaluate("window.stillHere"), "the queue was asked for anew"
    expect(page.locator("details[data-menu][open]")).to_have_count(0)

    page.evaluate("document.querySelector('[data-sign-out]').requestSubmit()")
    expect(page).to_have_url(f"{portal.url}/sign-in/")
    page.evaluate("history.back()")
    # Not the page that was kept, but the portal, which asks who this is.
    expect(page).to_have_url(f"{portal.url}/sign-in/?next=/queue/it/")
    browser.close()


@pytest.mark.long(seconds=100)
def test_lighthouse_has_nothing_against_the_main_pages(portal: Portal, visit: Visit, tmp_path: Path) -> None:
    """Its figure of speed is not judged here, where other tests run beside: `./portal lighthouse` does that."""
    page = visit("Olga Petrova")
    try:
        found = measure(
            f"{portal.url}/queue/it/", cookie=cookie_of(page.context), preset="mobile", report=tmp_path / "queue"
        )
    except NotHere as why:
        warnings.warn(str(why), stacklevel=1)
        return
    assert found.accessibility >= GOOD, found.causes
    assert found.layout_shift < 0.05
