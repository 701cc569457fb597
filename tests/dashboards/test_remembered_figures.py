"""What pages add up is remembered until something in it is counted again, and never longer."""

from __future__ import annotations

import random
from datetime import date
from unittest import mock

import pytest
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from redis import ConnectionError as Unreachable

from dashboards import rollups
from dashboards.figures import Grouped, Question, remembered, stored
from dashboards.figures.question import TOTAL
from requests_app.models import Service, User
from tests.conftest import Travel
from tests.dashboards.history import Company, live_through
from tests.make import make_department, make_request, utc

NOW = utc(2026, 11, 10, 12)
NOVEMBER = date(2026, 11, 1)


def times_of(question: Question) -> dict[date, int]:
    return dict(remembered.times_counted(question.departments))


def ask(question: Question, *, for_page: bool = False) -> Grouped:
    return remembered.grouped(question, times_of(question), now=NOW, for_page=for_page)


def statements(question: Question) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask(question)
    return len(captured)


@pytest.fixture
def counted(laptop: Service, li_wei: User) -> Service:
    """One request in October and one in November."""
    for filed in (utc(2026, 10, 5, 9), utc(2026, 11, 5, 9)):
        make_request(laptop, li_wei, now=filed)
    rollups.recount()
    return laptop


class TestTheSame:
    @pytest.mark.parametrize("seed", range(3))
    def test_as_the_roll_ups_say_after_every_count(self, db: None, travel: Travel, seed: int) -> None:
        travel(NOW)
        departments = [make_department("near", time_zone="Europe/Berlin"), make_department("far")]
        company, rng = Company.of(*departments), random.Random(seed)
        questions = [
            Question(departments=departments, bucket="week"),
            Question(departments=departments[:1], start=date(2026, 9, 1), end=NOVEMBER, by=(), series=True),
            Question(departments=departments[1:], start=NOVEMBER, services=(company.services[2].pk,)),
        ]
        for _ in range(3):
            live_through(company, rng, since=utc(2026, 8, 1), requests=4, verbs=20)
            rollups.recount()
            for question in questions:
                for for_page in (False, True):
                    fresh = stored.grouped(question, now=NOW, for_page=for_page)
                    assert ask(question, for_page=for_page) == fresh
                    assert ask(question, for_page=for_page) == fresh

    def test_another_day_judges_other_days(self, counted: Service) -> None:
        question = Question(departments=[counted.provider])
        times = times_of(question)
        now = remembered.grouped(question, times, now=NOW)[TOTAL].counts["wanted.3"]
        later = remembered.grouped(question, times, now=utc(2026, 12, 10))[TOTAL].counts["wanted.3"]
        assert (now, later) == (2, 2)
        soon = remembered.grouped(question, times, now=utc(2026, 11, 6))[TOTAL].counts["wanted.3"]
        assert soon == 1

    def test_whoever_asks_may_change_what_they_got(self, counted: Service) -> None:
        question = Question(departments=[counted.provider])
        ask(question)[TOTAL].counts["filed"] = 99
        assert ask(question)[TOTAL].counts["filed"] == 2


class TestWhatIsReadAgain:
    def test_nothing_while_nothing_was_counted(self, counted: Service) -> None:
        question = Question(departments=[counted.provider])
        assert [statements(question) for _ in range(2)] == [2, 1]

    def test_the_past_only_when_it_changes(self, counted: Service, li_wei: User, olga: User) -> None:
        past = Question(departments=[counted.provider], end=NOVEMBER)
        everything = Question(departments=[counted.provider])
        assert (ask(past)[TOTAL].counts["filed"], ask(everything)[TOTAL].counts["filed"]) == (1, 2)
        make_request(counted, li_wei, now=utc(2026, 11, 9, 9))
        rollups.recount()
        assert (statements(past), ask(everything)[TOTAL].counts["filed"]) == (1, 3)
        make_request(counted, li_wei, now=utc(2026, 10, 9, 9))  # imported late
        rollups.recount()
        assert ask(past)[TOTAL].counts["filed"] == 2

    def test_everything_where_the_cache_does_not_answer(self, counted: Service) -> None:
        question = Question(departments=[counted.provider])
        ask(question)
        with mock.patch.object(RedisCache, "get", side_effect=Unreachable):
            assert ask(question)[TOTAL].counts["filed"] == 2
