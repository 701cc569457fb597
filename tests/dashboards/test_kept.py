"""How often a service kept its promise lately, on the page on which one asks for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from dashboards import rollups
from dashboards.kept import Kept, kept_lately
from requests_app import transitions
from requests_app.models import Department, Service, User
from tests.conftest import SignedIn, Travel
from tests.make import make_request, make_standard, utc

NOW = utc(2026, 6, 8, 9)
DAY = timedelta(days=1)


@pytest.fixture
def promised(it: Department) -> None:
    """Done within 8 hours, round the clock."""
    make_standard(it)


def done(service: Service, by: User, requester: User, *, days_ago: int, hours: int = 1) -> None:
    filed = NOW - days_ago * DAY
    request = make_request(service, requester, now=filed)
    transitions.resolve(request, "There", by=by, now=filed + timedelta(hours=hours))


def test_it_is_the_share_of_those_done_in_time_with_their_number(
    promised: None, laptop: Service, olga: User, li_wei: User, sign_in: SignedIn, travel: Travel
) -> None:
    travel(NOW)
    for days_ago, hours in ((3, 1), (40, 2), (89, 7), (5, 9)):
        done(laptop, olga, li_wei, days_ago=days_ago, hours=hours)
    rollups.recount()
    assert kept_lately(laptop, NOW) == Kept("resolution", 3, 4)
    page = sign_in(li_wei).get(reverse("services:detail", args=["it", "laptop"])).content.decode()
    assert "Done in time in the last 90 days: 3 of 4 (75 %)." in page


def test_what_is_longer_ago_does_not_count(promised: None, laptop: Service, olga: User, li_wei: User) -> None:
    done(laptop, olga, li_wei, days_ago=91)
    rollups.recount()
    assert kept_lately(laptop, NOW) is None


def test_nothing_decided_says_nothing(
    promised: None, laptop: Service, li_wei: User, sign_in: SignedIn, travel: Travel
) -> None:
    travel(NOW)
    make_request(laptop, li_wei, now=NOW)
    rollups.recount()
    page = sign_in(li_wei).get(reverse("services:detail", args=["it", "laptop"])).content.decode()
    assert "First answer within 2 hours" in page
    assert "in time in the last" not in page


def test_where_only_an_answer_is_promised_the_answers_count(
    it: Department, laptop: Service, olga: User, li_wei: User
) -> None:
    make_standard(it, resolution=None)
    done(laptop, olga, li_wei, days_ago=3, hours=1)
    done(laptop, olga, li_wei, days_ago=4, hours=3)
    rollups.recount()
    assert kept_lately(laptop, NOW) == Kept("first_response", 1, 2)
