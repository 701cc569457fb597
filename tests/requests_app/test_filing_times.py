"""How long a form takes, from its opening to its sending: a sum of nobody in particular."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import models

from requests_app import filing_times
from requests_app.models import FilingTime, Service, ServiceRequest, User
from tests.conftest import SignedIn, Travel
from tests.make import utc

OPENED = utc(2026, 6, 10, 9)
SENT = {"title": "A laptop", "impact": "2", "urgency": "2"}


def counted() -> list[tuple[date, int, int]]:
    return list(FilingTime.objects.order_by("minutes").values_list("month", "minutes", "count"))


def test_the_form_carries_when_it_was_opened_and_sending_it_counts_once_in_its_step(
    laptop: Service, li_wei: User, sign_in: SignedIn, travel: Travel
) -> None:
    travel(OPENED)
    browser, url = sign_in(li_wei), "/services/it/laptop/"
    opened = browser.get(url).context["opened"]
    travel(OPENED + timedelta(minutes=4))
    refused = browser.post(url, {**SENT, "title": "", "opened": opened})
    assert refused.context["opened"] == opened
    assert browser.post(url, {**SENT, "opened": opened}).status_code == 302
    assert counted() == [(date(2026, 6, 1), 5, 1)]
    filing_times.count(laptop, opened, at=OPENED + timedelta(minutes=5))
    assert counted() == [(date(2026, 6, 1), 5, 2)]


@pytest.mark.parametrize("minutes", [-1, 1441])
def test_what_lay_open_for_more_than_a_day_or_was_sent_before_it_was_opened_does_not_count(
    laptop: Service, minutes: int
) -> None:
    filing_times.count(laptop, filing_times.stamp(OPENED), at=OPENED + timedelta(minutes=minutes))
    assert counted() == []


@pytest.mark.parametrize("forged", ["", "2026-06-10T08:00:00+00:00", "2026-06-10T08:00:00+00:00:none"])
def test_a_form_that_is_not_ours_is_filed_and_not_counted(
    laptop: Service, li_wei: User, sign_in: SignedIn, forged: str
) -> None:
    assert sign_in(li_wei).post("/services/it/laptop/", {**SENT, "opened": forged}).status_code == 302
    assert ServiceRequest.objects.exists()
    assert counted() == []


def test_nothing_in_it_leads_to_a_person_a_request_or_a_moment() -> None:
    fields = FilingTime._meta.get_fields()
    assert {field.related_model for field in fields if field.is_relation} == {Service}
    assert not [field for field in fields if isinstance(field, models.DateTimeField)]


def test_a_share_of_all_is_sought_within_its_step() -> None:
    times = Counter({1: 10, 2: 10, 20: 5})
    assert filing_times.hours_within(times, 0.4) == pytest.approx(1 / 60)
    assert filing_times.hours_within(times, 0.6) == pytest.approx(1.5 / 60)
    assert filing_times.hours_within(times, 1.0) == pytest.approx(20 / 60)
    assert filing_times.hours_within(Counter(), 0.5) is None
