"""Time spent, in a real browser: clicks without a new page, and a timer that survives a reload."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Portal, Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

# To 20 minutes the timer adds one, or two where the machine is busy.
AND_A_MINUTE = re.compile("2[12] min")


def test_a_click_counts_in_place_and_a_timer_outlives_the_page(portal: Portal, visit: Visit) -> None:
    number = portal.file("Takes some minutes", worker="olga.petrova")
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
    expect(card.get_by_role("link", name=AND_A_MINUTE)).to_be_visible()

    colleague = visit("Maria Schulz")
    colleague.goto(f"/requests/{number}/")
    expect(colleague.get_by_role("region", name="Your time")).not_to_contain_text(AND_A_MINUTE)
