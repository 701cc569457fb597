"""Departments together, in real browsers: a hand-over with its two legs, and a part that releases its whole."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Portal, Visit, eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

# Services without questions of their own, and somebody in finance who signs in with one click.
TWO_SERVICES = """
from requests_app.models import Department, Membership, Service, User
for code in ("it", "finance"):
    department = Department.objects.get(code=code)
    Service.objects.get_or_create(provider=department, code="together", defaults={"name": {"en": f"Together {code}"}})
maria = User.objects.get(display_name="Maria Schulz")
Membership.objects.get_or_create(user=maria, department=Department.objects.get(code="finance"))
"""


@pytest.fixture
def number(portal: Portal, visit: Visit) -> str:
    """A request of Li Wei's that Olga has taken."""
    portal.run(TWO_SERVICES)
    li_wei = visit("李伟")
    li_wei.goto("/services/it/together/")
    li_wei.get_by_label("What do you need?", exact=False).first.fill("A desk with a budget")
    li_wei.get_by_role("button", name="File request").click()
    li_wei.wait_for_url(re.compile(r"/requests/\d+/"))
    found: str = re.search(r"/requests/(\d+)/", li_wei.url).group(1)  # type: ignore[union-attr]
    return found


def act(page: Page, number: str, verb: str) -> None:
    """Open a verb from the menu of the request."""
    page.goto(f"/requests/{number}/")
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name=verb, exact=True).click()


def test_a_request_that_was_handed_over_shows_two_legs(visit: Visit, number: str) -> None:
    olga = visit("Olga Petrova")
    act(olga, number, "Hand over")
    olga.get_by_label("To which department?").select_option(label="Finance")
    olga.get_by_label("Why them?").fill("It is about money")
    olga.get_by_role("button", name="Hand over").click()
    legs = olga.get_by_role("region", name="Who had it").get_by_role("listitem")
    expect(legs).to_have_count(2)
    expect(legs.nth(0)).to_contain_text("IT")
    expect(legs.nth(1)).to_contain_text("Finance")


def test_a_part_that_is_done_releases_the_request_that_waits_for_it(visit: Visit, number: str) -> None:
    olga, maria = visit("Olga Petrova"), visit("Maria Schulz")
    olga.goto(f"/requests/{number}/")
    olga.get_by_role("button", name="Take it").click()
    act(olga, number, "Ask another department")
    olga.get_by_label("What do you need from them?").select_option(label="Together finance")
    olga.get_by_role("button", name="Continue").click()
    olga.get_by_role("textbox", name="What do you need?").fill("The budget of the desk")
    olga.get_by_role("button", name="Ask", exact=True).click()
    expect(olga.get_by_role("main")).to_contain_text("Waits for what other departments do")
    olga.get_by_role("link", name="The budget of the desk").click()
    part = re.search(r"/requests/(\d+)/", olga.url).group(1)  # type: ignore[union-attr]

    maria.goto(f"/requests/{part}/")
    maria.get_by_role("link", name="Mark as done").click()
    maria.get_by_role("textbox", name="The result").fill("Approved")
    maria.get_by_role("button", name="Mark as done").click()

    olga.goto(f"/requests/{number}/")
    words = f"It went on by itself: Finance finished its part (#{part})."
    eventually(lambda: words in olga.get_by_role("main").inner_text(), page=olga, seconds=60)
    expect(olga.get_by_role("main")).not_to_contain_text("Waits for what other departments do")
