"""Time spent, in a real browser: clicks without a new page, and a timer that survives a reload."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Portal, Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

OPEN_IN_IT = """
from requests_app.models import ServiceRequest
open_ones = ServiceRequest.objects.open().filter(department__code="it", service__is_confidential=False)
print(open_ones.exclude(requester__display_name="Olga Petrova").latest("pk").pk)
"""


def test_a_click_counts_in_place_and_a_timer_outlives_the_page(portal: Portal, visit: Visit) -> None:
    number = portal.run(OPEN_IN_IT).strip().splitlines()[-1]
    olga = visit("Olga Petrova")
    olga.goto(f"/requests/{number}/")
    card = olga.get_by_role("region", name="Your time")
    card.get_by_role("button", name="+15").click()
    expect(card.get_by_role("link", name="15 min")).to_be_visible()
    card.get_by_role("button", name="+5", exact=False).first.click()
    expect(card.get_by_role("link", name="20 min")).to_be_visible()

    card.get_by_role("button", name="Start the timer").click()
    expect(card.get_by_role("button", name="Stop the timer")).to_be_visible()
    olga.reload()
    card.get_by_role("button", name="Stop the timer").click()
    expect(card.get_by_role("link", name="21 min")).to_be_visible()

    colleague = visit("Maria Schulz")
    colleague.goto(f"/requests/{number}/")
    expect(colleague.get_by_role("region", name="Your time")).not_to_contain_text("21 min")
