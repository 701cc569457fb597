"""A survey on its way: from the first draft over its audience, days and reminders to being forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from requests_app.models import Department, Notification, Service, User
from requests_app.transitions import Refused, StaleForm
from surveys.campaigns import audience, planning, running, writing
from surveys.campaigns.audience import Why
from surveys.inviting import why_not
from surveys.models import (
    Campaign,
    Invitation,
    PastAsking,
    Questionnaire,
    SurveyPreference,
)
from surveys.tasks import run_campaigns
from tests.conftest import SignedIn, Travel
from tests.make import make_campaign, make_questionnaire, make_request, make_user, utc

TODAY = date(2026, 6, 10)


@pytest.fixture
def pulse(db: None) -> Questionnaire:
    return make_questionnaire()


@pytest.fixture
def june(travel: Travel) -> None:
    travel("2026-06-10 10:00")


@pytest.fixture
def crowd(analytics: Department) -> list[User]:
    return [make_user(f"Person {number}", analytics, email=f"p{number}@example.com") for number in range(12)]


@pytest.fixture
def draft(june: None, pulse: Questionnaire, it: Department, maria: User) -> Campaign:
    return make_campaign(it, by=maria, questionnaire=pulse)


def started(campaign: Campaign) -> Campaign:
    """And a worker has done what is to be done on this day."""
    running.start(campaign, edition=campaign.edition)
    run_campaigns()
    campaign.refresh_from_db()
    return campaign


def asked(person: User, on: date, about: Department | None = None) -> None:
    PastAsking.objects.create(person=person, department=about, asked_on=on)


class TestAudience:
    def test_everybody_but_the_department_itself_is_asked(
        self, draft: Campaign, crowd: list[User], maria: User, olga: User
    ) -> None:
        found = audience.resolve(audience.whom_of(draft))

        assert set(found.asked) == {one.pk for one in crowd}
        assert found.not_asked == {Why.OWN_DEPARTMENT: 2}
        assert found.reached == 14

    def test_reasons_are_told_in_sums_and_the_first_one_counts(
        self, draft: Campaign, crowd: list[User], it: Department, finance: Department
    ) -> None:
        SurveyPreference.objects.create(person=crowd[0], opted_out=True, changed_at=utc(2026, 1, 1))
        asked(crowd[0], draft.opens_on)
        asked(crowd[1], draft.opens_on + timedelta(days=13), finance)
        asked(crowd[2], draft.opens_on - timedelta(days=59), it)
        asked(crowd[3], draft.opens_on - timedelta(days=14), finance)
        for month in range(12):
            asked(crowd[4], draft.opens_on - timedelta(days=20 + 20 * month))

        found = audience.resolve(audience.whom_of(draft))

        assert found.not_asked == {
            Why.OWN_DEPARTMENT: 1,
            Why.OPT_OUT: 1,
            Why.PERSON_COOLDOWN: 1,
            Why.DEPARTMENT_COOLDOWN: 1,
            Why.MAX_PER_365_DAYS: 1,
        }
        assert crowd[3].pk in found.asked

    def test_each_is_asked_about_the_department_they_used_most_and_the_others_evenly(
        self, draft: Campaign, crowd: list[User], finance: Department, laptop: Service, travel_costs: Service
    ) -> None:
        draft.about.add(finance)
        for service in (laptop, travel_costs, travel_costs):
            make_request(service, crowd[0])

        found = audience.resolve(audience.whom_of(draft))

        assert found.asked[crowd[0].pk] == finance.pk
        assert sorted(found.by_department.values()) == [6, 7]  # Maria of IT is asked about finance
        assert found.asked == audience.resolve(audience.whom_of(draft)).asked

    def test_only_who_used_a_service_in_the_period(self, draft: Campaign, crowd: list[User], laptop: Service) -> None:
        make_request(laptop, crowd[3])
        draft.used_services.add(laptop)

        assert set(audience.resolve(audience.whom_of(draft)).asked) == {crowd[3].pk}
        draft.used_until = TODAY - timedelta(days=1)
        assert not audience.resolve(audience.whom_of(draft)).asked

    def test_a_sample_gives_everybody_the_same_chance(self, draft: Campaign, crowd: list[User]) -> None:
        draft.sample_size = 3

        found = audience.resolve(audience.whom_of(draft))

        assert (len(found.asked), found.probability) == (3, 0.25)

    def test_ten_thousand_people_cost_no_more_statements_than_ten(
        self, draft: Campaign, crowd: list[User], django_assert_max_num_queries: Any
    ) -> None:
        whom = audience.whom_of(draft)
        with django_assert_max_num_queries(5):
            audience.resolve(whom)


class TestRunning:
    def test_starting_reserves_people_and_a_rating_keeps_away(
        self, draft: Campaign, crowd: list[User], laptop: Service, olga: User
    ) -> None:
        started(draft)

        rows = Invitation.objects.filter(campaign=draft)
        assert {row.sent_on for row in rows} == {draft.opens_on}
        request = make_request(laptop, crowd[0])
        assert why_not(crowd[0], request, olga, now=utc(2026, 6, 10)) == "person_cooldown"
        assert not Notification.objects.filter(kind="survey_invitation").exists()

    def test_it_opens_on_its_day_and_tells_everybody_once(
        self, draft: Campaign, crowd: list[User], travel: Travel
    ) -> None:
        started(draft)
        User.objects.filter(pk=crowd[0].pk).update(is_active=False)
        SurveyPreference.objects.create(person=crowd[1], opted_out=True, changed_at=utc(2026, 6, 11))
        SurveyPreference.objects.create(person=crowd[2], opted_out=False, changed_at=utc(2026, 6, 11))
        assert running.open_due(now=utc(2026, 6, 16, 23)) == 0

        travel("2026-06-17 06:00")
        for _again in range(2):
            running.open_due(now=utc(2026, 6, 17, 6))

        draft.refresh_from_db()
        assert draft.state == Campaign.State.OPEN
        assert Notification.objects.filter(kind="survey_invitation").count() == 10
        assert draft.invitations.count() == 10

    def test_reminders_reach_only_who_has_not_answered_and_stop_before_the_end(
        self, draft: Campaign, crowd: list[User], travel: Travel
    ) -> None:
        days = writing.Days(opens_on=TODAY, closes_on=date(2026, 6, 22), reminders=2, reminder_text={"en": "Please."})
        campaign = started(writing.set_days(draft, days, edition=draft.edition))
        assert planning.reminder_days(TODAY, days.closes_on, 2) == [date(2026, 6, 14), date(2026, 6, 18)]
        campaign.invitations.filter(person=crowd[0]).update(done=True)

        for moment in (
            "2026-06-13 10:00",
            "2026-06-14 10:00",
            "2026-06-15 10:00",
            "2026-06-18 10:00",
            "2026-06-22 10:00",
        ):
            travel(moment)
            running.remind_due(now=utc(2026, 6, int(moment[8:10]), 10))

        told = Notification.objects.filter(kind="survey_reminder")
        assert told.filter(recipient=crowd[1]).count() == 2
        assert not told.filter(recipient=crowd[0]).exists()
        assert told.first().params["text"] == {"en": "Please."}  # type: ignore[union-attr]
        assert campaign.invitations.get(person=crowd[1]).wave == 3

    def test_nobody_is_reminded_on_the_last_day(self) -> None:
        assert planning.reminder_days(TODAY, TODAY + timedelta(days=1), 2) == []
        assert planning.reminder_days(TODAY, TODAY + timedelta(days=2), 1) == [TODAY + timedelta(days=1)]

    def test_who_was_asked_is_forgotten_but_the_budget_goes_on(
        self, draft: Campaign, crowd: list[User], it: Department, travel: Travel
    ) -> None:
        days = writing.Days(opens_on=TODAY, closes_on=date(2026, 6, 22), reminders=1, reminder_text={})
        campaign = started(writing.set_days(draft, days, edition=draft.edition))
        Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.CLOSED)

        travel("2026-07-24 10:00")
        running.forget_due(now=utc(2026, 7, 23))

        assert campaign.invitations.filter(person=None).count() == 12
        assert PastAsking.objects.filter(person=crowd[0], department=it, asked_on=TODAY).exists()
        assert not Notification.objects.filter(kind="survey_invitation").exists()
        running.forget_due(now=utc(2027, 6, 12))
        assert not PastAsking.objects.exists()

    def test_cancelling_frees_the_people_and_extending_goes_only_forward(
        self, draft: Campaign, crowd: list[User]
    ) -> None:
        campaign = started(draft)
        campaign = running.extend(campaign, campaign.closes_on + timedelta(days=3), edition=campaign.edition)
        with pytest.raises(Refused):
            running.extend(campaign, campaign.opens_on, edition=campaign.edition)
        with pytest.raises(StaleForm):
            running.cancel(campaign, edition=0)
        running.cancel(campaign, edition=campaign.edition)
        assert not Invitation.objects.exists()


class TestPages:
    def test_four_steps_lead_to_a_started_survey(
        self, june: None, pulse: Questionnaire, it: Department, maria: User, crowd: list[User], sign_in: SignedIn
    ) -> None:
        client = sign_in(maria)
        first = client.post(
            reverse("campaigns:new"),
            {"edition": 0, "questionnaire": pulse.pk, "owner": it.pk, "about": [it.pk], "title_en": "June"},
        )
        campaign = Campaign.objects.get()
        assert first.url == reverse("campaigns:whom", args=[campaign.pk])  # type: ignore[attr-defined]
        post(client, campaign, "whom", {"attribute": "department", "k": 6, "k_comments": 10})
        post(client, campaign, "when", {"opens_on": "2026-06-12", "closes_on": "2026-06-20", "reminders": 1})
        page = client.get(reverse("campaigns:check", args=[campaign.pk]) + "?language=ru")
        assert "Is IT quick?" in page.content.decode()
        post(client, campaign, "check", {})
        run_campaigns()

        campaign.refresh_from_db()
        assert (campaign.state, campaign.k, campaign.attribute) == ("scheduled", 6, "department")
        assert campaign.invitations.count() == 12
        assert "12" in client.get(reverse("campaigns:detail", args=[campaign.pk])).content.decode()

    def test_a_page_counts_what_is_typed_and_warns_where_too_few_will_answer(
        self, draft: Campaign, crowd: list[User], maria: User, sign_in: SignedIn
    ) -> None:
        url = reverse("campaigns:count", args=[draft.pk])
        typed = {"attribute": "none", "k": 5, "k_comments": 10, "sample_size": 8}
        page = sign_in(maria).post(url, typed).content.decode()
        assert "Nothing will be shown about: IT" in page

    def test_k_is_never_below_what_everybody_was_promised(
        self, draft: Campaign, maria: User, sign_in: SignedIn
    ) -> None:
        sent = {"edition": draft.edition, "attribute": "none", "k": 4, "k_comments": 9}
        assert sign_in(maria).post(reverse("campaigns:whom", args=[draft.pk]), sent).status_code == 422

    def test_a_stale_form_keeps_what_was_typed(self, draft: Campaign, maria: User, sign_in: SignedIn) -> None:
        sent = {"edition": 0, "opens_on": "2026-06-12", "closes_on": "2026-06-21", "reminders": 0}
        page = sign_in(maria).post(reverse("campaigns:when", args=[draft.pk]), sent)
        assert page.status_code == 422
        assert "2026-06-21" in page.content.decode()

    def test_a_manager_asks_only_about_their_own_department_and_sees_only_their_own_surveys(
        self, draft: Campaign, finance: Department, boris: User, maria: User, sign_in: SignedIn
    ) -> None:
        with pytest.raises(Refused):
            make_campaign(finance, by=maria, questionnaire=draft.questionnaire)
        assert sign_in(boris).get(reverse("campaigns:detail", args=[draft.pk])).status_code == 404

    def test_no_rate_is_told_below_ten_people(
        self, draft: Campaign, crowd: list[User], maria: User, sign_in: SignedIn
    ) -> None:
        campaign = started(draft)
        campaign.invitations.filter(person__in=crowd[:3]).delete()
        Campaign.objects.filter(pk=campaign.pk).update(state="open")
        page = sign_in(maria).get(reverse("campaigns:detail", args=[campaign.pk])).content.decode()
        assert "Fewer than 10 people are invited" in page
        assert crowd[5].display_name not in page

    def test_a_copy_is_a_draft_for_new_days(self, draft: Campaign, crowd: list[User], maria: User) -> None:
        copied = writing.copy(started(draft), by=maria)
        assert (copied.state, copied.opens_on, list(copied.about.all())) == (
            "draft",
            date(2026, 6, 17),
            list(draft.about.all()),
        )
        assert copied.pk != draft.pk


def post(client: Client, campaign: Campaign, step: str, sent: dict[str, Any]) -> None:
    campaign.refresh_from_db()
    page = client.post(reverse(f"campaigns:{step}", args=[campaign.pk]), {"edition": campaign.edition, **sent})
    assert page.status_code == 302, page.context["form"].errors
