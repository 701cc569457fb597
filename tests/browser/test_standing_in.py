"""Somebody is away: whoever stands in finds the question in their own account, and their yes opens the next step."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal, Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]


def test_approving_from_a_stand_ins_account(portal: Portal, visit: Visit) -> None:
    number = portal.run("from tests.browser import filing\nprint(filing.file_for_a_stand_in())").split()[-1]
    page: Page = visit("李伟")
    page.get_by_role("link", name=re.compile("Waiting for me")).first.click()
    asked = page.get_by_role("link", name=re.compile("asks you to approve in place of"))
    asked.and_(page.locator(f"[href*='/requests/{number}/']")).first.click()

    banner = page.get_by_role("region", name=re.compile("asks you to approve it in place of"))
    expect(banner).to_contain_text("is away, and may decide as well: the first decision counts.")
    banner.get_by_label(re.compile("A few words")).fill("Agreed in their place")
    banner.get_by_role("button", name="Approve").click()

    expect(page.get_by_text(re.compile(r"李伟 for .+ approved it: “Agreed in their place”"))).to_be_visible()
    expect(banner).to_have_count(0)
    expect(page.get_by_text("1 of 1 agreed").or_(page.get_by_text("Fulfilled")).first).to_be_visible()

    board = visit("Ada Lind")
    board.goto(f"/requests/{number}/")
    expect(board.get_by_role("region", name=re.compile("asks you to approve it"))).to_be_visible()
