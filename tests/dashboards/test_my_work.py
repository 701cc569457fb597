"""“My work”: mine alone, beside my own past."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

from django.test import Client
from django.utils.html import strip_tags

from dashboards.mine import work
from requests_app import clock, transitions
from requests_app.models import Service, User
from tests.conftest import SignedIn, Travel
from tests.make import make_request, make_standard, utc

PAGE = "/figures/mine/"


def text(client: Client, url: str = PAGE) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(unescape(strip_tags(response.content.decode().replace("<", " <"))).split())


def live_weeks(service: Service, requester: User, agent: User, travel: Travel, weeks: int) -> None:
    """Each Wednesday one request that takes two hours, the last four weeks eight; theirs after the first half."""
    make_standard(service.provider, first_response=None, resolution=4 * 3600)
    for week in range(weeks):
        at, hours = utc(2026, 1, 7, 8) + timedelta(weeks=week), 8 if week >= weeks - 4 else 2
        travel(at)
        request = make_request(service, requester)
        transitions.assign(request, to=agent, by=agent, now=at + timedelta(hours=hours / 2))
        transitions.resolve(request, by=agent, now=at + timedelta(hours=hours))
    travel(utc(2026, 1, 5) + timedelta(weeks=weeks, hours=9))


def test_load_is_counted_by_what_presses(laptop: Service, li_wei: User, olga: User, ivan: User, travel: Travel) -> None:
    make_standard(laptop.provider, first_response=None, resolution=10 * 3600)
    travel("2026-06-10 08:00")
    late, asked, _his = (make_request(laptop, li_wei, name) for name in ("late", "asked", "his"))
    for request, agent in ((late, olga), (asked, olga), (_his, ivan)):
        transitions.assign(request, to=agent, by=agent)
    transitions.ask(asked, "Which?", by=olga)
    travel("2026-06-11 08:00")
    transitions.assign(make_request(laptop, li_wei), to=olga, by=olga)
    found = work.load_of(olga, clock.now())
    assert (found.open, found.overdue, found.soon, found.paused) == (3, 1, 1, 1)


def test_weeks_are_compared_with_ones_own_before(
    laptop: Service, li_wei: User, olga: User, sign_in: SignedIn, travel: Travel
) -> None:
    live_weeks(laptop, li_wei, olga, travel, weeks=14)
    weeks = work.weeks_of(olga, clock.now())
    assert (len(weeks), weeks[-1].begins.isoformat(), weeks[-1].done) == (26, "2026-04-06", 1)
    done, kept, filed, own = work.changes(weeks)
    assert (done.lately, kept.lately, kept.before) == (1, 0, 1)
    assert (filed.lately, filed.before, own.lately, own.before) == (8, 2, 4, 1)
    # Ten weeks of two hours lie on the median, so that four others are no run yet.
    assert filed.moved is False
    page = text(sign_in(olga))
    assert "Done in time 0 % 100 %" in page
    assert "half were done within 8 h 2 h" in page


def test_a_few_weeks_are_too_few_to_judge(
    laptop: Service, li_wei: User, olga: User, sign_in: SignedIn, travel: Travel
) -> None:
    live_weeks(laptop, li_wei, olga, travel, weeks=5)
    assert work.changes(work.weeks_of(olga, clock.now()))[2].moved is None
    assert "too few weeks to judge" in text(sign_in(olga))


def test_numbers_lead_to_my_own_requests_only(
    laptop: Service, li_wei: User, olga: User, ivan: User, sign_in: SignedIn, travel: Travel
) -> None:
    live_weeks(laptop, li_wei, olga, travel, weeks=6)
    rows = {figure: text(sign_in(olga), f"{PAGE}requests/?figure={figure}") for figure in ("done", "kept", "broken")}
    assert ["6 requests" in rows["done"], "2 requests" in rows["kept"], "4 requests" in rows["broken"]] == [True] * 3
    assert "0 requests" in text(sign_in(ivan), f"{PAGE}requests/?figure=done")
    assert sign_in(olga).get(f"{PAGE}requests/?figure=nonsense").status_code == 404


def test_nobody_serves_nothing_to_see(li_wei: User, ada: User, sign_in: SignedIn) -> None:
    assert [sign_in(person).get(PAGE).status_code for person in (li_wei, ada)] == [404, 404]
