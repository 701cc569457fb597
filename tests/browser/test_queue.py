"""The queue in a real browser: 250 requests assigned at once, and a morning without the mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Portal, Visit, eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

MANY = """
from requests_app import transitions
from requests_app.models import Department, Service, User
it = Department.objects.get(code="it")
service, _made = Service.objects.get_or_create(provider=it, code="moving", defaults={"name": {"en": "Moving"}})
asker = User.objects.get(display_name="李伟")
for number in range(NUMBER):
    transitions.submit(service, transitions.Filing(f"Desk {number}"), requester=asker, by=asker)
"""


def file_many(portal: Portal, number: int) -> None:
    """So many requests for moving a desk; a service without questions of its own."""
    portal.run(MANY.replace("NUMBER", str(number)))


def test_250_requests_are_assigned_with_progress_and_taken_back(portal: Portal, visit: Visit) -> None:
    file_many(portal, 250)
    olga = visit("Olga Petrova")
    olga.goto("/queue/it/?service=moving&sort=old")
    expect(olga.get_by_role("group", name="With the selected requests")).to_be_hidden()
    olga.get_by_label("Select all on this page").check()
    olga.get_by_label("Select all 250 of this view").check()
    olga.get_by_role("button", name="Assign…").click()
    expect(olga.get_by_role("main")).to_contain_text("It goes for 250 requests.")
    olga.get_by_label("Who works on them?").select_option(label="Olga Petrova")
    olga.get_by_role("button", name="Assign", exact=True).click()
    done = "250 requests assigned."
    expect(olga.get_by_role("progressbar").or_(olga.get_by_text(done)).first).to_be_visible()
    eventually(lambda: done in olga.get_by_role("main").inner_text(), page=olga, seconds=120)
    olga.get_by_role("button", name="Undo").click()
    back = "250 requests are as they were."
    eventually(lambda: back in olga.get_by_role("main").inner_text(), page=olga, seconds=120)


def test_the_keyboard_is_enough_and_never_types_into_a_field(portal: Portal, visit: Visit) -> None:
    file_many(portal, 3)
    olga = visit("Olga Petrova")
    olga.goto("/queue/it/?service=moving&sort=new")
    olga.keyboard.press("j")
    olga.keyboard.press("j")
    expect(olga.locator("[data-row]").nth(1).get_by_role("link")).to_be_focused()
    olga.keyboard.press("x")
    expect(olga.locator("[name=requests]:checked")).to_have_count(1)
    olga.keyboard.press("k")
    olga.keyboard.press("Enter")
    olga.wait_for_url(re.compile(r"/requests/\d+/\?in="))
    first = olga.url
    olga.keyboard.press("]")
    olga.wait_for_url(lambda url: url != first and "/requests/" in url)
    olga.keyboard.press("[")
    olga.wait_for_url(first)
    olga.keyboard.press("?")
    expect(olga.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    olga.keyboard.press("Escape")
    olga.goto("/queue/it/?service=moving")
    box = olga.get_by_role("main").get_by_role("searchbox")
    box.press_sequentially("jxa?")
    expect(box).to_have_value("jxa?")
    expect(olga.locator("[name=requests]:checked")).to_have_count(0)
