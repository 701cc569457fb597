"""Searching in a real browser: a Chinese word, a Russian word in another form, a code; each leads to its request."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Portal, Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

# What one looks for, and the title of the request that holds it.
ASKED = {
    "报销": "差旅报销单被退回了",
    "отпуск": "Перенос отпуска на август",
    "INV-2031-118": "Invoice INV-2031-118 is missing",
}
FILE_THEM = """
from requests_app import transitions
from requests_app.models import Service, User
li_wei = User.objects.get(display_name="李伟")
service = Service.objects.get(provider__code="hr", code="letters")
for title in {titles!r}:
    transitions.submit(service, transitions.Filing(title), requester=li_wei, by=li_wei)
"""


@pytest.fixture
def li_wei(portal: Portal, visit: Visit) -> Page:
    portal.run(FILE_THEM.format(titles=list(ASKED.values())))
    return visit("李伟")


@pytest.mark.parametrize("words", list(ASKED))
def test_what_was_asked_is_found_from_any_page(li_wei: Page, words: str) -> None:
    li_wei.goto("/preferences/")
    li_wei.keyboard.press("/")
    li_wei.keyboard.type(words)
    li_wei.keyboard.press("Enter")
    li_wei.wait_for_url("**/search/**")
    found = li_wei.get_by_role("main").get_by_role("link", name=ASKED[words]).first
    expect(found).to_be_visible()
    found.click()
    expect(li_wei.get_by_role("heading", level=1)).to_have_text(ASKED[words])


def test_the_palette_leads_to_a_page_a_request_and_what_the_page_offers(portal: Portal, visit: Visit) -> None:
    number = portal.file("Found by its number")
    olga = visit("Olga Petrova")
    olga.goto("/preferences/")
    olga.keyboard.press("Control+k")
    olga.keyboard.type("queue")
    expect(olga.locator("#palette-found [data-asked=queue]")).to_be_attached()
    olga.keyboard.press("Enter")
    olga.wait_for_url("**/queue/it/**")
    olga.keyboard.press("Control+k")
    olga.keyboard.type(f"#{number}")
    expect(olga.locator(f"#palette-found [href='/requests/{number}/']")).to_be_visible()
    olga.keyboard.press("Enter")
    olga.wait_for_url(f"**/requests/{number}/**")
    olga.keyboard.press("Control+k")
    olga.keyboard.type("assign")
    olga.get_by_role("dialog").get_by_role("button", name="Assign", exact=True).click()
    expect(olga.locator("#act form")).to_be_visible()


def test_the_form_of_a_word_does_not_matter(li_wei: Page) -> None:
    li_wei.goto("/search/?q=отпуском")
    expect(li_wei.get_by_role("main").get_by_role("link", name=ASKED["отпуск"]).first).to_be_visible()
