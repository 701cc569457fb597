"""Starting a survey: whoever does it only says so, a worker reserves everybody or nobody, and the page watches it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from requests_app.models import ConfigurationChange, Department, Notification, User
from requests_app.transitions import Refused, StaleForm
from surveys.campaigns import running, writing
from surveys.models import Campaign, Invitation, PastAsking
from surveys.tasks import run_campaigns
from tests.conftest import SignedIn, Travel
from tests.make import make_campaign, make_questionnaire, make_user

pytestmark = pytest.mark.django_db

MANY = 2_000


@pytest.fixture
def draft(travel: Travel, it: Department, maria: User) -> Campaign:
    travel("2026-06-10 10:00")
    return make_campaign(it, by=maria, questionnaire=make_questionnaire())


@pytest.fixture
def crowd(analytics: Department) -> list[User]:
    return [make_user(f"Person {number}", analytics) for number in range(12)]


def state_of(campaign: Campaign) -> str:
    campaign.refresh_from_db()
    return campaign.state


def test_two_thousand_people_are_reserved_and_invited_by_a_worker(
    draft: Campaign, maria: User, analytics: Department, travel: Travel, django_assert_max_num_queries: Any
) -> None:
    User.objects.bulk_create(
        User(email=f"p{n}@example.com", display_name=f"Person {n}", department=analytics) for n in range(MANY)
    )
    days = writing.Days(opens_on=draft.opens_on, closes_on=draft.closes_on, reminders=1, reminder_text={})
    draft = writing.set_days(draft, days, edition=draft.edition)
    with django_assert_max_num_queries(40):
        running.start(draft, edition=draft.edition, by=maria)
    assert (state_of(draft), Invitation.objects.count()) == ("starting", 0)

    run_campaigns()
    assert (state_of(draft), Invitation.objects.count()) == ("scheduled", MANY)
    assert not Notification.objects.exists()

    travel("2026-06-17 10:00")
    for _again in range(2):
        run_campaigns()
    assert state_of(draft) == "open"
    assert Notification.objects.filter(kind="survey_invitation").count() == MANY


def test_a_survey_whose_first_day_it_is_opens_in_the_same_round(draft: Campaign, crowd: list[User]) -> None:
    days = writing.Days(opens_on=draft.created_at.date(), closes_on=draft.closes_on, reminders=0, reminder_text={})
    draft = writing.set_days(draft, days, edition=draft.edition)
    running.start(draft, edition=draft.edition)
    run_campaigns()
    assert (state_of(draft), Notification.objects.count()) == ("open", len(crowd))


def test_what_goes_wrong_half_way_leaves_nothing_and_is_tried_again(
    draft: Campaign, crowd: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    running.start(draft, edition=draft.edition)
    create = Invitation.objects.bulk_create

    def breaks(rows: Any, **options: Any) -> None:
        create(list(rows)[:5], **options)
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(type(Invitation.objects), "bulk_create", lambda self, rows, **options: breaks(rows, **options))
        run_campaigns()
    assert (state_of(draft), Invitation.objects.count()) == ("starting", 0)

    run_campaigns()
    assert (state_of(draft), Invitation.objects.count()) == ("scheduled", len(crowd))


def test_where_everybody_was_taken_meanwhile_it_is_a_draft_again(
    draft: Campaign, crowd: list[User], maria: User, sign_in: SignedIn
) -> None:
    running.start(draft, edition=draft.edition, by=maria)
    PastAsking.objects.bulk_create(PastAsking(person=one, asked_on=draft.opens_on) for one in crowd)
    run_campaigns()
    assert (state_of(draft), Invitation.objects.count()) == ("draft", 0)
    changes = ConfigurationChange.objects.filter(kind="survey_campaign").order_by("pk")
    assert [(one.action, one.by) for one in changes] == [("started", maria), ("changed", None)]

    watching = sign_in(maria).get(reverse("campaigns:detail", args=[draft.pk]), headers={"HX-Request": "true"})
    assert watching.headers["HX-Redirect"] == reverse("campaigns:check", args=[draft.pk])


def test_nobody_to_ask_is_said_at_once(draft: Campaign, maria: User) -> None:
    with pytest.raises(Refused, match="Nobody can be asked"):
        running.start(draft, edition=draft.edition)
    with pytest.raises(StaleForm):
        running.start(draft, edition=draft.edition - 1)
    assert state_of(draft) == "draft"


def test_while_it_starts_nothing_of_it_changes_and_nobody_answers(
    draft: Campaign, crowd: list[User], maria: User
) -> None:
    started = running.start(draft, edition=draft.edition)
    with pytest.raises(Refused, match="has been started"):
        running.start(started, edition=started.edition)
    with pytest.raises(Refused, match="has been started"):
        writing.discard(started, edition=started.edition)
    running.cancel(started, edition=started.edition, by=maria)
    run_campaigns()
    assert (state_of(draft), Invitation.objects.count()) == ("cancelled", 0)


def test_the_page_watches_until_it_is_done(
    draft: Campaign, crowd: list[User], maria: User, sign_in: SignedIn, travel: Travel
) -> None:
    client, url = sign_in(maria), reverse("campaigns:detail", args=[draft.pk])
    running.start(draft, edition=draft.edition)
    page = client.get(url).text
    assert "Its people are being reserved" in page
    assert 'hx-trigger="every 2s"' in page
    assert "Starting" in client.get(reverse("campaigns:list")).text

    run_campaigns()
    page = client.get(url).text
    assert "12 people are invited on the first day" in page
    assert 'hx-trigger="every 2s" hx-select="#survey-now"' not in page

    travel("2026-06-17 10:00")
    assert "12 people are reserved and are being invited" in client.get(url).text
    run_campaigns()
    assert "It is about to open" not in client.get(url).text
