"""The figures: exact ones equal a plain count of the rows, stored ones equal exact ones."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from dashboards import rollups
from dashboards.behind import requests_behind
from dashboards.days import Days
from dashboards.figures import Question, figures
from requests_app import transitions
from requests_app.models import Service, User
from sla.models import Metric
from tests.conftest import Travel
from tests.dashboards.brute_course import course
from tests.dashboards.brute_force import BruteForce, answered_at, quiet_until
from tests.dashboards.history import Company, live_through
from tests.make import make_department, make_request, make_standard, utc

NOW = utc(2026, 11, 2, 12)
ZONES = ("America/New_York", "Asia/Shanghai", "UTC")


@pytest.fixture
def company(db: None) -> Company:
    far = make_department("far", "Far away", time_zone="Asia/Shanghai")
    return Company.of(make_department("near", "Near by", time_zone="America/New_York"), far)


def lived(company: Company, seed: int) -> None:
    live_through(company, random.Random(seed), since=utc(2026, 6, 1), requests=25, verbs=220)


def close_to(exact: Any, stored: Any) -> None:
    """Same keys, same counts; percentiles within one per cent."""
    if isinstance(exact, dict):
        assert exact.keys() == stored.keys()
        for key in exact:
            close_to(exact[key], stored[key])
    elif isinstance(exact, float):
        assert stored == pytest.approx(exact, rel=0.01)
    else:
        assert exact == stored


class TestAgainstThePlainCount:
    @pytest.mark.parametrize(("seed", "zone"), list(enumerate(ZONES)))
    def test_every_figure_of_a_period(self, company: Company, travel: Travel, seed: int, zone: str) -> None:
        travel(NOW)
        lived(company, seed)
        department = company.departments[seed % 2]
        start, end = date(2026, 6, 20), date(2026, 7, 25)
        question = Question(departments=[department], start=start, end=end, zone=ZoneInfo(zone))
        found = figures(question, now=NOW, from_rows=True)["total"]
        plain = BruteForce(department, start, end, ZoneInfo(zone), NOW)

        assert {name: found[name] for name in plain.counts()} == plain.counts()
        for metric in Metric.values:
            verdicts = plain.clock(metric)
            assert {name: found["clocks"][metric][name] for name in verdicts} == verdicts
        for name in ("answer", "resolution"):
            assert found[name].pop("with_open")["n"] >= found[name]["hours"]["n"]
        assert found["answer"]["hours"] == pytest.approx(plain.hours(answered_at))
        assert found["resolution"]["hours"] == pytest.approx(plain.hours(lambda request: request.resolved_at))
        ended = plain.hours(lambda request: None if request.status == "cancelled" else request.closed_at)
        assert found["close"]["hours"] == pytest.approx(ended)
        assert found["longest_silence_hours"] == pytest.approx(plain.hours(quiet_until))
        judged = plain.first_contact(judged_before=NOW.date() - timedelta(days=15))
        assert {name: found["first_contact"][name] for name in judged} == judged
        assert {name: found["promises"][name] for name in plain.promises()} == plain.promises()
        for which, name in ((0, "first_date"), (-1, "last_date")):
            dates = plain.dates(which)
            assert {verdict: found["promises"][name][verdict] for verdict in dates} == dates
        expected = course(plain)
        close_to(expected, {name: found[name] for name in expected})
        answers = plain.ratings()
        shown = {"n": sum(answers), "satisfied": sum(answers[3:])} if sum(answers) >= 5 else None
        ratings = found["ratings"]
        assert shown == (ratings and {"n": ratings["n"], "satisfied": ratings["satisfied"]["value"] * ratings["n"]})

    def test_the_backlog_at_each_month_end(self, company: Company, travel: Travel) -> None:
        travel(NOW)
        lived(company, 11)
        department = company.departments[0]
        months = figures(Question(departments=[department]), now=NOW, from_rows=True)["by_month"]
        plain = BruteForce(department, date.min, date.max, department.zone, NOW)
        first_of_next = {name: date(int(name[:4]) + int(name[5:]) // 12, int(name[5:]) % 12 + 1, 1) for name in months}
        assert len(months) >= 3
        for name, month in months.items():
            assert month["backlog"] == plain.standing(first_of_next[name], {"new", "in_progress", "waiting", "on_hold"})


def test_a_breach_that_a_longer_promise_revoked_is_undecided(laptop: Service, li_wei: User, travel: Travel) -> None:
    """What broke and is allowed more time has time left: neither kept nor broken, in the figure and in the list."""
    make_standard(laptop.provider, resolution=4 * 3600, by_priority={("resolution", 4): 24 * 3600})
    travel("2026-06-11 09:00")
    request = make_request(laptop, li_wei)
    transitions.amend(request, {"impact": 1, "urgency": 1}, by=li_wei, now=utc(2026, 6, 11, 14))
    now = utc(2026, 6, 11, 15)
    travel(now)
    assert request.clocks.get(metric="resolution").breached_at == utc(2026, 6, 11, 13)

    clock = figures(Question(departments=[laptop.provider]), now=now, from_rows=True)["total"]["clocks"]["resolution"]
    assert (clock["kept"], clock["broken"], clock["undecided"]) == (0, 0, 1)
    scope = Question(departments=[laptop.provider]).scope(laptop.provider)
    behind = {
        verdict: requests_behind(f"clock.resolution.{verdict}", scope, Days(), now=now).count()
        for verdict in ("kept", "broken", "undecided")
    }
    assert behind == {"kept": 0, "broken": 0, "undecided": 1}


class TestStoredAgainstExact:
    @pytest.mark.parametrize("seed", range(2))
    def test_roll_ups_add_up_to_the_rows(self, company: Company, travel: Travel, seed: int) -> None:
        travel(NOW)
        lived(company, seed + 50)
        rollups.recount()
        for start, end in [(None, None), (date(2026, 6, 20), date(2026, 7, 25)), (date(2026, 7, 1), None)]:
            question = Question(departments=company.departments, start=start, end=end)
            exact = figures(question, now=NOW, from_rows=True)
            stored = figures(question, now=NOW)
            assert (exact.pop("exact"), stored.pop("exact")) == (True, False)
            close_to(exact, stored)
            assert exact["total"]["filed"] > 0

    def test_another_zone_needs_exact_counting(self, company: Company) -> None:
        question = Question(departments=company.departments, zone=ZoneInfo("UTC"))
        with pytest.raises(ValueError, match="own zone"):
            figures(question, now=NOW)


class TestCommand:
    """`manage.py figures`, as a script calls it."""

    def run(self, *options: str) -> str:
        out = StringIO()
        call_command("figures", *options, stdout=out)
        return out.getvalue()

    def test_json_holds_the_same_figures(self, company: Company, travel: Travel) -> None:
        travel(NOW)
        lived(company, 7)
        asked = ["--department", "near", "--from", "2026-06-10", "--to", "2026-07-10", "--zone", "UTC", "--exact"]
        question = Question(
            departments=company.departments[:1], start=date(2026, 6, 10), end=date(2026, 7, 10), zone=ZoneInfo("UTC")
        )
        expected = figures(question, now=NOW, from_rows=True)
        assert json.loads(self.run(*asked, "--format", "json")) == json.loads(json.dumps(expected))
        assert expected["departments"] == ["near"]

    def test_the_table_has_a_line_for_every_figure_and_group(self, company: Company, travel: Travel) -> None:
        travel(NOW)
        lived(company, 7)
        rollups.recount()
        lines = self.run().splitlines()
        report = json.loads(self.run("--format", "json"))
        assert ["filed", str(report["total"]["filed"])] in [line.split() for line in lines]
        named = {line.split()[0] for line in lines if line}
        assert named >= {"far", "near", "near/near-1", "portal", "by_month", *report["by_month"]}

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (["--department", "nowhere"], "No department has the code nowhere"),
            (["--zone", "Mars/Olympus", "--exact"], "Mars/Olympus is not a time zone"),
            (["--zone", "Asia/Tokyo"], "add --exact"),
        ],
    )
    def test_it_says_what_is_wrong(self, company: Company, options: list[str], words: str) -> None:
        with pytest.raises(CommandError, match=words):
            self.run(*options)

    def test_an_empty_portal_has_nothing_to_count(self, db: None) -> None:
        total = json.loads(self.run("--format", "json", "--exact"))["total"]
        assert (total["filed"], total["chase_rate"], total["answer"]["hours"]["median"]) == (0, None, None)
        assert total["ratings"] is None
