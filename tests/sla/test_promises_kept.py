"""A named date and what became of it: the first date and the last, each judged by itself."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.html import strip_tags

from dashboards import marks, rollups
from dashboards.behind import requests_behind
from dashboards.days import Days
from dashboards.figures import Question, figures
from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from tests.conftest import SignedIn, Travel
from tests.make import make_request, make_standard
from tests.sla.conftest import at

SHARES: dict[tuple[str, int | None], int] = {("ola", None): 4 * 3600}


@pytest.fixture
def asked(laptop: Service, li_wei: User) -> ServiceRequest:
    return make_request(laptop, li_wei, now=at(9))


def promise(request: ServiceRequest, day: int, olga: User, *, now: datetime) -> None:
    transitions.promise(request, at(12, day=day), "The supplier delivers then.", by=olga, now=now)


def dates(department: Department, now: datetime) -> dict[str, tuple[int, int, int]]:
    """(kept, broken, undecided) by the first date and by the last; exact and stored figures say the same."""
    rollups.recount()
    found = [figures(Question(departments=[department]), now=now, from_rows=exact) for exact in (True, False)]
    exact, stored = (answer["total"]["promises"] for answer in found)
    assert exact == stored
    return {name: _three(exact[f"{name}_date"]) for name in ("first", "last")}


def _three(block: dict[str, Any]) -> tuple[int, int, int]:
    return block["kept"], block["broken"], block["undecided"]


KEPT, BROKEN, UNDECIDED, OUT = (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0)


class TestVerdict:
    def test_before_the_day_is_over_nothing_is_decided(
        self, asked: ServiceRequest, olga: User, it: Department, travel: Travel
    ) -> None:
        promise(asked, 12, olga, now=at(10))
        travel(at(23, day=12))
        assert dates(it, at(23, day=12)) == {"first": UNDECIDED, "last": UNDECIDED}

    def test_done_on_the_day_is_kept_whatever_the_hour(
        self, asked: ServiceRequest, olga: User, it: Department, travel: Travel
    ) -> None:
        promise(asked, 12, olga, now=at(10))
        transitions.resolve(asked, by=olga, now=at(23, day=12))
        travel(at(9, day=20))
        assert dates(it, at(9, day=20)) == {"first": KEPT, "last": KEPT}

    def test_still_open_when_the_day_is_over_is_broken(
        self, asked: ServiceRequest, olga: User, it: Department, travel: Travel
    ) -> None:
        promise(asked, 12, olga, now=at(10))
        travel(at(0, 1, day=13))
        assert dates(it, at(0, 1, day=13)) == {"first": BROKEN, "last": BROKEN}

    def test_moving_the_date_mends_the_last_and_not_the_first(
        self, asked: ServiceRequest, olga: User, it: Department, travel: Travel
    ) -> None:
        promise(asked, 10, olga, now=at(10))
        promise(asked, 15, olga, now=at(10, day=9))
        transitions.resolve(asked, by=olga, now=at(9, day=14))
        travel(at(9, day=20))
        assert dates(it, at(9, day=20)) == {"first": BROKEN, "last": KEPT}

    def test_what_came_back_is_not_done(
        self, asked: ServiceRequest, olga: User, li_wei: User, it: Department, travel: Travel
    ) -> None:
        promise(asked, 12, olga, now=at(10))
        transitions.resolve(asked, by=olga, now=at(9, day=11))
        transitions.reopen(asked, "It does not start.", by=li_wei, now=at(9, day=12))
        travel(at(9, day=13))
        assert dates(it, at(9, day=13)) == {"first": BROKEN, "last": BROKEN}

    @pytest.mark.parametrize(("day", "verdict"), [(11, OUT), (12, OUT), (14, BROKEN)])
    @pytest.mark.parametrize("end", ["cancel", "decline"])
    def test_given_up_in_time_is_left_out_and_after_it_broken(
        self,
        asked: ServiceRequest,
        olga: User,
        li_wei: User,
        it: Department,
        travel: Travel,
        end: str,
        day: int,
        verdict: tuple[int, int, int],
    ) -> None:
        promise(asked, 12, olga, now=at(10))
        if end == "cancel":
            transitions.cancel(asked, by=li_wei, now=at(9, day=day))
        else:
            transitions.decline(asked, "Not ours.", by=olga, now=at(9, day=day))
        travel(at(9, day=20))
        assert dates(it, at(9, day=20)) == {"first": verdict, "last": verdict}

    def test_without_a_named_date_there_is_none(self, asked: ServiceRequest, it: Department, travel: Travel) -> None:
        travel(at(9, day=20))
        assert dates(it, at(9, day=20)) == {"first": OUT, "last": OUT}


class TestFigures:
    def test_a_day_that_passes_is_counted_again_though_nothing_happened(
        self, asked: ServiceRequest, olga: User, it: Department, travel: Travel
    ) -> None:
        promise(asked, 12, olga, now=at(10))
        travel(at(23, day=12))
        assert dates(it, at(23, day=12))["last"] == UNDECIDED
        marks.mark_lapsed(at(23, day=12))
        assert rollups.recount() == 0
        travel(at(0, 30, day=13))
        marks.mark_lapsed(at(0, 30, day=13))
        assert dates(it, at(0, 30, day=13))["last"] == BROKEN

    def test_the_rate_counts_what_is_open_and_late_as_broken(
        self, laptop: Service, li_wei: User, olga: User, it: Department, travel: Travel
    ) -> None:
        for done in (True, True, True, False):
            request = make_request(laptop, li_wei, now=at(9))
            promise(request, 12, olga, now=at(10))
            if done:
                transitions.resolve(request, by=olga, now=at(9, day=11))
        travel(at(9, day=20))
        found = figures(Question(departments=[it]), now=at(9, day=20), from_rows=True)["total"]["promises"]
        assert (found["first_date"]["kept_rate"], found["kept_first_date_rate"]) == (0.75, 1.0)

    def test_every_number_on_the_page_leads_to_its_requests(
        self, asked: ServiceRequest, olga: User, it: Department, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        promise(asked, 10, olga, now=at(10))
        promise(asked, 15, olga, now=at(10, day=9))
        travel(at(9, day=12))
        rollups.recount()
        client = sign_in(maria)
        html = client.get("/dashboards/it/?period=30d").content.decode()
        row = re.search(r"<tr><th[^>]*>Last day named</th>.*?</tr>", html)
        assert row
        assert strip_tags(row[0].replace("</", " </")).split() == ["Last", "day", "named", "–", "0", "0", "1", "–"]
        for figure, count in (("broken_first_date", 1), ("undecided_last_date", 1), ("kept_last_date", 0)):
            listed = client.get(f"/dashboards/it/requests/?period=30d&figure={figure}").content.decode()
            assert listed.count(asked.title) == count


class TestShares:
    def test_the_department_that_held_it_answers_for_its_share(
        self, it: Department, finance: Department, laptop: Service, li_wei: User, olga: User, travel: Travel
    ) -> None:
        """IT keeps it for five hours of its four; finance, which has it now, is in time."""
        for department in (it, finance):
            make_standard(department, by_priority=SHARES)
        request = make_request(laptop, li_wei, now=at(9))
        transitions.hand_over(request, finance, "They pay for it", by=olga, now=at(9) + timedelta(hours=5))
        now = at(15)
        travel(now)
        rollups.recount()
        for exact in (True, False):
            answer = figures(Question(departments=[it, finance]), now=now, from_rows=exact)["by_department"]
            shares = {code: _three(answer[code]["clocks"]["ola"]) for code in ("it", "finance")}
            assert shares == {"it": BROKEN, "finance": UNDECIDED}
        for department, verdict in ((it, "broken"), (finance, "undecided")):
            scope = Question(departments=[department]).scope(department)
            assert list(requests_behind(f"clock.ola.{verdict}", scope, Days(), now=now)) == [request]

    def test_counting_everything_anew_finds_shares_of_what_was_handed_on(
        self, it: Department, finance: Department, laptop: Service, li_wei: User, olga: User, travel: Travel
    ) -> None:
        make_standard(it, by_priority=SHARES)
        request = make_request(laptop, li_wei, now=at(9))
        transitions.hand_over(request, finance, "They pay for it", by=olga, now=at(10))
        travel(at(11))
        rollups.rebuild()
        answer = figures(Question(departments=[it]), now=at(11))["total"]
        assert (answer["filed"], _three(answer["clocks"]["ola"])) == (0, KEPT)
