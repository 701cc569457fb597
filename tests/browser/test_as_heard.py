"""What somebody hears who sees no screen: names and roles, news, and where one is after something has changed."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from .conftest import Portal, Visit, unlike_any

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

# Everything a screen reader stops at that has nothing to say.
NAMELESS = re.compile(r"^\s*- (?:link|button|textbox|combobox|checkbox|radio|searchbox|img)(?:\s*\[[^\]]*\])*:?$", re.M)


def nameless(page: Page) -> list[str]:
    return NAMELESS.findall(page.locator("body").aria_snapshot())


def test_a_request_is_heard_as_a_page_with_landmarks_and_names(portal: Portal, visit: Visit) -> None:
    number = portal.file("Heard", worker="olga.petrova")
    olga = visit("Olga Petrova")
    olga.goto(f"/requests/{number}/")
    assert nameless(olga) == []
    for role in ("banner", "main"):
        expect(olga.get_by_role(role)).to_have_count(1)
    expect(olga.get_by_role("navigation", name="Main")).to_have_count(1)
    expect(olga.get_by_role("complementary", name="More about this page")).to_have_count(1)
    expect(olga.get_by_role("heading", level=1)).to_have_count(1)

    # A form that comes by htmx takes the focus, and says what it is.
    olga.keyboard.press("p")
    expect(olga.locator("#act").get_by_role("heading").or_(olga.locator("#act :focus"))).not_to_have_count(0)
    expect(olga.locator("#act :focus")).to_have_count(1)


def test_a_control_that_htmx_replaces_keeps_the_focus(portal: Portal, visit: Visit) -> None:
    words = unlike_any("Quickly done")
    portal.file("Thanked", requester="anna.orlova", worker="olga.petrova", thanks=words)
    portal.file("Answered", worker="olga.petrova", reply="Which one?")
    li_wei = visit("李伟")
    li_wei.goto("/thanks/")
    said = li_wei.locator(".thanks > li", has_text=words)
    sign = said.locator(".reactions button").first
    sign.focus()
    for pressed in ("true", "false"):
        li_wei.keyboard.press("Enter")
        expect(sign).to_have_attribute("aria-pressed", pressed)
        expect(sign).to_be_focused()
        # htmx takes up what came a moment later; until then a key sends the form as browsers do, and the page reloads.
        expect(said.locator(".reactions")).not_to_have_class(re.compile("htmx-added"))

    li_wei.goto("/notifications/")
    row = li_wei.locator("[id^=notification-]", has=li_wei.get_by_role("button", name="Mark as read")).first
    here = row.get_attribute("id")
    row.get_by_role("button", name="Mark as read").focus()
    li_wei.keyboard.press("Enter")
    expect(li_wei.locator(f"#{here}").get_by_role("button", name="Mark as read")).to_have_count(0)
    # What was pressed is gone; the next Tab goes on from its row and not from the top of the page.
    expect(li_wei.locator(f"#{here}:focus, #{here} :focus")).to_have_count(1)


def test_an_exact_moment_is_for_keys_and_fingers_too(portal: Portal, visit: Visit) -> None:
    portal.file("Filed at a moment")
    olga = visit("Olga Petrova")
    olga.goto("/queue/it/?view=open&sort=new")
    tip = olga.get_by_role("tooltip")
    olga.keyboard.press("j")
    expect(tip).to_have_text(re.compile(r"\d{4}, \d\d:\d\d"))
    olga.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    olga.keyboard.press("Enter")
    olga.wait_for_url(re.compile(r"/requests/\d+/"))
    moment = olga.locator("main time[tabindex]").first
    moment.click()
    expect(tip).to_have_text(re.compile(r"\d{4}, \d\d:\d\d"))
    expect(moment).to_have_attribute("aria-describedby", "tip")
    tip.hover()
    expect(tip).to_be_visible()


def test_what_a_page_brings_along_is_said_aloud(visit: Visit) -> None:
    maria = visit("Maria Schulz")
    maria.goto("/preferences/")
    maria.get_by_role("main").get_by_role("button", name=re.compile("Save")).first.click()
    told = maria.locator("#toasts [data-toast]")
    expect(told).to_be_visible()
    expect(maria.locator("#said")).to_have_text(re.compile(r"\w"))
    maria.keyboard.press("Escape")
    expect(told).to_have_count(0)


def test_keys_walk_through_choices_before_one_counts(visit: Visit) -> None:
    ada = visit("Ada Lind")
    ada.goto("/people/")
    ada.get_by_role("combobox", name="Department").focus()
    ada.keyboard.press("ArrowDown")
    ada.keyboard.press("ArrowDown")
    assert ada.url.endswith("/people/")
    expect(ada.get_by_role("combobox", name="Department")).to_be_focused()
    ada.keyboard.press("Enter")
    ada.wait_for_url(re.compile(r"department=\d+"))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("李伟", "/"),
        ("李伟", "/services/it/new-equipment/"),
        ("Olga Petrova", "/queue/it/"),
        ("Maria Schulz", "/dashboards/it/"),
    ],
)
def test_the_main_pages_have_landmarks_one_heading_and_no_gaps(visit: Visit, name: str, path: str) -> None:
    page = visit(name)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert nameless(page) == []
    for landmark in ("banner", "main"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    levels = page.locator(":is(h1, h2, h3, h4):visible").evaluate_all("all => all.map(el => Number(el.tagName[1]))")
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    expect(page.locator("#said[role=status]")).to_have_count(1)


def test_what_a_form_misses_is_heard_first_and_leads_to_its_field(visit: Visit) -> None:
    li_wei = visit("李伟")
    li_wei.goto("/services/it/new-equipment/")
    form = li_wei.locator("main form[novalidate], main form").filter(has=li_wei.locator("[name=title]"))
    form.evaluate("form => { form.noValidate = true; form.requestSubmit(form.querySelector('.btn.main')); }")
    summary = li_wei.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.press("Enter")
    field = li_wei.locator("[name=title]")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    told = field.get_attribute("aria-describedby") or ""
    assert any(li_wei.locator(f"[id='{one}']").inner_text() for one in told.split())


def test_what_a_search_finds_is_counted_aloud(visit: Visit) -> None:
    olga = visit("Olga Petrova")
    olga.goto("/queue/it/")
    box = olga.get_by_role("searchbox", name="Title or number")
    box.press_sequentially("giraffe that nobody asked for")
    expect(olga.locator("#said")).to_have_text("Requests: 0")
    expect(box).to_be_focused()
