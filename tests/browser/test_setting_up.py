"""An empty portal, from the first admin's link to the first request: in a browser, as somebody does it once."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from operations import setup
from requests_app.models import Membership, ServiceRequest, User
from sla.models import ServiceStandard

from .conftest import is_complaint
from .hands import Hands
from .measures import overflow

PASSWORD = "correct horse battery"
TURNS = [
    pytest.param("en", 1440),
    pytest.param("zh-hans", 390, marks=pytest.mark.long(seconds=30)),
]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("language", "width"), TURNS)
def test_an_empty_portal_leads_to_its_first_request(
    live_server: LiveServer, browser: Browser, language: str, width: int
) -> None:
    complaints: list[str] = []
    with connection.cursor() as cursor:  # what other tests left behind
        cursor.execute("TRUNCATE requests_app_user, requests_app_department, requests_app_company CASCADE")
    context = browser.new_context(
        base_url=live_server.url, locale=language, viewport={"width": width, "height": 800}, service_workers="block"
    )
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    words = Hands(page, language).word

    page.goto(f"/setup/{setup.code()}/")
    for name, text in {"display_name": "Ada Lind", "email": "ada@example.com", "password": PASSWORD}.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=again]").fill(PASSWORD)
    page.locator("[name=time_zone]").select_option("Asia/Shanghai")
    go_on(page, "company")

    page.locator("[name=name]").fill("Acme")
    go_on(page, "calendar")
    expect(page.locator("[name=country]")).to_have_value("CN")
    expect(page.locator(".facts dt").first).to_be_visible()
    go_on(page, "departments")
    page.locator("[name=names]").fill("IT\n财务部")
    go_on(page, "service")
    page.get_by_text(words("Which service?")).first.wait_for()
    page.locator("[name=template][value=question]").check()
    page.locator("[name=promise][value=strict]").check()
    go_on(page, "mail")
    page.get_by_role("button", name=words("Send me a test mail")).click()
    expect(page.locator(".notice")).to_contain_text(words("The test mail was kept here and sent to nobody."))
    page.get_by_role("link", name=words("Skip for now")).click()
    page.wait_for_url(re.compile("/setup/colleagues/"))
    page.get_by_role("link", name=words("Back: %(step)s") % {"step": words("Let mails leave")}).click()
    page.get_by_role("link", name=words("Skip for now")).click()
    page.locator("[name=form-0-display_name]").fill("Olga")
    page.locator("[name=form-0-email]").fill("olga@example.com")
    page.locator("[name=form-0-department]").select_option(index=1)
    go_on(page, "request")

    page.locator("main .list a").first.click()
    page.locator("[name=title]").fill("Does it work?")
    page.locator("main button.main").last.click()
    page.wait_for_url(re.compile(r"/requests/\d+/"))
    page.goto("/setup/")
    expect(page.locator("main")).to_contain_text(words("The portal is set up"))
    page.goto("/")
    expect(page).to_have_title(re.compile("Acme"))
    expect(page.locator("#setup-left")).to_have_count(0)
    context.close()

    assert complaints == []
    assert ServiceRequest.objects.get().due_at is not None
    assert ServiceStandard.objects.count() == 1
    assert Membership.objects.get().user.email == "ada@example.com"
    assert not User.objects.get(email="olga@example.com").has_usable_password()


def go_on(page: Page, step: str) -> None:
    """The page is whole; the main button leads to the next."""
    assert overflow(page) <= 0
    page.locator("main button.main").click()
    page.wait_for_url(re.compile(f"/setup/{step}/"))
