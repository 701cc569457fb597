"""Making the demo company: always the same on one day, all of it or nothing, and quick."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboards import rollups
from operations.seed import company, content
from requests_app.models import Department, Notification, RequestEvent, ServiceRequest, User
from sla.models import Clock
from surveys.models import Rating
from tests.make import make_department
from tests.operations.seeded import NOW, at

# What is told at the hour the company is made, by the names of its files.
PLAYED = ("scenes", "approvals", "filing", "offered", "work", "desk", "merged")


@pytest.fixture
def small(db: None) -> Iterator[None]:
    with at(NOW), mock.patch.object(rollups, "rebuild"):  # the figures are looked at in test_seed.py
        yield


def fingerprint(**scope: Any) -> list[Any]:
    """Everything that was made, by names instead of ids."""
    requests = ServiceRequest.objects.filter(**scope)
    return [
        list(User.objects.order_by("email").values_list("email", "display_name", "language", "time_zone", "joined_at")),
        list(
            requests.order_by("pk").values_list(
                "pk", "title", "status", "requester__email", "assignee__email", "due_at"
            )
        ),
        list(
            RequestEvent.objects.filter(request__in=requests)
            .order_by("request", "at", "id")
            .values_list("request", "verb", "actor__email", "at", "message__text")
        ),
        list(
            Clock.objects.filter(request__in=requests)
            .order_by("request", "metric", "cycle", "department__code")
            .values_list("request", "metric", "state", "consumed_us", "due_at", "breached_at")
        ),
        list(Rating.objects.order_by("request").values_list("request", "csat", "ces", "comment", "answered_at")),
        list(
            Notification.objects.order_by("recipient__email", "created_at", "kind").values_list(
                "recipient__email", "kind", "created_at"
            )
        ),
    ]


class TestOneDay:
    def test_one_moment_gives_the_same_rows_whatever_the_minute(self, small: None) -> None:
        company.make(NOW, requests=40, people_count=60)
        first = fingerprint()
        company.empty()
        company.make(NOW + timedelta(minutes=15), requests=40, people_count=60)
        assert fingerprint() == first

    def test_a_later_hour_of_the_day_only_tells_more(self, small: None) -> None:
        before = NOW - timedelta(hours=3)
        company.make(before, requests=300, people_count=60)
        # What is played for the day itself, in scenes and at the hour it is made, is always fresh.
        earlier = {line for line in self.journal() if line[3] < before.replace(minute=0)}
        company.empty()
        company.make(NOW, requests=300, people_count=60)
        scenes = {text for name in PLAYED for text in self.texts(content.load(name))}
        assert {line for line in earlier - self.journal() if line[0] not in scenes} == set()
        assert len(self.journal()) > len(earlier)

    def test_another_day_is_another_history(self, small: None) -> None:
        company.make(NOW, requests=30, people_count=60)
        first = self.journal()
        company.empty()
        company.make(NOW + timedelta(days=1), requests=30, people_count=60)
        assert not first <= self.journal()

    def texts(self, told: Any) -> set[str]:
        """Every text anywhere below, titles of requests among them."""
        if isinstance(told, dict | list):
            below = told.values() if isinstance(told, dict) else told
            return {text for one in below for text in self.texts(one)}
        return {told} if isinstance(told, str) else set()

    def journal(self) -> set[Any]:
        return set(RequestEvent.objects.values_list("request__title", "request__requester__email", "verb", "at"))


class TestTheCommand:
    def test_it_refuses_a_database_that_is_in_use(self, small: None) -> None:
        make_department("it", "IT")
        with pytest.raises(CommandError, match="already has departments"):
            call_command("seed", requests=5, people=60, verbosity=0)
        assert not ServiceRequest.objects.exists()

    def test_what_was_interrupted_does_not_stop_the_next_run(self, small: None) -> None:
        with mock.patch.object(rollups, "rebuild", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
            call_command("seed", requests=5, people=60, verbosity=0)
        assert not Department.objects.exists()
        call_command("seed", requests=5, people=60, verbosity=0)
        assert Department.objects.running().count() == 8

    def test_force_makes_it_anew_but_only_in_a_demo(self, small: None, settings: Any) -> None:
        settings.DEMO = settings.DEBUG = False
        make_department("it", "IT")
        with pytest.raises(CommandError, match="only in a demo"):
            call_command("seed", requests=5, people=60, force=True, verbosity=0)
        settings.DEMO = True
        call_command("seed", requests=5, people=60, force=True, verbosity=0)
        assert Department.objects.running().count() == 8

    @pytest.mark.parametrize(("option", "value"), [("requests", 0), ("people", 12), ("people", 5000)])
    def test_a_size_that_cannot_be_is_refused_in_words(self, small: None, option: str, value: int) -> None:
        with pytest.raises(CommandError, match=r"needs|not enough names"):
            call_command("seed", verbosity=0, **{"requests": 5, "people": 60, option: value})


def test_writing_costs_no_query_a_request(small: None) -> None:
    """More requests must not be as many queries more: that is what keeps three thousand of them under a minute.

    With few requests, some of what happens once has none to happen to, so the sizes lie far apart.
    """
    counts = []
    for requests in (60, 240):
        company.empty()
        connection.queries_log.clear()  # it keeps only so many
        with CaptureQueriesContext(connection) as queries:
            company.make(NOW, requests=requests, people_count=60)
        counts.append(len(queries))
    assert counts[1] - counts[0] < (240 - 60) * 2, counts
