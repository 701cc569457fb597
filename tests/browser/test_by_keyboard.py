"""The five journeys without a mouse: file, serve, approve, manage and set up, in every language, on a phone and a desk.

A run of everything takes each journey once, in turns of language and width; `--long=all` takes them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from .conftest import Portal
from .hands import Hands
from .pages import ADA, LI_WEI, MARIA, OLGA

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

LANGUAGES = ("en", "zh-hans", "ru")
WIDTHS = (390, 1440)
REQUEST = re.compile(r"/requests/\d+/")

SOME_TO_SERVE = """
from requests_app import transitions
from requests_app.models import Department, Service, User
it = Department.objects.get(code="it")
made, _new = Service.objects.get_or_create(provider=it, code="by-keys", defaults={"name": {"en": "By keys"}})
asker, olga, li = (User.objects.get(email__startswith=name) for name in ("nora.engel", "olga.petrova", "li.wei"))
for number in range(40):  # each turn of each journey takes some of them away, and may need a second try
    filed = transitions.submit(made, transitions.Filing(f"Keys {number}"), requester=asker, by=asker)
    if number < 26:
        transitions.assign(filed, to=olga, by=olga)
        transitions.ask_approval(filed, li, "May they?", by=olga)
"""


@pytest.fixture(scope="module")
def asked(portal: Portal) -> Iterator[None]:
    """Requests for everybody to serve and for Li Wei to approve."""
    portal.run(SOME_TO_SERVE)
    yield
    portal.run("from requests_app.models import User\nUser.objects.update(language='en')")


@pytest.fixture
def sit_down(portal: Portal, browser: Browser) -> Iterator[Callable[..., Hands]]:
    """Signed in, and the language chosen, by keyboard as well. In the end nothing was wrong with the focus."""
    all_hands: list[Hands] = []

    def come(who: str, language: str, width: int) -> Hands:
        context = browser.new_context(base_url=portal.url, viewport={"width": width, "height": 800})
        hands = Hands(context.new_page(), language)
        all_hands.append(hands)
        hands.page.goto("/sign-in/")
        hands.enter(hands.page.locator(f"button[name=person][value^='{who}@']"))
        hands.page.wait_for_url(portal.url + "/")
        hands.speak()
        return hands

    yield come
    for hands in all_hands:
        hands.page.context.close()
    assert [hands.wrong for hands in all_hands if hands.wrong] == []


def file(hands: Hands) -> None:
    page = hands.page
    page.goto("/")
    hands.press("Tab")
    expect(page.get_by_role("link", name=hands.word("Skip to content"))).to_be_focused()
    hands.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    hands.press("n")
    page.wait_for_url("**/services/")
    hands.enter(page.locator("main a[href='/services/it/mail-and-calendar/']").first)
    title = page.get_by_role("textbox", name=hands.word("What do you need?"))
    hands.to(title)
    hands.press("Control+Enter")
    summary = page.get_by_role("alert").filter(has=page.get_by_role("heading"))
    expect(summary).to_be_focused()
    hands.enter(summary.get_by_role("link").first)
    expect(title).to_be_focused()
    hands.type("My mailbox is full / 邮箱已满")
    hands.press("Control+Enter")
    page.wait_for_url(REQUEST)
    expect(page.get_by_role("heading", level=1)).to_contain_text("邮箱已满")
    # Said aloud although it stood on the page from the beginning.
    expect(page.locator("#said")).not_to_be_empty()


def serve(hands: Hands) -> None:
    page = hands.page
    page.goto("/queue/it/?service=by-keys&view=unassigned&sort=old")
    hands.press("j")
    expect(page.locator("[data-row] [data-open]").first).to_be_focused()
    hands.press("Enter")
    page.wait_for_url(REQUEST)
    hands.enter(page.get_by_role("button", name=hands.word("Take it"), exact=True))
    expect(page.get_by_role("button", name=hands.word("Take it"), exact=True)).to_have_count(0)
    page.wait_for_load_state()  # keys are heard once the new page's script has run
    hands.press("r")
    box = page.locator("form.composer textarea")
    expect(box).to_be_focused()
    hands.type("It is looked at today.")
    hands.press("Control+Enter")
    expect(page.locator(".bubble").filter(has_text="It is looked at today.")).to_be_visible()
    page.wait_for_load_state()
    hands.press("e")
    result = page.get_by_role("textbox", name=hands.word("The result"))
    expect(result).to_be_visible()
    assert page.evaluate("document.querySelector('#act').contains(document.activeElement)")
    hands.to(result)
    hands.type("Done, and it stays so.")
    hands.press("Control+Enter")
    expect(page.get_by_role("textbox", name=hands.word("The result"))).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("Done, and it stays so.")


def approve(hands: Hands) -> None:
    page = hands.page
    page.goto("/waiting/")
    asked = page.get_by_role("form").filter(has_text=re.compile("."), has=page.locator("textarea, input[type=text]"))
    mine = asked.and_(page.locator("form[aria-label*='Keys']")).first
    name = mine.get_attribute("aria-label")
    hands.enter(mine.get_by_role("button", name=hands.word("Approve"), exact=True))
    expect(page.get_by_role("form", name=name or "?", exact=True)).to_have_count(0)
    second = asked.and_(page.locator("form[aria-label*='Keys']")).first
    hands.to(second.get_by_role("textbox"))
    hands.type("Not this year.")
    name = second.get_attribute("aria-label")
    hands.enter(second.get_by_role("button", name=hands.word("Reject"), exact=True))
    expect(page.get_by_role("form", name=name or "?", exact=True)).to_have_count(0)


def manage(hands: Hands) -> None:
    page = hands.page
    page.goto("/dashboards/it/")
    hands.enter(page.locator("main nav a[href*='period=30d']").first)
    page.wait_for_url(re.compile("period=30d"))
    hands.enter(page.locator("main a[href*='figure=open']").first)
    page.wait_for_url(re.compile("/dashboards/it/requests/"))
    hands.enter(page.locator("main a.cover, main td a[href^='/requests/']").first)
    page.wait_for_url(REQUEST)
    hands.press("a")
    whom = page.locator("#act select").first
    expect(whom).to_be_visible()
    hands.to(whom)
    page.keyboard.type("Olga")  # whoever stands last may be away today
    hands.press("Control+Enter")
    expect(page.locator("#act select")).to_have_count(0)
    expect(page.get_by_role("main")).to_be_visible()


def set_up(hands: Hands) -> None:
    page = hands.page
    page.goto("/catalogue/it/new/")
    for number, name in enumerate(("Standing desks", "升降桌", "Столы для работы стоя")):
        hands.to(page.locator("main form section").first.get_by_role("textbox").nth(number))
        hands.type(f"{name} {hands.language} {page.viewport_size}")
    hands.press("Control+Enter")
    page.wait_for_url(re.compile("/catalogue/it/services/"))
    publish = page.locator("form[action$='/publication/'] button")
    hands.enter(publish)
    sure = page.get_by_role("dialog")
    hands.stays_in(sure, publish)
    hands.press("Enter")
    hands.enter(sure.get_by_role("button").last)
    expect(publish).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_contain_text(hands.language)


JOURNEYS: dict[Callable[[Hands], None], str] = {file: LI_WEI, serve: OLGA, approve: LI_WEI, manage: MARIA, set_up: ADA}


def _turns() -> Iterator[Any]:
    """Each journey once in every run, in another language than the journey before it; the others are long."""
    for number, journey in enumerate(JOURNEYS):
        for language, width in product(LANGUAGES, WIDTHS):
            always = (language, width) == (LANGUAGES[number % 3], WIDTHS[number % 2])
            marks = [] if always else [pytest.mark.long(seconds=12)]
            yield pytest.param(journey, language, width, marks=marks, id=f"{journey.__name__}-{language}-{width}")


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(("journey", "language", "width"), list(_turns()))
def test_a_keyboard_is_enough(
    sit_down: Callable[..., Hands], journey: Callable[[Hands], None], language: str, width: int
) -> None:
    journey(sit_down(JOURNEYS[journey], language, width))
