"""Two people, two browsers: what one does, the other sees, and neither loses what they were at."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Portal, Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

FILE = """
from requests_app import transitions
from requests_app.models import Service, User
li_wei = User.objects.get(display_name="李伟")
service = Service.objects.get(provider__code="it", code="something-broken")
for title in ("A desk lamp", "A second lamp"):
    made = transitions.submit(service, transitions.Filing(title), requester=li_wei, by=li_wei)
print(made.pk)
"""
REPLY = """
from requests_app import transitions
from requests_app.models import ServiceRequest, User
request = ServiceRequest.objects.get(pk={pk})
transitions.reply(request, "{text}", by=User.objects.get(display_name="Olga Petrova"))
"""
# As a laptop that is opened: the page asks at once instead of in some seconds.
AWAKE = "window.dispatchEvent(new Event('online'))"


def lamp(portal: Portal) -> str:
    return portal.run(FILE).split()[-1]


def awake(page: Page) -> None:
    """Asks, and waits for the answer."""
    with page.expect_response(lambda answer: "/live/" in answer.url):
        page.evaluate(AWAKE)


def test_a_reply_arrives_beside_what_is_being_typed(portal: Portal, visit: Visit) -> None:
    number = lamp(portal)
    li_wei = visit("李伟")
    li_wei.goto(f"/requests/{number}/")
    box = li_wei.locator("form.composer textarea")
    box.fill("It is for the")
    more = li_wei.locator("main details:not([data-menu])").first
    more.evaluate("details => { details.open = true; }")
    portal.run(REPLY.format(pk=number, text="Which colour?"))
    awake(li_wei)
    expect(li_wei.locator(".entry", has_text="Which colour?")).to_be_visible()
    expect(li_wei.locator("#live-news")).to_contain_text("New messages: 1")
    expect(box).to_have_value("It is for the")
    expect(box).to_be_focused()
    expect(more).to_have_js_property("open", True)


def test_a_queue_says_what_came_and_keeps_what_is_selected(portal: Portal, visit: Visit) -> None:
    olga = visit("Olga Petrova")
    olga.goto("/queue/it/?view=open&sort=new")
    first = olga.locator("#rows [data-row]").first
    known = first.get_attribute("data-row")
    first.get_by_role("checkbox").check()
    lamp(portal)
    awake(olga)
    expect(olga.locator("[data-live-news]")).to_contain_text("2 new: show")
    expect(olga.locator(f"#rows [data-row='{known}']").get_by_role("checkbox")).to_be_checked()
    assert olga.locator("#rows [data-row]").first.get_attribute("data-row") == known
    olga.locator("[data-live-news] a").click()
    expect(olga.locator("#rows [data-row]").first).to_contain_text("lamp")


def test_a_list_of_ones_own_waits_for_a_click(portal: Portal, visit: Visit) -> None:
    li_wei = visit("李伟")
    li_wei.goto("/requests/")
    rows = li_wei.locator("main [data-row]")
    before = rows.count()
    lamp(portal)
    awake(li_wei)
    news = li_wei.locator("#live-news").get_by_role("button", name="2 new: show")
    expect(news).to_be_visible()
    assert rows.count() == before
    news.click()
    expect(rows.first).to_contain_text("lamp")


def test_whoever_was_signed_out_meanwhile_goes_on_with_what_they_typed(portal: Portal, visit: Visit) -> None:
    number = lamp(portal)
    li_wei = visit("李伟")
    li_wei.goto(f"/requests/{number}/")
    box = li_wei.locator("form.composer textarea")
    box.fill("Still here")
    portal.run("from django.contrib.sessions.models import Session; Session.objects.all().delete()")
    awake(li_wei)
    expect(li_wei.locator("#live-note")).to_contain_text("You are signed out")
    with li_wei.context.expect_page() as opened:
        li_wei.locator("#live-note a").click()
    other = opened.value
    other.get_by_role("button", name="李伟").click()
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    awake(li_wei)
    expect(li_wei.locator("#live-note")).to_be_empty()
    expect(box).to_have_value("Still here")
    li_wei.locator("form.composer [data-ctrl-enter]").click()
    expect(li_wei.locator(".entry", has_text="Still here")).to_be_visible()


def test_keys_work_on_a_russian_keyboard_and_leave_chinese_alone(portal: Portal, visit: Visit) -> None:
    lamp(portal)
    olga = visit("Olga Petrova")
    olga.goto("/queue/it/?view=open")
    press = """([key, code, more]) => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true, ...more }))"""
    rows = olga.locator("#rows [data-row]")
    olga.evaluate(press, ["о", "KeyJ", {}])
    expect(rows.first.locator("[data-open]")).to_be_focused()
    olga.evaluate(press, ["j", "KeyJ", {"isComposing": True}])
    expect(rows.first.locator("[data-open]")).to_be_focused()
    olga.evaluate(press, ["ч", "KeyX", {}])
    expect(rows.first.get_by_role("checkbox")).to_be_checked()
    olga.evaluate(press, [",", "Slash", {"shiftKey": True}])
    help_dialog = olga.locator("dialog#keys")
    expect(help_dialog).to_be_visible()
    expect(help_dialog.get_by_text("Select the row, or no longer")).to_be_visible()
    expect(help_dialog.get_by_text("Internal note")).to_be_hidden()
    olga.keyboard.press("Escape")
    olga.evaluate(press, ["п", "KeyG", {}])
    olga.evaluate(press, ["р", "KeyH", {}])
    expect(olga).to_have_url(f"{portal.url}/")
