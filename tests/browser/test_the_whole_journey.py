"""One request's whole life, in real browsers against a portal that `./portal start` runs, with its worker and beat."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Portal, Visit, eventually, unlike_any

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

# A service of IT that nobody used yet, so that every figure on its dashboard comes from this test.
NEW_SERVICE = """
from requests_app.models import Department, Service, User
from sla import calendars, proposals, standards
from sla.models import Metric, Scope
from sla.steps import warnings
from sla.terms import Target
it = Department.objects.get(code="it")
code = "{code}"
service = Service.objects.create(provider=it, code=code, name={{"en": "{name}"}}, description={{"en": "For a test."}})
day = [["00:00", "24:00"]]
week = {{name: day for name in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}}
spec = {{"tz": "UTC", "weekly": week, "holidays": [], "workdays": {{}}}}
always = calendars.ensure("always", {{"en": "Around the clock"}}, spec).calendar
targets = {{
    (Metric.FIRST_RESPONSE, None): Target({answer}, warnings([50])),
    (Metric.RESOLUTION, None): Target(8 * 3600, warnings([50])),
}}
text = {{"en": "Test standard"}}
proposal = proposals.Proposal(text, text, always, targets, ("waiting",))
draft = standards.draft(Scope(it.pk, service.pk), proposal, by=None)
standards.publish(draft, by=User.objects.filter(is_admin=True).first())
"""

# The demo asked him lately, and nobody is asked twice within two weeks.
LONG_NOT_ASKED = """
from datetime import timedelta
from django.db.models import F
from surveys.models import Invitation
Invitation.objects.update(sent_on=F("sent_on") - timedelta(days=400))
"""


def make_service(portal: Portal, code: str, name: str, *, answer_seconds: int) -> None:
    portal.run(NEW_SERVICE.format(code=code, name=name, answer=answer_seconds))


def file_request(page: Page, code: str, title: str) -> str:
    """Fill in the service's form; the number of the request."""
    page.goto(f"/services/it/{code}/")
    page.get_by_label("What do you need?", exact=False).first.fill(title)
    page.get_by_role("button", name="File request").click()
    page.wait_for_url(re.compile(r"/requests/\d+/"))
    return re.search(r"/requests/(\d+)/", page.url).group(1)  # type: ignore[union-attr]


def row_of(page: Page, table: str, row: str) -> list[str]:
    """The cells of a row, as a person reads them."""
    return page.get_by_role("region", name=table).get_by_role("row", name=row).get_by_role("cell").all_inner_texts()


def test_filed_asked_answered_resolved_rated_and_counted(portal: Portal, visit: Visit) -> None:
    code = unlike_any("journey").replace(" ", "-")
    make_service(portal, code, "Standing desk", answer_seconds=3600)
    board = f"/dashboards/it/?period=30d&service={code}"
    maria = visit("Maria Schulz")
    maria.goto(board)
    expect(maria.get_by_role("main")).to_contain_text("No request was filed")

    portal.run(LONG_NOT_ASKED)
    li_wei = visit("李伟")
    number = file_request(li_wei, code, "Desk for the new colleague / 新同事的桌子")
    expect(li_wei.get_by_role("main")).to_contain_text(f"#{number}")

    olga = visit("Olga Petrova")
    olga.goto(f"/requests/{number}/")
    olga.get_by_role("button", name="Take it").click()
    olga.get_by_role("link", name="Ask the requester").click()
    olga.get_by_role("textbox", name="Your question").fill("Which floor?")
    olga.get_by_role("button", name="Ask", exact=True).click()
    expect(olga.get_by_role("main")).to_contain_text("Waits for 李伟")

    li_wei.goto("/")
    expect(li_wei.get_by_role("main")).to_contain_text("Which floor?")
    asks = li_wei.get_by_role("link", name="Olga Petrova asks", exact=True)
    asks.and_(li_wei.locator(f"[href*='/requests/{number}/']")).click()
    li_wei.get_by_role("textbox", name="Your answer").fill("4楼，靠窗")
    li_wei.get_by_role("button", name="Send answer").click()
    expect(li_wei.get_by_role("main")).to_contain_text("4楼，靠窗")

    olga.goto(f"/requests/{number}/")
    olga.get_by_role("link", name="Mark as done").click()
    olga.get_by_role("textbox", name="The result").fill("It stands by the window.")
    olga.get_by_role("button", name="Mark as done").click()

    li_wei.goto(f"/requests/{number}/")
    li_wei.get_by_role("button", name="Yes, solved").click()
    rating = li_wei.get_by_role("region", name="How was it?")
    rating.get_by_role("radio", name="Yes").check(force=True)
    rating.get_by_role("radio", name=re.compile("Very satisfied")).check(force=True)
    rating.get_by_role("radio", name=re.compile("Strongly agree")).check(force=True)
    rating.get_by_role("button", name="Send").click()
    expect(li_wei.get_by_role("main")).to_contain_text("Thank you")

    def counted() -> bool:
        return row_of(maria, "Promises kept", "First answer")[:2] == ["100 %", "1"]

    maria.goto(board)
    eventually(counted, page=maria)
    maria.get_by_role("link", name="1 request filed").click()
    expect(maria.get_by_role("main")).to_contain_text("Desk for the new colleague")


def test_a_promise_of_20_seconds_lapses_with_one_warning_one_breach_and_one_bell_each(
    portal: Portal, visit: Visit
) -> None:
    code = unlike_any("lapse").replace(" ", "-")
    make_service(portal, code, "Answer at once", answer_seconds=20)
    li_wei, maria = visit("李伟"), visit("Maria Schulz")
    number = file_request(li_wei, code, "Is anybody there?")

    def told(words: str) -> int:
        maria.goto("/notifications/")
        return maria.get_by_role("listitem").filter(has_text=f"#{number}").filter(has_text=words).count()

    eventually(lambda: told("should have had a first answer") == 1, seconds=60)
    assert told("still needs a first answer") == 1
    events = portal.run(
        "from sla.models import ClockEvent\n"
        f"mine = ClockEvent.objects.filter(clock__request={number}, clock__metric='first_response').order_by('id')\n"
        "for e in mine: print(e.kind, round((e.occurred_at - e.clock.started_at).total_seconds()))"
    )
    assert events.splitlines() == ["warning 10", "breach 20"]
    li_wei.goto(f"/requests/{number}/")
    expect(li_wei.get_by_role("complementary", name="More about this page")).to_contain_text("First answer")
