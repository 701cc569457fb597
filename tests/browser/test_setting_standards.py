"""An admin sets what counts, and the clocks follow: in a browser, with the real worker and beat."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .conftest import Portal, Visit, eventually, unlike_any
from .test_the_whole_journey import file_request

ESCALATING = """
from requests_app.models import Department, Service, User
from sla import calendars, proposals, standards
from sla.models import Metric, Scope
from sla.steps import Step
from sla.terms import Target
it = Department.objects.get(code="it")
service = Service.objects.create(provider=it, code="CODE", name={"en": "Escalates"}, description={"en": "A test."})
days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
always = calendars.ensure("day-and-night", {"en": "Day and night"}, {
    "tz": "UTC", "weekly": {day: [["00:00", "24:00"]] for day in days},
}).calendar
ladder = (
    Step.from_json({"at": "50%", "tell": ["managers"]}),
    Step.from_json({"at": "+6", "tell": ["managers"], "do": "raise_priority", "if": "unassigned"}),
)
targets = {(Metric.FIRST_RESPONSE, None): Target(16, ladder)}
text = {"en": "Escalating standard"}
proposal = proposals.Proposal(text, text, always, targets, ("waiting",))
draft = standards.draft(Scope(it.pk, service.pk), proposal, by=None)
standards.publish(draft, by=User.objects.filter(is_admin=True).first())
"""

VERSION = re.compile(r"version (\d+)")
# What publishing "for tomorrow" set for tomorrow has come true, and what was filed today was filed yesterday.
A_DAY_LATER = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute(
        "UPDATE sla_servicestandard"
        " SET valid = tstzrange(lower(valid) - interval '1 day', upper(valid) - interval '1 day')"
        " WHERE valid IS NOT NULL AND department_id = (SELECT id FROM requests_app_department WHERE code = 'it')"
    )
"""


def test_the_chinese_year_is_built_by_import_and_its_working_saturday_is_open(visit: Visit) -> None:
    ada = visit("Ada Lind")
    ada.goto("/standards/calendars/new/")
    code = unlike_any("chengdu").replace(" ", "-")
    ada.get_by_label("English").fill("Office in Chengdu")
    ada.get_by_label("Short name").fill(code)
    ada.get_by_label("Time zone").select_option("Asia/Shanghai")
    ada.get_by_role("button", name="Save calendar").last.click()
    ada.wait_for_url(re.compile(f"/standards/calendars/{code}/"))
    answer_for(ada, code, "2026-02-14", "closed")

    ada.get_by_role("main").get_by_role("button", name="Change").or_(ada.get_by_role("link", name="Change")).click()
    ada.get_by_role("link", name="Import holidays").click()
    ada.get_by_label("Country").select_option("CN")
    ada.get_by_role("checkbox", name="2026").check()
    ada.get_by_role("button", name="Show the days").click()
    row = ada.get_by_role("row").filter(has_text=re.compile("14 Feb(ruary)? 2026"))
    expect(row).to_contain_text("New")
    for box in ada.get_by_role("checkbox").filter(visible=True).all():
        box.check()
    ada.get_by_role("button", name="Take over what is ticked").click()
    ada.get_by_role("link", name="Publish …").click()
    if ada.get_by_label("Correct the past", exact=False).count():
        ada.get_by_label("Correct the past", exact=False).check()
    ada.get_by_label("Why", exact=False).first.fill("The year as the State Council announced it")
    ada.get_by_role("button", name="Publish calendar").click()
    ada.wait_for_url(re.compile(f"/standards/calendars/{code}/$"))
    answer_for(ada, code, "2026-02-14", "is a working day")


def answer_for(page: Page, code: str, day: str, words: str) -> None:
    page.goto(f"/standards/calendars/{code}/?on={day}")
    expect(page.locator("#tester-answer")).to_contain_text(words)


def test_a_tighter_standard_is_replayed_and_published_for_tomorrow(portal: Portal, visit: Visit) -> None:
    ada, li_wei = visit("Ada Lind"), visit("李伟")
    ada.goto("/standards/")
    ada.get_by_role("link", name="IT standard").first.click()
    ada.get_by_role("button", name="New version").click()
    ada.get_by_role("group", name="Normal").get_by_label("Done").fill("1 d")
    ada.get_by_role("button", name="Save draft").last.click()
    expect(ada.get_by_role("main")).to_contain_text("1 working day")

    draft = ada.url
    ada.goto(draft.rstrip("/") + "/replay/")
    ada.get_by_role("button", name="Replay", exact=True).click()
    eventually(lambda: "would have been kept" in ada.get_by_role("main").inner_text(), page=ada, seconds=60)

    ada.goto(draft.rstrip("/") + "/publication/")
    expect(ada.get_by_role("main")).to_contain_text(re.compile(r"Version \d+"))
    ada.get_by_role("radio", name=re.compile("from tomorrow on")).check()
    ada.get_by_role("button", name="Publish standard").click()
    expect(ada.get_by_role("main")).to_contain_text("planned", ignore_case=True)

    beside = li_wei.get_by_role("complementary", name="More about this page")
    today = file_request(li_wei, "mail-and-calendar", "Filed while the old one counts")
    expect(beside).to_contain_text(VERSION)
    running = int(VERSION.findall(beside.inner_text())[0])
    portal.run(A_DAY_LATER)
    tomorrow = file_request(li_wei, "mail-and-calendar", "Filed when the new one counts")
    expect(beside).to_contain_text(f"version {running + 1}")
    li_wei.goto(f"/requests/{today}/")
    expect(beside).to_contain_text(f"version {running}")
    assert today != tomorrow


def test_a_clock_warns_breaks_and_escalates(portal: Portal, visit: Visit) -> None:
    code = unlike_any("escalates").replace(" ", "-")
    portal.run(ESCALATING.replace("CODE", code))
    li_wei, maria = visit("李伟"), visit("Maria Schulz")
    number = file_request(li_wei, code, "Nobody takes this one")
    maria.goto(f"/requests/{number}/")

    def outcome() -> str:
        return portal.run(
            "from sla.models import ClockEvent\n"
            f"for e in ClockEvent.objects.filter(clock__request={number}).order_by('occurred_at', 'id'):\n"
            "    print(e.kind, round((e.occurred_at - e.clock.started_at).total_seconds()), e.outcome)"
        )

    eventually(lambda: outcome().count("done") == 3, seconds=90)
    lines = [line.split() for line in outcome().splitlines()]
    assert lines == [["warning", "8", "done"], ["breach", "16", "done"], ["overdue", "22", "done"]]
    maria.goto(f"/requests/{number}/")
    expect(maria.get_by_role("main")).to_contain_text("High")
    maria.goto("/notifications/")
    told = maria.get_by_role("listitem").filter(has_text=f"#{number}")
    assert told.count() >= 3, "the warning, the breach and what came after it"
