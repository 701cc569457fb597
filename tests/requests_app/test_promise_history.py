"""A promise that moves: every date stays known, and whoever moves one reads what that means now."""

from __future__ import annotations

from datetime import timedelta

from requests_app import transitions
from requests_app.models import ServiceRequest, User
from sla.models import Clock
from tests.conftest import SignedIn, Travel
from tests.make import make_request, make_standard, utc


def promise(request: ServiceRequest, by: User, hours: int, why: str) -> None:
    at = request.__class__.objects.get(pk=request.pk).filed_at
    transitions.promise(request, at + timedelta(hours=hours), why, by=by)


def test_the_page_keeps_the_first_and_the_last_date_and_counts_the_moves(
    travel: Travel, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
) -> None:
    travel(laptop_request.filed_at)
    promise(laptop_request, olga, 24, "The first reason")
    promise(laptop_request, olga, 48, "The second reason")
    page = sign_in(li_wei).get(f"/requests/{laptop_request.pk}/").content.decode()
    assert "Promised dates" in page
    assert page.index("The first reason") < page.index("The second reason")
    assert "moved 1 time" in page
    assert "named after the one before was over" not in page


def test_moved_after_it_lapsed_it_is_marked(
    travel: Travel, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, li_wei: User
) -> None:
    travel(laptop_request.filed_at)
    promise(laptop_request, olga, 24, "The first reason")
    travel(laptop_request.filed_at + timedelta(hours=30))
    promise(laptop_request, olga, 48, "The second reason")
    page = sign_in(li_wei).get(f"/requests/{laptop_request.pk}/").content.decode()
    assert "named after the one before was over" in page


def test_the_form_says_what_moving_means_now(
    travel: Travel, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User
) -> None:
    url = f"/requests/{laptop_request.pk}/promise/"
    travel(laptop_request.filed_at)
    assert "Promised for" not in sign_in(olga).get(url).content.decode()
    promise(laptop_request, olga, 24, "Why")
    assert "it is the same promise, and nothing is broken" in sign_in(olga).get(url).content.decode()
    travel(laptop_request.filed_at + timedelta(hours=25))
    assert "that promise counts as broken" in sign_in(olga).get(url).content.decode()


def test_the_clocks_say_the_same(travel: Travel, olga: User, li_wei: User, laptop_request: ServiceRequest) -> None:
    make_standard(laptop_request.service.provider)
    for moved_at, expected in ((20, ["running"]), (30, ["missed", "running"])):
        travel(utc(2026, 6, 8, 9))
        request = make_request(laptop_request.service, li_wei)
        promise(request, olga, 24, "First")
        travel(utc(2026, 6, 8, 9) + timedelta(hours=moved_at))
        promise(request, olga, 48, "Second")
        states = Clock.objects.filter(request=request, metric="promised").order_by("cycle")
        assert list(states.values_list("state", flat=True)) == expected
