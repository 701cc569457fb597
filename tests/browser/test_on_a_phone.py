"""A phone of 360 px, by touch: filing, approving and serving; and what becomes of what was sent without a network."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .conftest import Portal, unlike_any

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

SCREEN: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
WEI, OLGA = "li.wei", "olga.petrova"
Phone = Callable[[str], Page]


@pytest.fixture
def phone(portal: Portal, browser: Browser) -> Iterator[Phone]:
    """`phone("li.wei")`: a phone of theirs, signed in, its service worker ready."""
    contexts: list[BrowserContext] = []

    def pick_up(who: str) -> Page:
        contexts.append(browser.new_context(base_url=portal.url, locale="en", **SCREEN))
        page = contexts[-1].new_page()
        sign_in(page, who)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return page

    yield pick_up
    for context in contexts:
        context.close()


def sign_in(page: Page, who: str) -> None:
    if "/sign-in/" not in page.url:
        page.goto("/sign-in/")
    page.locator(f"button[name=person][value^='{who}@']").tap()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def file_offline(page: Page, title: str) -> None:
    page.goto("/services/it/access-rights/")
    page.context.set_offline(True)
    page.locator("input[name=title]").fill(title)
    page.get_by_role("button", name="File request").tap()
    expect(page.get_by_text("Kept in this browser. It is sent as soon as")).to_be_visible()


def expect_filed_once(page: Page, title: str) -> None:
    page.goto("/requests/")
    expect(page.get_by_role("link", name=title)).to_have_count(1)


def test_what_was_filed_in_a_tunnel_is_there_once(phone: Phone) -> None:
    page, title = phone(WEI), unlike_any("A badge, from the tunnel")
    file_offline(page, title)
    page.goto("/requests/")  # which cannot be had now
    expect(page.get_by_role("heading", name="The portal cannot be reached")).to_be_visible()
    expect(page.locator("[data-outbox-list] li")).to_have_text(re.compile(title))
    page.context.set_offline(False)
    page.wait_for_url(re.compile(r"/requests/\d+/"))
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    # An answer in the same conversation, sent in the next tunnel and twice
    page.context.set_offline(True)
    box = page.locator("#reply textarea")
    box.fill("It is for Monday")
    for _time in range(2):
        page.locator("#reply [data-ctrl-enter]").tap()
        expect(page.locator("#reply [data-outbox-note]")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".bubble", has_text="It is for Monday")).to_have_count(1)
    page.reload()
    expect(page.locator(".bubble", has_text="It is for Monday")).to_have_count(1)
    expect(box).to_have_value("")
    expect_filed_once(page, title)


def test_what_somebody_else_wrote_is_neither_shown_nor_sent(phone: Phone) -> None:
    page, title = phone(WEI), unlike_any("Only I send this")
    file_offline(page, title)
    page.context.clear_cookies(name="portal_session")
    page.context.set_offline(False)
    expect(page.get_by_text("Sign in again, and it goes out")).to_be_visible()
    page.goto("/sign-in/")
    sign_in(page, OLGA)
    page.context.set_offline(True)
    page.goto("/requests/")
    expect(page.get_by_role("heading", name="The portal cannot be reached")).to_be_visible()
    expect(page.locator("[data-outbox-list] li")).to_have_count(0)
    page.context.set_offline(False)
    page.wait_for_url(re.compile(r"/requests/$"))
    page.context.clear_cookies(name="portal_session")
    page.goto("/sign-in/")
    sign_in(page, WEI)
    expect(page.get_by_text(f"“{title}” is sent")).to_be_visible()
    expect_filed_once(page, title)


def test_signing_out_asks_and_then_leaves_nothing_behind(phone: Phone) -> None:
    page = phone(WEI)
    file_offline(page, "Thrown away")
    page.locator(".top-end details:has([data-sign-out]) > summary").tap()
    page.get_by_role("button", name="Sign out").tap()
    dialog = page.get_by_role("dialog", name="Are you sure?")
    expect(dialog).to_contain_text("has not been sent yet")
    dialog.get_by_role("button", name="Yes, continue").tap()
    expect(page.get_by_text("Signing out needs a connection")).to_be_visible()
    # The portal is there again, and cannot take it yet: the person signs out first.
    page.route("**/outbox/", lambda route: route.abort())
    page.context.set_offline(False)
    page.locator(".top-end details:has([data-sign-out]) > summary").tap()
    page.get_by_role("button", name="Sign out").tap()
    dialog.get_by_role("button", name="Yes, continue").tap()
    page.wait_for_url(re.compile("/sign-in/"))
    assert page.evaluate("Object.keys(localStorage).filter((key) => /^(outbox|draft):/.test(key))") == []


def test_serving_with_a_thumb(portal: Portal, phone: Phone) -> None:
    title = unlike_any("By thumb")
    # A conversation that fills the screen: what leads to the box is there while the box itself is not.
    portal.file(title, worker=OLGA, reply="On its way.\n\n" * 30)
    page = phone(OLGA)
    page.get_by_role("navigation", name="Shortcuts").get_by_role("link", name="Queue").tap()
    page.get_by_role("button", name="Filter and order").tap()
    page.locator("#filters summary", has_text="Priority").tap()
    page.locator("#filters").get_by_role("link", name="Normal").tap()
    page.wait_for_url(re.compile("priority="))
    page.get_by_role("main").get_by_role("searchbox").fill(title)
    page.locator("#rows a.cover", has_text=title).tap()
    page.wait_for_url(re.compile(r"/requests/\d+/"))
    page.get_by_role("link", name="Reply", exact=True).tap()
    expect(page.locator("#reply textarea")).to_be_focused()
    page.locator("#reply textarea").fill("I look at it now")
    page.locator("#reply [data-ctrl-enter]").tap()
    expect(page.locator(".bubble", has_text="I look at it now")).to_be_visible()


def test_approving_with_a_thumb(portal: Portal, phone: Phone) -> None:
    title = unlike_any("May they, by thumb?")
    portal.file(title, requester="anna.orlova", worker=OLGA, approver=WEI)
    page = phone(WEI)
    page.get_by_role("navigation", name="Shortcuts").get_by_role("link", name="Waiting for me").tap()
    page.wait_for_url(re.compile("/waiting/"))
    form = page.locator(f"form[aria-label*='{title}']")
    box = form.get_by_role("button", name="Approve").bounding_box()
    assert box
    assert box["height"] >= 44
    # Without a reason it is not decided: a page asks for one, and its button is where the thumb is.
    form.get_by_role("button", name="Reject").tap()
    expect(page.locator(".errorlist").first).to_be_visible()
    expect(page.get_by_role("button", name="Reject").last).to_be_in_viewport()
