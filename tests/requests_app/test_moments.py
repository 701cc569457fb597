"""Moments as people say them, in their own zone and language."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.http import HttpRequest
from django.utils import timezone, translation

from requests_app.models import User
from requests_app.moments import date_phrase, exact, moment_of, phrase, weekday_and_date
from tests.make import utc

NOW = utc(2026, 6, 11, 14)  # a Thursday


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (NOW, "today 14:00"),
        (NOW + timedelta(days=1), "tomorrow 14:00"),
        (NOW - timedelta(days=1), "yesterday 14:00"),
        (NOW + timedelta(days=4), "Monday 14:00"),
        (NOW + timedelta(days=7), "18 June 14:00"),
        (NOW - timedelta(days=4), "7 June 14:00"),
        (utc(2025, 12, 31, 9, 5), "31 Dec 2025 09:05"),
    ],
)
def test_near_days_have_names_and_far_ones_a_date(at: datetime, said: str) -> None:
    assert phrase(at, NOW) == said


@pytest.mark.parametrize(("zone", "said"), [("Asia/Shanghai", "tomorrow 01:00"), ("America/New_York", "today 13:00")])
def test_today_is_the_readers_today(zone: str, said: str) -> None:
    with timezone.override(zone):
        assert phrase(utc(2026, 6, 11, 17), NOW) == said


@pytest.mark.parametrize(
    ("language", "day", "full"),
    [
        ("en", "18 June", "Thursday, 18 June 2026"),
        ("zh-hans", "6月18日", "2026年6月18日星期四"),
        ("ru", "18 июня", "четверг, 18 июня 2026"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(language: str, day: str, full: str) -> None:
    at = utc(2026, 6, 18, 14)
    with translation.override(language):
        assert phrase(at, NOW).startswith(day)
        assert phrase(at, NOW).endswith("14:00")
        assert exact(at).startswith(full)


def test_the_exact_moment_says_how_far_from_greenwich() -> None:
    with timezone.override("Europe/Moscow"):
        assert exact(NOW) == "Thursday, 11 June 2026, 17:00 GMT+03:00"


def test_a_day_without_a_time() -> None:
    assert date_phrase(date(2026, 6, 12), NOW) == "tomorrow"
    assert weekday_and_date(NOW) == "Thursday, 11 June"


class TestTheMomentOfAPage:
    READ = utc(2026, 6, 11, 14)

    def page(self, method: str, read_at: datetime | None) -> HttpRequest:
        request = HttpRequest()
        request.method = method
        request.user = User(email="li.wei@example.com")
        request.user.__dict__["read_at"] = read_at
        return request

    def test_it_came_along_with_its_reader(self) -> None:
        # No database: whatever asked the clock again would fail here.
        assert moment_of(self.page("GET", self.READ)) == self.READ

    @pytest.mark.django_db
    def test_what_writes_asks_again_so_that_its_rows_are_not_older_than_what_it_finds(self) -> None:
        assert moment_of(self.page("POST", self.READ)) > self.READ

    @pytest.mark.django_db
    def test_a_reader_whom_a_token_brought_has_none(self) -> None:
        assert moment_of(self.page("GET", None)) > self.READ
