"""What people read of a campaign, and what nobody can get out of it."""

from __future__ import annotations

import csv
from collections.abc import Mapping

import pytest
from django.urls import reverse

from requests_app.models import Department, User
from surveys import secrecy
from surveys.models import AnswerCounter, Campaign, Invitation, Question, Questionnaire
from tests.conftest import SignedIn, Travel
from tests.make import make_open_campaign, utc


def count(campaign: Campaign, bucket: str, people: int, cells: Mapping[str, int] | None = None) -> None:
    """So many answered into this bucket, every statement alike."""
    rows = [(str(campaign.pk), "answered", people)]
    for question in campaign.questionnaire.in_order():
        given = cells or {"4": people - people // 3, "2": people // 3}
        rows += [(str(question.pk), cell, n) for cell, n in given.items() if question.kind != Question.Kind.TEXT]
    AnswerCounter.objects.bulk_create(
        AnswerCounter(campaign=campaign.pk, bucket=bucket, question=question, cell=cell, count=n)
        for question, cell, n in rows
    )


@pytest.fixture
def pulse(it: Department, finance: Department, analytics: Department, ada: User, travel: Travel) -> Campaign:
    """About three departments, closed: IT has 40 answers, finance 30, analytics 3."""
    travel("2026-07-01 10:00")
    campaign = make_open_campaign(it, finance, analytics, by=ada)
    Campaign.objects.filter(pk=campaign.pk).update(owner=None)
    for department, people in ((it, 40), (finance, 30), (analytics, 3)):
        count(campaign, str(department.pk), people)
    secrecy.close(campaign, now=utc(2026, 7, 1, 10))
    campaign.refresh_from_db()
    return campaign


class TestWhoReads:
    def test_who_runs_it_reads_every_group_that_is_shown(self, pulse: Campaign, ada: User, sign_in: SignedIn) -> None:
        shown = sign_in(ada).get(reverse("results:detail", args=[pulse.pk]))
        assert "Mean of all statements" in shown.content.decode()
        assert {item["label"]: item["count"] for item in shown.context["groups"]} == {"Everybody": 73, "IT": 40}
        # Beside the hidden three, finance would give them away.
        assert shown.context["hidden"] == "Analytics, Finance"

    def test_who_leads_a_department_reads_it_and_everybody(
        self, pulse: Campaign, maria: User, boris: User, sign_in: SignedIn
    ) -> None:
        url = reverse("results:detail", args=[pulse.pk])
        assert [one["label"] for one in sign_in(maria).get(url).context["groups"]] == ["Everybody", "IT"]
        assert [one["label"] for one in sign_in(boris).get(url).context["groups"]] == ["Everybody"]

    def test_invited_people_read_everybody_where_the_campaign_says_so(
        self, pulse: Campaign, li_wei: User, wang_fang: User, sign_in: SignedIn
    ) -> None:
        Invitation.objects.create(person=li_wei, campaign=pulse, instrument="P", sent_on=pulse.opens_on)
        url = reverse("results:detail", args=[pulse.pk])
        assert sign_in(li_wei).get(url).status_code == 404
        Campaign.objects.filter(pk=pulse.pk).update(results_for="participants")
        shown = sign_in(li_wei).get(url)
        assert (shown.status_code, shown.context["groups"]) == (200, [])
        assert sign_in(wang_fang).get(url).status_code == 404

    def test_nobody_reads_anything_before_the_end(
        self, it: Department, ada: User, maria: User, sign_in: SignedIn
    ) -> None:
        campaign = make_open_campaign(it, by=ada)
        count(campaign, str(it.pk), 40)
        assert "No results yet" in sign_in(maria).get(reverse("results:detail", args=[campaign.pk])).content.decode()


class TestHiddenGroups:
    def test_a_hidden_group_says_why_and_shows_no_figure(self, pulse: Campaign, ada: User, sign_in: SignedIn) -> None:
        hidden = pulse.releases.get().groups.get(about__code="analytics")
        url = reverse("results:detail", args=[pulse.pk])
        shown = sign_in(ada).get(url, {"group": hidden.pk}).content.decode()
        assert "fewer than 5 people answered" in shown
        assert "Mean of all statements" not in shown

    def test_two_filters_at_once_are_no_group(self, pulse: Campaign, ada: User, sign_in: SignedIn) -> None:
        first, second = pulse.releases.get().groups.order_by("pk")[:2]
        url = reverse("results:detail", args=[pulse.pk])
        assert sign_in(ada).get(f"{url}?group={first.pk},{second.pk}").status_code == 404
        # Of two, one counts: there is no figure of both together.
        shown = sign_in(ada).get(f"{url}?group={first.pk}&group={second.pk}&about={first.pk}")
        assert shown.context["group"] == second

    def test_the_file_says_no_more_than_the_page(self, pulse: Campaign, ada: User, sign_in: SignedIn) -> None:
        sent = sign_in(ada).get(reverse("results:export", args=[pulse.pk]))
        rows = list(csv.reader(sent.getvalue().decode("utf-8-sig").splitlines()))
        assert {row[0] for row in rows[1:] if row[7]} == {"Everybody", "IT"}
        assert [row[2] for row in rows if row[0] == "Analytics"] == ["hidden"]

    def test_a_group_of_others_is_not_found(self, pulse: Campaign, maria: User, ada: User, sign_in: SignedIn) -> None:
        finance = pulse.releases.get().groups.get(about__code="finance")
        assert sign_in(maria).get(reverse("results:detail", args=[pulse.pk]), {"group": finance.pk}).status_code == 404


def test_a_kano_campaign_from_counts_to_what_to_do_first(
    it: Department, ada: User, travel: Travel, sign_in: SignedIn
) -> None:
    travel("2026-07-01 10:00")
    asked = Questionnaire.objects.create(code="needs", instrument="K", title={"en": "Needs"}, state="published")
    for position, text in enumerate(("parties", "same-day repairs"), 1):
        question = Question.objects.create(code=f"need-{position}", kind="kano", text={"en": text})
        asked.items.create(question=question, position=position)
    campaign = make_open_campaign(it, by=ada, code="needs")
    parties, repairs = campaign.questionnaire.in_order()
    cells = [(repairs.pk, "2-5", 30), (repairs.pk, "3-3", 10), (parties.pk, "1-3", 30), (parties.pk, "3-3", 10)]
    AnswerCounter.objects.bulk_create(
        AnswerCounter(campaign=campaign.pk, bucket=str(it.pk), question=question, cell=cell, count=n)
        for question, cell, n in [(campaign.pk, "answered", 40), *cells]
    )
    secrecy.close(campaign, now=utc(2026, 7, 1, 10))
    shown = sign_in(ada).get(reverse("results:detail", args=[campaign.pk]))
    assert [(one["number"], one["text"], one["kind"], one["lead"]) for one in shown.context["needs"]] == [
        (1, "same-day repairs", "basic", "lead 50 of 100"), (2, "parties", "attractive", "lead 50 of 100"),
    ]  # fmt: skip
    [(_template, needs_map)] = [block for block in shown.context["blocks"] if block[1].caption.id == "needs"]
    assert {row[0].text for row in needs_map.table.rows} == {"1 · same-day repairs", "2 · parties"}
    assert "Its absence hurts." in shown.content.decode()


@pytest.mark.parametrize(
    ("of_finance", "people", "said"),
    [
        ("2-5", 30, "No difference between departments can be seen with so many answers."),
        ("1-3", 30, "Departments want different things"),
        ("1-3", 19, "Departments are compared once two of them have 20 answers each."),
    ],
)
def test_needs_of_departments_are_compared_as_far_as_the_answers_carry(
    it: Department,
    finance: Department,
    ada: User,
    travel: Travel,
    sign_in: SignedIn,
    of_finance: str,
    people: int,
    said: str,
) -> None:
    travel("2026-07-01 10:00")
    asked = Questionnaire.objects.create(code="needs", instrument="K", title={"en": "Needs"}, state="published")
    asked.items.create(
        question=Question.objects.create(code="repairs", kind="kano", text={"en": "repairs"}), position=1
    )
    campaign = make_open_campaign(it, finance, by=ada, code="needs")
    count(campaign, str(it.pk), 30, {"2-5": 30})
    count(campaign, str(finance.pk), people, {of_finance: people})
    secrecy.close(campaign, now=utc(2026, 7, 1, 10))
    assert said in sign_in(ada).get(reverse("results:detail", args=[campaign.pk])).content.decode()
