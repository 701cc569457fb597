"""The network is cut, or the session expires, in the middle of filing and replying: what was typed is still there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .conftest import Portal, unlike_any

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

WEI = "李伟"
DETAILS = "For the new colleague.\nThe old one has none."
Device = Callable[[str], Page]


@pytest.fixture
def device(portal: Portal, browser: Browser) -> Iterator[Device]:
    """`device("Olga Petrova")`: a browser of her own. Unlike `visit` it may complain, as without a network it does."""
    contexts: list[BrowserContext] = []

    def open_on(name: str) -> Page:
        contexts.append(browser.new_context(base_url=portal.url, locale="en", service_workers="block"))
        page = contexts[-1].new_page()
        sign_in(page, name)
        return page

    yield open_on
    for context in contexts:
        context.close()


@pytest.fixture
def title() -> str:
    return unlike_any("A keyboard with Cyrillic letters")


def sign_in(page: Page, name: str) -> None:
    if "/sign-in/" not in page.url:
        page.goto("/sign-in/")
    page.get_by_role("button", name=name).click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def title_of(page: Page) -> str:
    return page.locator("input[name=title]").input_value()


def fill_in(page: Page, title: str) -> None:
    page.locator("input[name=title]").fill(title)
    page.locator("textarea[name=description]").fill(DETAILS)
    page.locator("select[name=urgency], input[name=urgency]").first.focus()


def expect_filled_in(page: Page, title: str) -> None:
    expect(page.locator("input[name=title]")).to_have_value(title)
    expect(page.locator("textarea[name=description]")).to_have_value(DETAILS)


def file(page: Page) -> str:
    page.get_by_role("button", name="File request").click()
    page.wait_for_url(re.compile(r"/requests/\d+/"))
    return page.url.partition("?")[0]


def test_filing_with_the_network_cut_in_the_middle(device: Device, title: str) -> None:
    page = device(WEI)
    page.goto("/services/it/access-rights/")
    page.context.set_offline(True)
    fill_in(page, title)
    expect(page.get_by_text("Draft kept in this browser")).to_be_visible()
    for _time in range(2):
        page.get_by_role("button", name="File request").click()
        expect(page.get_by_text("What you wrote is kept here, and sent as soon as you are back")).to_be_visible()
    expect_filled_in(page, title)
    page.context.set_offline(False)
    page.wait_for_url(re.compile(r"/requests/\d+/"))
    request = page.url.partition("?")[0]
    page.goto("/requests/")
    expect(page.get_by_role("link", name=title)).to_have_count(1)
    expect(page.get_by_role("link", name=title)).to_have_attribute("href", re.compile(request.rsplit("/", 2)[-2]))
    page.goto("/services/it/access-rights/")
    expect(page.locator("input[name=title]")).to_have_value("")


def test_filing_with_the_session_expired_in_the_middle(device: Device, title: str) -> None:
    page = device(WEI)
    page.goto("/services/it/access-rights/")
    page.locator("input[name=title]").fill("A key")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.context.clear_cookies(name="portal_session")
    fill_in(page, title)
    expect(page.get_by_text("Draft kept in this browser")).to_be_visible()
    page.get_by_role("button", name="File request").click()
    page.wait_for_load_state()
    sign_in(page, WEI)
    page.goto("/services/it/access-rights/")
    expect_filled_in(page, title)
    file(page)


def test_replying_with_the_network_cut_and_the_session_expired(device: Device, title: str) -> None:
    page = device(WEI)
    page.goto("/services/it/access-rights/")
    fill_in(page, title)
    request = file(page)
    box = page.locator("#reply textarea")
    page.context.set_offline(True)
    box.fill("It is urgent, because")
    expect(page.get_by_text("Draft kept in this browser")).to_be_visible()
    page.context.set_offline(False)
    page.goto(request)
    expect(box).to_have_value("It is urgent, because")
    page.context.clear_cookies(name="portal_session")
    box.fill("It is urgent, because he starts on Monday")
    page.get_by_role("button", name="Send to").click()
    page.wait_for_load_state()
    sign_in(page, WEI)
    page.goto(request)
    expect(box).to_have_value("It is urgent, because he starts on Monday")
    page.get_by_role("button", name="Send to").click()
    expect(page.locator(".bubble", has_text="he starts on Monday")).to_be_visible()
    page.reload()
    expect(box).to_have_value("")


def test_going_on_at_another_device(device: Device) -> None:
    desk, phone = device(WEI), device(WEI)
    desk.goto("/services/it/access-rights/")
    desk.locator("input[name=title]").fill("Access for the")
    expect(desk.get_by_text("Draft saved")).to_be_visible()
    phone.goto("/services/it/access-rights/")
    note = phone.locator(".draft-note", has_text="from another device")
    expect(note).to_be_visible()
    assert title_of(phone) == ""
    note.get_by_role("button", name="Use it").click()
    expect(phone.locator("input[name=title]")).to_have_value("Access for the")
    phone.locator("input[name=title]").fill("Access for the auditors")
    file(phone)
    desk.reload()
    expect(desk.locator("input[name=title]")).to_have_value("")
