"""The tours of the demo, each from its one click to its last step: over real pages, and with the panel in reach."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from .conftest import Portal, is_complaint
from .measures import overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

ROLES = ("employee", "agent", "manager", "admin")
LOOKS = [("en", 1440), ("zh-hans", 390), ("ru", 1440), ("en", 390)]
STEPS = 6


@pytest.mark.parametrize(("role", "look"), list(zip(ROLES, LOOKS, strict=True)))
def test_a_tour_leads_to_its_end(portal: Portal, browser: Browser, role: str, look: tuple[str, int]) -> None:
    language, width = look
    complaints: list[str] = []
    context = browser.new_context(
        base_url=portal.url, locale=language, viewport={"width": width, "height": 800}, service_workers="block"
    )
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    page.goto("/sign-in/")
    page.locator(f"button[name=role][value={role}]").click()
    panel, visited = page.locator(".tour"), []
    for step in range(1, STEPS + 1):
        expect(panel).to_contain_text(re.compile(rf"{step}\D+{STEPS}"))
        expect(panel.locator("h2")).to_be_in_viewport()
        expect(page.locator("html")).to_have_attribute("lang", language)
        target = page.url.partition("#")[2]
        if target:  # what the step tells about is on the page, and not behind the panel
            expect(page.locator(f"[id='{target}']")).to_be_in_viewport()
        assert overflow(page) <= 0, page.url
        visited.append(page.url.partition("#")[0])
        if step < STEPS:
            panel.locator(f"button[name=step][value='{step + 1}']").click()
            expect(panel).to_contain_text(re.compile(rf"{step + 1}\D+{STEPS}"))
    assert len(set(visited)) > STEPS / 2  # a step that found no page of its own would stay where it was
    assert panel.locator("button[name=role]").count() == len(ROLES) - 1
    context.close()
    assert complaints == []
