"""Every page of the demo company holds what all pages promise, in turns of language, colours and width."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

from .conftest import Portal, is_complaint
from .measures import broken, out_of_reach, overflow
from .pages import Shown, from_json

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

Scheme = Literal["light", "dark"]
LANGUAGES = ("en", "zh-hans", "ru")
SHARES = 4
FEW = range(1)
MANY = [pytest.param(share, marks=pytest.mark.long(seconds=75)) for share in range(1, SHARES)]
# 320 px are also what 1280 px are at 400 %, and 640 px at 200 %.
WIDTHS = (320, 390, 1440)
AXE_AT = (390, 1440)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
HEIGHT = 900
# Rules that axe knows and leaves out unless asked: targets of 24 px are WCAG 2.2; the others it calls experimental.
FURTHER_RULES = (
    "target-size",
    "css-orientation-lock",
    "focus-order-semantics",
    "p-as-heading",
    "table-fake-caption",
    "td-has-header",
)
OPTIONS = {"resultTypes": ["violations"], "rules": {rule: {"enabled": True} for rule in FURTHER_RULES}}
# EVERY_LOOK=1 ./portal test --long=all tests/browser/test_pages.py: all pages in all languages, light and dark.
EVERY_LOOK = os.environ.get("EVERY_LOOK") == "1"
SPEAK = "from requests_app.models import User\nUser.objects.update(language={language!r}, theme='system')"


@pytest.fixture(scope="module")
def all_pages(portal: Portal) -> Iterator[list[Shown]]:
    yield from_json(portal.run("from tests.browser.pages import as_json\nprint(as_json())"))
    portal.run(SPEAK.format(language="en"))


@pytest.mark.parametrize("share", [*FEW, *MANY])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_too_wide_complains_or_keeps_anybody_out(
    portal: Portal, browser: Browser, all_pages: list[Shown], language: str, share: int
) -> None:
    """A twelfth of the pages each; light and dark in turn, and axe in turn on a phone and on a desk."""
    portal.run(SPEAK.format(language=language))
    mine = all_pages if EVERY_LOOK else all_pages[LANGUAGES.index(language) :: len(LANGUAGES)]
    mine = mine[share::SHARES]
    wrong = []
    for who in dict.fromkeys(one.who for one in mine):
        with _visit(portal, browser, who, language) as (page, complaints):
            for number, one in enumerate(each for each in mine if each.who == who):
                for scheme in SCHEMES if EVERY_LOOK else (SCHEMES[number % 2],):
                    page.emulate_media(color_scheme=scheme)
                    found = _look_at(page, one, language, axe_at=AXE_AT[number // 2 % 2])
                    wrong += [f"{one.name}, {scheme}: {what}" for what in [*found, *complaints]]
                    complaints.clear()
    assert wrong == []


@contextmanager
def _visit(portal: Portal, browser: Browser, who: str, language: str) -> Iterator[tuple[Page, list[str]]]:
    """A browser in which this person is signed in, and what its console complains about."""
    context = browser.new_context(base_url=portal.url, locale=language, service_workers="block")
    page, complaints = context.new_page(), []

    def complain(message: ConsoleMessage) -> None:
        # Chromium also tells that a page is an error page; those are here on purpose.
        if is_complaint(message) and message.location.get("url") != page.url:
            complaints.append(message.text)

    if who:
        page.goto("/sign-in/")
        page.locator(f"button[name=person][value^='{who}@']").click()
        page.wait_for_url(portal.url + "/")
    page.on("console", complain)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page, complaints
    context.close()


def _look_at(page: Page, one: Shown, language: str, *, axe_at: int) -> list[str]:
    """What is wrong with a page."""
    answer = page.goto(one.path)
    assert answer
    if answer.status != one.status:
        return [f"{one.path} answered {answer.status}"]
    if one.opens:
        with page.expect_response(lambda response: response.url.endswith(one.opens)):
            page.locator(f"a[href='{one.opens}']").first.click()
    wrong = []
    if (lang := page.locator("html").get_attribute("lang")) != language:
        wrong.append(f"says that it is in {lang}")
    if (heads := page.locator("h1").count()) != 1:
        wrong.append(f"has {heads} first headings")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if (over := overflow(page)) > 0:
            wrong.append(f"is {over} px too wide at {width} px")
        wrong += [f"{what} at {width} px" for what in broken(page)]
        if width == axe_at:
            wrong += _axe(page)
        if width != AXE_AT[0]:
            wrong += [f"{what} at {width} px" for what in out_of_reach(page)]
    return wrong


def _axe(page: Page) -> list[str]:
    violations = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{each['id']} {[node['target'] for node in each['nodes'][:3]]}" for each in violations]
