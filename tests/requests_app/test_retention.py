"""Old data goes by rules that admins set: off until then, counted beforehand, by night, and every run is recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from requests_app import retention
from requests_app.models import (
    ConfigurationChange,
    Delivery,
    Draft,
    Notification,
    RetentionRule,
    RetentionRun,
    ServiceRequest,
    User,
)
from requests_app.retention import running
from requests_app.tasks import remove_old_data
from surveys.models import Rating
from tests.conftest import SignedIn, Travel

PAGE = "/administration/retention/"
NOW = datetime(2026, 6, 10, 10, tzinfo=UTC)


@pytest.fixture
def admin(ada: User, sign_in: SignedIn, travel: Travel) -> Client:
    travel(NOW)
    return sign_in(ada)


def draft(user: User, place: str, *, days: int) -> Draft:
    return Draft.objects.create(user=user, place=place, updated_at=NOW - timedelta(days=days))


def told(person: User, *, days: int, state: str = "") -> Notification:
    at = NOW - timedelta(days=days)
    news = Notification.objects.create(recipient=person, kind="closed", key=f"{days}{state}", created_at=at)
    if state:
        way = {"channel": "email", "state": state, "next_attempt_at": at}
        Delivery.objects.create(notification=news, recipient=person, **way)
    return news


def test_nothing_goes_without_a_rule(li_wei: User, travel: Travel) -> None:
    travel(NOW)
    draft(li_wei, "old", days=20)
    assert remove_old_data() == 0
    assert not RetentionRun.objects.exists()


def test_a_rule_removes_what_is_old_enough_once_a_night_and_is_written_down(
    admin: Client, ada: User, li_wei: User, travel: Travel
) -> None:
    draft(li_wei, "old", days=11)
    draft(li_wei, "young", days=9)
    assert admin.post(PAGE, {"drafts": "10"})["Location"] == PAGE
    change = ConfigurationChange.objects.get()
    assert (change.kind, change.thing, change.by) == ("retention", "drafts", ada)
    assert remove_old_data() == 1
    assert [one.place for one in Draft.objects.all()] == ["young"]
    assert remove_old_data() == 0
    run = RetentionRun.objects.get()
    assert (run.kind, run.number, run.is_trial) == ("drafts", 1, False)
    travel(NOW + timedelta(days=1))
    assert remove_old_data() == 0
    travel(NOW + timedelta(days=2))
    assert remove_old_data() == 1
    assert RetentionRun.objects.count() == 3


def test_looking_ahead_and_trying_remove_nothing(admin: Client, li_wei: User) -> None:
    draft(li_wei, "old", days=11)
    draft(li_wei, "soon", days=5)
    page = admin.post(PAGE, {"drafts": "10", "look": "1"}).content.decode()
    assert "Old enough now: 1. Within 30 days: 2." in page
    admin.post(PAGE, {"drafts": "10", "trial": "1"})
    run = RetentionRun.objects.get()
    assert (run.number, run.is_trial, run.asked_by is not None) == (1, True, True)
    assert Draft.objects.count() == 2
    assert not RetentionRule.objects.exists()


@pytest.mark.parametrize("days", ["0", "29", "99999", "soon"])
def test_a_minimum_holds(admin: Client, days: str) -> None:
    assert admin.post(PAGE, {"notifications": days}).status_code == 422
    assert not RetentionRule.objects.exists()


def test_a_rule_that_somebody_else_changed_is_not_overwritten_unseen(admin: Client) -> None:
    admin.post(PAGE, {"drafts": "10"})
    answer = admin.post(PAGE, {"drafts": "20"})
    assert answer.status_code == 422
    assert "Somebody else changed a rule" in answer.content.decode()
    admin.post(PAGE, {"drafts": "", "shown": answer.context["form"]["shown"].value()})
    assert not RetentionRule.objects.exists()


def test_a_run_that_was_cut_off_goes_on_with_the_same_border(
    li_wei: User, travel: Travel, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel(NOW)
    monkeypatch.setattr(running, "CHUNK", 2)
    for number in range(5):
        draft(li_wei, f"old-{number}", days=20)
    RetentionRule.objects.create(kind="drafts", days=10)
    (run,) = retention.due(NOW)
    assert retention.chunk(run) == 2
    travel(NOW + timedelta(hours=1))
    assert remove_old_data() == 3
    run.refresh_from_db()
    assert (run.number, run.before, run.finished_at is not None) == (5, NOW - timedelta(days=10), True)


def test_news_that_are_still_to_be_sent_or_decided_about_stay(li_wei: User, travel: Travel) -> None:
    travel(NOW)
    for state in ("", "sent", "pending", "dead", "dropped"):
        told(li_wei, days=100, state=state)
    young = told(li_wei, days=50)
    RetentionRule.objects.create(kind="notifications", days=60)
    assert remove_old_data() == 3
    left = Notification.objects.values_list("key", flat=True)
    assert set(left) == {"100pending", "100dead", young.key}


def test_words_of_a_rating_go_and_the_rating_stays(laptop_request: ServiceRequest, travel: Travel) -> None:
    travel(NOW)
    at = NOW - timedelta(days=200)
    said: dict[str, Any] = {"rater": laptop_request.requester, "department": laptop_request.department}
    rating = Rating.objects.create(
        request=laptop_request, solved="yes", csat=4, ces=4, comment="Nice", answered_at=at, changed_at=at, **said
    )
    RetentionRule.objects.create(kind="rating_comments", days=180)
    assert remove_old_data() == 1
    rating.refresh_from_db()
    assert (rating.comment, rating.csat) == ("", 4)


def test_a_change_of_configuration_goes_by_its_rule_and_in_no_other_way(ada: User, travel: Travel) -> None:
    travel(NOW)
    row = {"kind": "retention", "label": {"en": "x"}, "action": "changed"}
    old = ConfigurationChange.objects.create(at=NOW - timedelta(days=400), by=ada, **row)
    young = ConfigurationChange.objects.create(at=NOW, by=ada, **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConfigurationChange.objects.filter(pk=old.pk).delete()
    RetentionRule.objects.create(kind="changes", days=365)
    assert remove_old_data() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        young.delete()
    assert list(ConfigurationChange.objects.all()) == [young]
