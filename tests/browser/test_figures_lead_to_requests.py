"""A manager reads figures with mouse and keyboard, and every one of them leads to exactly that many requests."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

FIGURES = "/dashboards/it/?period=30d"
HOURS_OF_A_WEEK = 7 * 24


def requests_on(page: Page) -> int:
    """How many the list says there are; its rows are the same ones, a page at a time."""
    heading = page.locator(".page-title p").first.inner_text()
    return int(heading.split()[0].replace(",", ""))


def test_a_click_on_a_figure_opens_exactly_that_many_requests(visit: Visit) -> None:
    maria = visit("Maria Schulz")
    maria.goto(FIGURES)
    broken = maria.locator("#breaches").get_by_role("link", name="with a broken promise")
    number = int(broken.inner_text().split()[0].replace(",", ""))
    broken.click()
    expect(maria.get_by_role("heading", level=1)).to_have_text("With a broken promise")
    assert requests_on(maria) == number

    maria.goto(FIGURES)
    picture = maria.locator("#hours figure[data-chart=filed-hours] svg.plot-area")
    picture.focus()
    for _ in range(60):
        picture.press("ArrowRight")
    tip = maria.locator("#hours figure[data-chart=filed-hours] .plot-tip")
    expect(tip).to_be_visible()
    # On to the next cell that holds anything: only such a cell leads somewhere.
    for _ in range(HOURS_OF_A_WEEK):
        if not tip.inner_text().endswith("· 0"):
            break
        picture.press("ArrowRight")
    number = int(tip.inner_text().split("· ")[-1])
    picture.press("Enter")
    expect(maria.get_by_role("heading", level=1)).to_have_text("Filed at this hour of the week")
    assert requests_on(maria) == number
