"""Searches that found nothing: what is kept of them, what never is, and when it is forgotten."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.contrib import admin

from requests_app.models import Department, ServiceRequest, UnmetSearch, User
from requests_app.search import unmet
from requests_app.tasks import forget_searches
from tests.conftest import SignedIn, Travel
from tests.make import make_service, make_user

JUNE = datetime(2026, 6, 10, 10, tzinfo=UTC)


@pytest.fixture
def people(analytics: Department) -> list[User]:
    return [make_user(f"Person {number}", analytics) for number in range(6)]


def kept() -> list[str]:
    return sorted(UnmetSearch.objects.values_list("words", flat=True))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Standing  DESK", "standing desk"),
        ("ＶＰＮ　abroad", "vpn abroad"),
        ("出差 补贴！", "出差 补贴"),
        ("desk desk -chair", "desk"),
        ("INV-2024-118", ""),
        ("li.wei@example.com", ""),
        ("a story of seven words is somebody's", ""),
        ("x" * 81, ""),
        ("?!", ""),
    ],
)
def test_words_are_folded_and_what_may_be_private_is_left_out(typed: str, words: str) -> None:
    assert unmet.normalized(typed) == words


class TestWhatIsKept:
    def test_a_search_that_was_sent_and_found_nothing_once_a_month(
        self, sign_in: SignedIn, li_wei: User, travel: Travel
    ) -> None:
        client = sign_in(li_wei)
        for day in ("2026-06-10 10:00", "2026-06-30 10:00", "2026-07-01 10:00"):
            travel(day)
            assert "counted by the month, without names" in client.get("/search/", {"q": "Hovercraft"}).content.decode()
        assert kept() == ["hovercraft", "hovercraft"]
        assert UnmetSearch.objects.values("by").distinct().count() == 1

    def test_the_search_of_the_start_page_when_it_is_sent_and_not_while_somebody_types(
        self, sign_in: SignedIn, li_wei: User
    ) -> None:
        client = sign_in(li_wei)
        client.get("/", {"q": "hoverc"}, headers={"HX-Request": "true"})
        assert kept() == []
        client.get("/", {"q": "hovercraft"})
        assert kept() == ["hovercraft"]

    def test_nothing_where_something_was_found_or_operators_narrow_down(
        self, sign_in: SignedIn, li_wei: User, olga: User, laptop_request: ServiceRequest
    ) -> None:
        client = sign_in(li_wei)
        for typed in ("equipment", "starters", "hovercraft is:open", "Olga", "#7"):
            client.get("/search/", {"q": typed})
        client.get("/search/", {"q": "hovercraft", "order": "new"})
        assert kept() == []

    def test_no_row_knows_a_person_a_moment_or_another_row_of_the_same_person(
        self, db: None, li_wei: User, wang_fang: User
    ) -> None:
        for person, typed in ((li_wei, "hovercraft"), (li_wei, "parachute"), (wang_fang, "hovercraft")):
            unmet.count(person, typed, at=JUNE)
        fields = {field.name: field for field in UnmetSearch._meta.get_fields()}
        assert fields.keys() == {"id", "words", "month", "by"}
        assert not any(field.is_relation for field in fields.values())
        assert UnmetSearch.objects.values("by").distinct().count() == 3
        assert UnmetSearch not in admin.site._registry


class TestWhatIsShown:
    def test_words_of_five_different_people_and_not_of_four(self, people: list[User]) -> None:
        for person in people[:5]:
            unmet.count(person, "standing desk", at=JUNE)
        for person in people[:4]:
            unmet.count(person, "notice period", at=JUNE)
            unmet.count(person, "notice period", at=datetime(2026, 7, 2, tzinfo=UTC))
        assert list(unmet.missed(date(2026, 6, 20), date(2026, 7, 20), most=9)) == [("standing desk", 5)]
        assert list(unmet.missed(date(2026, 7, 1), date(2026, 7, 20), most=9)) == []

    def test_a_department_sees_what_resembles_its_services(self, it: Department, finance: Department, db: None) -> None:
        mine = [make_service(it, "desks", "Desks and chairs")]
        found = [("standing desk", 7), ("гибкий график", 6)]
        assert unmet.about(found, mine) == [("standing desk", 7)]
        assert unmet.about(found, []) == []


def test_it_is_forgotten_after_thirteen_months(people: list[User], travel: Travel) -> None:
    for month in (5, 6, 7):
        unmet.count(people[0], "standing desk", at=datetime(2025, month, 30, tzinfo=UTC))
    travel("2026-07-01 00:30")
    assert forget_searches() == 1
    assert sorted(UnmetSearch.objects.values_list("month", flat=True)) == [date(2025, 6, 1), date(2025, 7, 1)]
    assert forget_searches() == 0
