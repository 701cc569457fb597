"""Who reads the results is chosen in the steps of a survey, promised to those who are asked, and written down."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from requests_app.models import ConfigurationChange, Department, User
from surveys import secrecy
from surveys.campaigns import running
from surveys.models import Campaign
from tests.conftest import SignedIn, Travel
from tests.make import make_campaign, make_questionnaire, make_user, utc
from tests.surveys.campaigns import invite
from tests.surveys.campaigns import make_campaign as make_running
from tests.surveys.test_results_page import count


@pytest.fixture
def draft(travel: Travel, it: Department, maria: User) -> Campaign:
    travel("2026-06-10 10:00")
    return make_campaign(it, by=maria, questionnaire=make_questionnaire())


def choose(client: Client, campaign: Campaign, **fields: object) -> None:
    campaign.refresh_from_db()
    sent = {"edition": campaign.edition, "k": 5, "k_comments": 10, **fields}
    client.post(reverse("campaigns:whom", args=[campaign.pk]), sent)
    campaign.refresh_from_db()


def test_it_is_chosen_with_the_audience_and_told_before_the_start(
    draft: Campaign, maria: User, sign_in: SignedIn
) -> None:
    client = sign_in(maria)
    choose(client, draft)
    assert draft.results_for == "runners"
    choose(client, draft, results_for="participants")
    assert draft.results_for == "participants"
    assert "Everybody who was invited, too" in client.get(reverse("campaigns:check", args=[draft.pk])).text


def test_nothing_but_the_two_can_be_chosen(draft: Campaign, maria: User, sign_in: SignedIn) -> None:
    sent = {"edition": draft.edition, "k": 5, "k_comments": 10, "results_for": "everybody"}
    assert sign_in(maria).post(reverse("campaigns:whom", args=[draft.pk]), sent).status_code == 422


def test_another_department_cannot_choose_it(draft: Campaign, boris: User, sign_in: SignedIn) -> None:
    choose(sign_in(boris), draft, results_for="participants")
    assert draft.results_for == "runners"


def test_once_it_is_started_it_stays_as_it_was_promised_and_is_written_down(
    draft: Campaign, maria: User, analytics: Department, sign_in: SignedIn
) -> None:
    client = sign_in(maria)
    [make_user(f"Person {number}", analytics) for number in range(6)]
    choose(client, draft, results_for="participants")
    client.post(reverse("campaigns:check", args=[draft.pk]), {"edition": draft.edition})
    choose(client, draft, results_for="runners")
    assert (draft.state, draft.results_for) == ("starting", "participants")
    change = ConfigurationChange.objects.get(kind="survey_campaign")
    assert (change.by, change.action) == (maria, "started")
    said = {one["field"]: one["after"] for one in change.changes}
    assert (said["results_for"], said["k"], said["about"]) == (
        "participants",
        5,
        [{"id": draft.about.get().pk, "name": {"en": "IT"}}],
    )


def test_what_is_done_to_a_started_survey_is_written_down(draft: Campaign, maria: User, analytics: Department) -> None:
    [make_user(f"Person {number}", analytics) for number in range(6)]
    campaign = running.start(draft, edition=draft.edition, by=maria)
    running.cancel(campaign, edition=campaign.edition, by=maria)
    changes = ConfigurationChange.objects.filter(kind="survey_campaign").order_by("pk")
    assert [one.action for one in changes] == ["started", "changed"]
    assert changes[1].changes == [{"field": "state", "before": "starting", "after": "cancelled"}]


@pytest.mark.parametrize(
    ("readers", "promise"), [("runners", "whoever runs this survey and by who"), ("participants", "open to everybody")]
)
def test_the_promise_beside_the_questions_says_who_reads(
    readers: str, promise: str, client: Client, travel: Travel, maria: User, it: Department, li_wei: User
) -> None:
    travel("2026-06-10 10:00")
    [asked] = invite(make_running(maria, [it], results_for=readers), [li_wei], it)
    assert promise in client.get(secrecy.path_of(asked)).text


def test_the_link_of_an_invitation_leads_to_the_results_where_the_invited_read_them(
    client: Client, travel: Travel, maria: User, it: Department, li_wei: User
) -> None:
    travel("2026-06-21 10:00")
    campaign = make_running(maria, [it], results_for="participants")
    [asked] = invite(campaign, [li_wei], it)
    results = reverse("results:detail", args=[campaign.pk])
    assert results not in client.get(secrecy.path_of(asked)).text
    count(campaign, str(it.pk), 20)
    secrecy.close(campaign, now=utc(2026, 6, 20, 1))
    assert results in client.get(secrecy.path_of(asked)).text
    Campaign.objects.filter(pk=campaign.pk).update(results_for="runners")
    assert results not in client.get(secrecy.path_of(asked)).text


def test_the_last_step_shows_the_page_that_will_be_answered_in_each_language(
    draft: Campaign, maria: User, sign_in: SignedIn
) -> None:
    page = sign_in(maria).get(reverse("campaigns:check", args=[draft.pk]), {"language": "ru"}).text
    preview = page[page.index('id="preview"') :]
    assert '<fieldset class="survey-form stack" disabled>' in preview
    assert "Не могу судить" in preview
    assert "Ответы хранятся без имени." in preview
