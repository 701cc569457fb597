"""Asking decently, in real browsers: a pulse from its four steps to its results, needs from a study to what comes
first, and the word “better”, which one improvement earns and the other does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .conftest import Portal, Visit, eventually, unlike_any

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("portal")]

PHONE = {"width": 390, "height": 844}

# A canteen that Maria leads, and people who eat there: nobody has asked them anything yet.
CANTEEN = """
from requests_app.models import Department, Membership, User
from surveys.models import Invitation
def department(code, name):
    return Department.objects.get_or_create(code=code, defaults={"name": {"en": name}})[0]
maria = User.objects.get(display_name="Maria Schulz")
Membership.objects.get_or_create(user=maria, department=department("canteen", "Canteen"), defaults={"role": "manager"})
for number in range(14):
    User.objects.get_or_create(email=f"guest{number}@example.org", defaults={
        "display_name": f"Guest {number}", "language": ("en", "zh-hans", "ru")[number % 3],
        "department": department("guests", "Guests") if number < 8 else department("visitors", "Visitors"),
    })
# People are asked only once in a while: those whom another test asked are free again.
Invitation.objects.filter(person__email__startswith="guest").delete()
"""

# The links of the first three guests: one a language.
LINKS = """
from surveys import secrecy
from surveys.models import Invitation
for number in range(3):
    print(secrecy.token_of(Invitation.objects.get(campaign="{campaign}", person__email=f"guest{{number}}@example.org")))
"""

# Others answer: three more guests, so that six have, and four visitors. All of it was open since yesterday.
OTHERS_ANSWER = """
import random
from datetime import timedelta
from django.db.models import F
from surveys import secrecy
from surveys.models import Campaign, Invitation
from tests.surveys.campaigns import {answers}
Campaign.objects.filter(pk="{campaign}").update(opens_on=F("opens_on") - timedelta(days=1))
campaign = Campaign.objects.get(pk="{campaign}")
for number in (3, 4, 5, 8, 9, 10, 11):
    invitation = Invitation.objects.get(campaign=campaign, person__email=f"guest{{number}}@example.org")
    secrecy.submit(invitation.pk, {call}, {{}})
"""

GROUPS = """
from surveys.models import ReleasedGroup
for group in ReleasedGroup.objects.filter(release__campaign="{campaign}").exclude(kind="company"):
    print(group.pk, "hidden" if group.n is None else "shown")
"""

# Three things people might need of a canteen, and what they say to each: wanted badly, nice, and nothing to anybody.
NEEDS = """
from surveys.models import Question, Questionnaire
title = {"en": "TITLE"}
own = title["en"][-6:]
asked = Questionnaire.objects.create(code=f"of-canteen-{own}", instrument="K", title=title, state="published")
for place, (code, text) in enumerate({"hot": "hot food", "music": "music", "late": "supper"}.items()):
    need = Question.objects.create(code=f"canteen-{code}-{own}", kind="kano", text={"en": text})
    asked.items.create(question=need, position=place)
"""

# Figures before and after: of R1 they rose, of R3 they stayed.
MEASURED = """
from datetime import UTC, datetime, timedelta
from django.db import transaction
from requests_app.models import Department, Membership, User
from surveys import secrecy
from surveys.improving import verbs
from surveys.models import AnswerCounter, Improvement, Question
from tests.make import make_open_campaign
now = datetime.now(UTC)
today = now.date()
maria = User.objects.get(display_name="Maria Schulz")
laundry, _new = Department.objects.get_or_create(code="laundry", defaults={"name": {"en": "Laundry"}})
Membership.objects.get_or_create(user=maria, department=laundry, defaults={"role": "manager"})
poor, good = {"4": 20, "2": 40, "1": 20}, {"5": 30, "4": 30, "2": 20}
def pulse(opened, closed, first, second):
    days = {"opens_on": today - timedelta(days=opened), "closes_on": today - timedelta(days=closed)}
    with transaction.atomic():
        campaign = make_open_campaign(laundry, by=maria, **days)
        told = [(campaign.pk, "answered", 80)]
        for code, cells in (("R1", first), ("R3", second)):
            statement = Question.objects.get(code=code, version=1)
            told += [(statement.pk, cell, n) for cell, n in cells.items()]
        AnswerCounter.objects.bulk_create(
            AnswerCounter(campaign=campaign.pk, bucket=str(laundry.pk), question=question, cell=cell, count=n)
            for question, cell, n in told
        )
        secrecy.close(campaign, now=now)
pulse(80, 60, poor, poor)
pulse(30, 10, good, poor)
then = now - timedelta(days=40)
for code in ("R1", "R3"):
    plan = verbs.Plan(
        title={"en": f"Sorted by {code}"}, kind="process", finding="Socks get lost.", action="Bags with names.",
        owner=maria, metric=f"survey:favourable:{code}:1", target=60.0, least=5.0, review_on=today,
        baseline_from=today - timedelta(days=80), baseline_until=today - timedelta(days=60),
    )
    planned = verbs.plan_it(verbs.begin(laundry, plan, by=maria), by=maria)
    print(verbs.implement(planned, then.date(), now=then).pk)
"""


@pytest.fixture
def maria(portal: Portal, visit: Visit) -> Page:
    portal.run(CANTEEN)
    return visit("Maria Schulz")


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Save and go on").click()


def confirm(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.locator("#confirm [data-confirm-yes]").click()


def set_up(page: Page, questionnaire: str, title: str) -> str:
    """The four steps, about the canteen, open from today on; returns the id of the survey once it is open."""
    page.goto("/surveys/new/")
    page.get_by_role("radio", name=f"{questionnaire}, version").check()
    page.get_by_label("Who runs it").select_option(label="Canteen")
    page.get_by_role("checkbox", name="Canteen", exact=True).check()
    page.get_by_role("region", name="Title", exact=True).get_by_label("English").fill(title)
    go_on(page)
    for department in ("Guests", "Visitors"):
        page.get_by_role("checkbox", name=department, exact=True).check()
    page.get_by_role("radio", name="Their department").check()
    expect(page.locator("#forecast")).to_contain_text("14")
    go_on(page)
    today = datetime.now(UTC).date()
    page.get_by_label("First day").fill(today.isoformat())
    page.get_by_label("Last day").fill((today + timedelta(days=10)).isoformat())
    go_on(page)
    confirm(page, "Start the survey")
    found = re.search(r"/surveys/([0-9a-f-]{36})/$", page.url) or re.search(r"/surveys/([0-9a-f-]{36})/", page.url)
    assert found
    page.wait_for_url(f"**/surveys/{found[1]}/")
    closes = page.get_by_role("button", name="Close it now")
    eventually(lambda: closes.count() > 0, page=page, seconds=60)
    return found[1]


@contextmanager
def phone(browser: Browser, portal: Portal) -> Iterator[Page]:
    """Of somebody who is not signed in."""
    context = browser.new_context(base_url=portal.url, viewport=PHONE, is_mobile=True, has_touch=True)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def tap(group: Locator, value: str) -> None:
    group.locator(f"label:has(input[value='{value}'])").first.click()


def close(page: Page, campaign: str) -> None:
    page.goto(f"/surveys/{campaign}/")
    confirm(page, "Close it now")
    eventually(lambda: page.get_by_role("link", name="Read the results").count() > 0, page=page, seconds=60)


def test_a_pulse_is_set_up_answered_on_phones_in_three_languages_and_shown_only_where_enough_answered(
    portal: Portal, browser: Browser, maria: Page
) -> None:
    campaign = set_up(maria, "Pulse", unlike_any("How is the canteen?"))
    for language, token in zip(
        ("en", "zh-hans", "ru"), portal.run(LINKS.format(campaign=campaign)).split(), strict=True
    ):
        with phone(browser, portal) as page:
            page.goto(f"/surveys/answer/{token}/")
            assert page.locator("html").get_attribute("lang").lower() == language  # type: ignore[union-attr]
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
            for group in page.locator("form.survey-form fieldset").all():
                tap(group, "4")
            page.locator("form.survey-form .form-actions button").click()
            expect(page.locator("[data-survey-over]")).to_be_visible()
            page.goto(f"/surveys/answer/{token}/")
            expect(page.locator("[data-survey-over]")).to_be_visible()
            expect(page.locator("form.survey-form")).to_have_count(0)

    maria.goto(f"/surveys/{campaign}/results/")
    expect(maria.get_by_role("main")).to_contain_text("No results yet")
    call = 'all_alike(campaign, "2")'
    portal.run(OTHERS_ANSWER.format(campaign=campaign, answers="all_alike", call=call))
    close(maria, campaign)

    maria.goto(f"/surveys/{campaign}/results/")
    expect(maria.get_by_role("main")).not_to_contain_text("Not shown")
    expect(maria.get_by_role("main")).to_contain_text("These groups are hidden")
    # Four visitors answered, and what remains when the guests are taken off everybody would be theirs.
    groups = dict(line.split() for line in portal.run(GROUPS.format(campaign=campaign)).splitlines())
    hidden = [group for group, state in groups.items() if state == "hidden"]
    assert len(hidden) >= 2
    crossed = [",".join(hidden), "&group=".join(hidden), *hidden]
    for wanted in crossed:
        answer = maria.request.get(f"/surveys/{campaign}/results/?group={wanted}")
        text = answer.text()
        assert answer.status == 404 or "Not shown" in text, wanted


def test_needs_lead_from_a_study_over_a_kano_survey_to_what_comes_first(
    portal: Portal, browser: Browser, maria: Page
) -> None:
    questionnaire, asked = unlike_any("Needs of guests"), unlike_any("What do you need?")
    portal.run(NEEDS.replace("TITLE", questionnaire))
    maria.goto("/needs/departments/canteen/new/")
    maria.get_by_label("Title").fill("What guests need")
    maria.get_by_role("button", name="Begin").click()
    study = maria.url
    goal = maria.locator("#goal")
    goal.get_by_label("What do you want to find out?").fill("What keeps people from coming?")
    goal.get_by_label("Owner").select_option(label="Maria Schulz")
    goal.get_by_label("Decided on").fill((datetime.now(UTC).date() + timedelta(days=30)).isoformat())
    goal.get_by_role("button", name="Save").click()
    maria.get_by_role("button", name="Go on", exact=True).click()

    campaign = set_up(maria, questionnaire, asked)
    with phone(browser, portal) as page:
        page.goto(f"/surveys/answer/{portal.run(LINKS.format(campaign=campaign)).split()[0]}/")
        for group in page.locator("form.survey-form fieldset").all():
            tap(group, "3")
        page.locator("form.survey-form .form-actions button").click()
        expect(page.locator("[data-survey-over]")).to_be_visible()
    call = "{str(one.pk): [cell] for one, cell in zip(campaign.questionnaire.in_order(), ('2-5', '1-3', '3-3'))}"
    portal.run(OTHERS_ANSWER.format(campaign=campaign, answers="all_alike", call=call))
    close(maria, campaign)
    maria.goto(f"/surveys/{campaign}/results/")
    first = maria.get_by_role("region", name="What to do first").get_by_role("row")
    expect(first.nth(1)).to_contain_text("hot food")
    expect(first.nth(2)).to_contain_text("music")

    maria.goto(study)
    notice = maria.locator("#notice")
    notice.get_by_label("Notice to those who take part").fill("Nobody is named.")
    notice.get_by_role("button", name="Save").click()
    source = maria.locator("#source")
    source.get_by_label("Source").select_option(label="Survey")
    source.locator("select[name=campaign]").select_option(label=asked)
    source.get_by_role("button", name="Save").click()
    maria.get_by_role("button", name="Go on", exact=True).click()
    needs = maria.get_by_role("region", name="Needs by who has them").get_by_role("row")
    expect(needs.filter(has_text="hot food")).to_contain_text(asked)
    expect(needs.filter(has_text="music")).to_contain_text(asked)


def test_one_improvement_is_refused_the_word_better_and_one_earns_it(portal: Portal, maria: Page) -> None:
    earns, fails = portal.run(MEASURED).split()
    for improvement, is_better in ((fails, False), (earns, True)):
        maria.goto(f"/improvements/{improvement}/")
        review = maria.locator("#review")
        review.get_by_role("radio", name="Better").check()
        review.get_by_label("English").fill("You missed socks; now every bag has a name.")
        review.get_by_role("button", name="Finish and tell them").click()
        if is_better:
            expect(maria.locator("#review")).to_have_count(0)
            expect(maria.get_by_role("heading", level=1).locator("..")).to_contain_text("Better")
        else:
            expect(maria.get_by_role("main")).to_contain_text("The figures do not carry “better”")
    maria.goto("/")
    expect(maria.get_by_role("main")).to_contain_text("now every bag has a name")
