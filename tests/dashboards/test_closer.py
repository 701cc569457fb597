"""A closer look at the rows: percentiles, time in each state, the journal, the rhythm, and a moment of the past."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from dashboards.figures import Closer, Question, figures
from dashboards.figures.closer.spread import Wanted, spread
from requests_app import transitions
from requests_app.models import Department, RequestEvent, Service, ServiceRequest, User
from tests.conftest import Travel
from tests.dashboards.brute_force import OPEN, journal
from tests.dashboards.history import Company, live_through
from tests.make import make_department, make_request, utc

NOW = utc(2026, 6, 30, 12)
EVERYTHING = Closer(percentiles=(90,), within=(24,), states=True, journal=True, rhythm=True)


def looked(department: Department, closer: Closer = EVERYTHING, **asked: Any) -> dict[str, Any]:
    return figures(Question(departments=[department], **asked), now=NOW, from_rows=True, closer=closer)


def day(number: int, hour: int = 0) -> datetime:
    return utc(2026, 6, number, hour)


class TestSpread:
    def test_hours_of_seconds(self) -> None:
        told = spread([3600 * hours for hours in (1, 2, 3, 10)], Wanted((90,), (3, 0.5)))
        assert told == {
            "n": 4,
            "median": 2.5,
            "mean": 4.0,
            "min": 1.0,
            "max": 10.0,
            "p90": pytest.approx(7.9),
            "within": {"3": 3, "0.5": 0},
        }

    def test_nothing_is_none_and_never_zero(self) -> None:
        told = spread([], Wanted((90,), (3,)))
        assert told == dict.fromkeys(("median", "mean", "min", "max", "p90")) | {"n": 0, "within": {"3": 0}}

    def test_unasked_it_stays_short(self) -> None:
        assert spread([7200], Wanted()) == {"n": 1, "median": 2.0}


@pytest.fixture
def lived(laptop: Service, li_wei: User, olga: User, travel: Travel) -> ServiceRequest:
    """Filed on the 1st at 0; 6 h in the inbox, 12 h in work, 24 h with the requester, done for 48 h, came back."""
    travel(day(1))
    request = make_request(laptop, li_wei)
    moments = iter([day(1, 6), day(1, 18), day(2, 18), day(3, 0), day(5, 0), day(5, 12), day(6, 0), day(8, 0)])

    def then(verb: Any, *words: Any, by: User) -> None:
        at = next(moments)
        travel(at)
        verb(request, *words, by=by)

    then(transitions.start, by=olga)
    then(transitions.ask, "Which model?", by=olga)
    then(transitions.answer, "The small one.", by=li_wei)
    then(transitions.resolve, "Here it is.", by=olga)
    then(transitions.reopen, "It is broken.", by=li_wei)
    then(transitions.hold, "A part is missing.", by=olga)
    then(transitions.resolve, "Here is another.", by=olga)
    then(transitions.confirm, by=li_wei)
    travel(NOW)
    return request


class TestStates:
    def test_hours_in_each_state_until_it_ended_for_good(self, lived: ServiceRequest, it: Department) -> None:
        total = looked(it)["total"]
        hours = {name: one["total"] for name, one in total["states"].items()}
        assert hours == {"new": 6, "in_progress": 12 + 6 + 12, "waiting": 24, "on_hold": 12, "resolved": 48 + 48}
        assert sum(hours.values()) == (day(8) - day(1)) / timedelta(hours=1)
        assert (total["waits"]["n"], total["waits"]["total"], total["taken_up_hours"]["median"]) == (1, 36, 6)

    def test_the_solution_without_the_time_it_waited(self, lived: ServiceRequest, it: Department) -> None:
        total = looked(it)["total"]
        assert total["resolution"]["hours"]["mean"] == 120
        assert total["resolution_without_waits_hours"]["mean"] == 120 - 36
        assert total["resolution"]["hours"]["within"] == {"24": 0}

    def test_what_is_open_counts_up_to_now(
        self, laptop_request: ServiceRequest, it: Department, travel: Travel
    ) -> None:
        ServiceRequest.objects.update(filed_at=day(29, 12))
        RequestEvent.objects.update(at=day(29, 12))
        states = looked(it)["total"]["states"]
        assert {name: (one["n"], one["total"]) for name, one in states.items()} == {"new": (1, 24)}

    def test_on_random_lives_they_add_up_to_all_the_time_there_was(self, travel: Travel, db: None) -> None:
        later = utc(2026, 12, 1)
        travel(later)
        company = Company.of(make_department("near", time_zone="America/New_York"), make_department("far"))
        live_through(company, random.Random(3), since=day(1), requests=20, verbs=160)
        wanted = 0.0
        for request in ServiceRequest.objects.all():
            changes = [event.at for event in journal(request) if event.old_status != event.new_status]
            ended = later if request.status in OPEN else changes[-1]
            wanted += (ended - request.filed_at) / timedelta(hours=1)
        report = figures(Question(departments=company.departments), now=later, from_rows=True, closer=EVERYTHING)
        assert sum(one["total"] for one in report["total"]["states"].values()) == pytest.approx(wanted)
        for group in ("by_department", "by_service", "by_priority", "by_channel"):
            hours = [one["total"] for part in report[group].values() for one in part.get("states", {}).values()]
            assert sum(hours) == pytest.approx(wanted)


class TestJournal:
    def test_verbs_by_request_and_in_hours_from_filing(self, lived: ServiceRequest, it: Department) -> None:
        total = looked(it)["total"]
        resolved = total["journal"]["resolved"]
        assert (resolved["requests"], resolved["times"], resolved["more_than_once"]) == (1, 2, 1)
        assert (resolved["first"]["mean"], resolved["last"]["mean"]) == (48, 120)
        assert total["journal"]["asked"]["more_than_once"] == 0
        assert total["several_people"] == 0

    def test_several_people_are_those_who_did_not_ask(
        self,
        lived: ServiceRequest,
        laptop: Service,
        li_wei: User,
        olga: User,
        ivan: User,
        travel: Travel,
        it: Department,
    ) -> None:
        travel(day(20))
        request = make_request(laptop, li_wei)
        transitions.start(request, by=olga)
        transitions.reply(request, "I look after it meanwhile.", by=ivan)
        travel(NOW)
        assert looked(it)["total"]["several_people"] == 1


def test_rhythm_is_that_of_the_departments_clock(lived: ServiceRequest, it: Department) -> None:
    it.time_zone = "America/New_York"  # where it was still Sunday evening
    it.save(update_fields=["time_zone"])
    report = looked(it)
    assert {name: n for name, n in report["by_weekday"].items() if n} == {"6": 1}
    assert {name: n for name, n in report["by_hour"].items() if n} == {"20": 1}
    assert (len(report["by_weekday"]), len(report["by_hour"])) == (7, 24)


class TestMoment:
    def at(self, department: Department, *moments: datetime) -> list[dict[str, Any]]:
        stood: list[dict[str, Any]] = looked(department, Closer(at=moments))["at"]
        return stood

    def test_state_then_whatever_came_later(self, lived: ServiceRequest, it: Department) -> None:
        before, asked, done, again = self.at(it, day(1) - timedelta(hours=1), day(2), day(4), day(5, 6))
        assert (before["filed"], before["by_state"], before["open"]) == (0, {}, 0)
        assert (asked["by_state"], asked["open"], asked["open_by_department"]) == ({"waiting": 1}, 1, {"it": 1})
        assert (done["by_state"], done["open"], done["not_ended"]) == ({"resolved": 1}, 0, 1)
        assert again["by_state"] == {"in_progress": 1}

    def test_priority_and_holder_of_then(
        self, laptop: Service, li_wei: User, olga: User, finance: Department, travel_costs: Service, anna: User,
        it: Department, travel: Travel,
    ) -> None:  # fmt: skip
        travel(day(1))
        request = make_request(laptop, li_wei)
        usual = request.get_priority_display()
        travel(day(2))
        transitions.amend(request, {"impact": 3, "urgency": 3}, by=li_wei)
        travel(day(3))
        transitions.hand_over(request, finance, "Yours, I think.", by=olga)
        travel(NOW)
        question = Question(departments=[it, finance])
        closer = Closer(at=(day(1, 12), day(2, 12), day(3, 12)))
        stood = figures(question, now=NOW, from_rows=True, closer=closer)["at"]
        assert [list(one["open_by_department"]) for one in stood] == [["it"], ["it"], ["finance"]]
        assert [list(one["open_by_priority"]) for one in stood] == [["normal"], ["critical"], ["critical"]]
        assert usual == "Normal"
        assert self.at(it, day(3, 12))[0]["filed"] == 0

    def test_on_random_lives_it_is_what_each_journal_said_then(self, travel: Travel, db: None) -> None:
        travel(utc(2026, 12, 1))
        company = Company.of(make_department("near"), make_department("far"))
        live_through(company, random.Random(8), since=day(1), requests=20, verbs=160)
        lives = [journal(request) for request in ServiceRequest.objects.all()]
        for department in company.departments:
            for moment in (day(9, 7), day(22), utc(2026, 8, 15, 12)):
                past = [told for life in lives if (told := [event for event in life if event.at <= moment])]
                wanted = Counter(told[-1].new_status for told in past if told[-1].department_id == department.pk)
                (stood,) = self.at(department, moment)
                assert stood["by_state"] == wanted
                assert stood["open"] == sum(wanted[status] for status in OPEN)


class TestCommand:
    def run(self, *options: str) -> str:
        out = StringIO()
        call_command("figures", *options, stdout=out)
        return out.getvalue()

    def test_everything_at_once(self, lived: ServiceRequest) -> None:
        asked = ["--exact", "--percentile", "90", "--within", "24", "--states", "--journal", "--rhythm"]
        moments = ["--zone", "Europe/Berlin", "--at", "2026-06-02T02:00", "--at", "2026-06-04T00:00+00:00"]
        told = json.loads(self.run(*asked, *moments, "--service", "laptop", "--format", "json"))
        assert told["total"]["states"]["waiting"]["total"] == 24
        assert [one["moment"][:16] for one in told["at"]] == ["2026-06-02T02:00", "2026-06-04T00:00"]
        assert [one["by_state"] for one in told["at"]] == [{"waiting": 1}, {"resolved": 1}]
        words = self.run(*asked, *moments).splitlines()
        assert {"by_weekday", "by_hour"} <= set(words)
        assert any(line.split() == ["states.waiting.total", "24.0000"] for line in words)
        assert any(line.startswith("moment") and line.endswith("2026-06-04T00:00:00+00:00") for line in words)

    def test_only_the_services_asked_for(self, lived: ServiceRequest, travel_costs: Service) -> None:
        told = json.loads(self.run("--exact", "--service", "travel-costs", "--format", "json"))
        assert (told["total"]["filed"], told["by_service"]) == (0, {})

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (["--states"], "add --exact"),
            (["--exact", "--percentile", "101"], "between 0 and 100"),
            (["--exact", "--service", "nothing"], "No service has the code nothing"),
        ],
    )
    def test_it_says_what_is_wrong(self, db: None, options: list[str], words: str) -> None:
        with pytest.raises(CommandError, match=words):
            self.run(*options)
