"""Logs of events whose columns say more than their rows: solution, end, unknown groups, what people took back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from requests_app.models import RequestEvent, ServiceRequest
from sla import audit
from sla.models import Clock
from tests.make import utc
from tests.operations.importing import EVENTS, Desk

pytestmark = pytest.mark.django_db

PROMISE = """
[[standards]]
pauses = []
targets = [{ hours = 24 }]
"""
COLUMNS = 'text = "said"\nresolved = "done at"\nclosed = "ended at"'


def mapping(*, events: str = "", states: str = "") -> str:
    told = EVENTS.replace('text = "said"', COLUMNS).replace("[priorities]", f"{states}\n[priorities]")
    return f'{told}\n[events]\n{events}\n[services]\nunknown = "No topic"\n{PROMISE}'


def row(when: str, status: str, **cells: str) -> dict[str, str]:
    usual = {"case": "1", "group": "IT", "topic": "Mail", "caller": "Ann", "agent": "Bob", "prio": "3", "said": ""}
    return usual | {"when": f"2026-01-{when}:00+00:00", "status": status, "done at": "?", "ended at": "?"} | cells


def bring_in(folder: Path, rows: list[dict[str, str]], *, events: str = "", states: str = "") -> Desk:
    desk = Desk(folder, mapping(events=events, states=states))
    log = folder / "log.csv"
    lines = [",".join(rows[0]), *(",".join(one.values()) for one in rows)]
    log.write_text("\n".join(lines), encoding="utf-8")
    desk.bring_in(log)
    return desk


def request() -> ServiceRequest:
    return ServiceRequest.objects.get(source_key="1")


def journal() -> list[tuple[str, str]]:
    return list(RequestEvent.objects.order_by("pk").values_list("verb", "new_status"))


def moment_of(verb: str) -> datetime:
    return RequestEvent.objects.get(verb=verb).at


class TestMomentsTold:
    def lived(self, folder: Path, *, done: str, ended: str) -> Desk:
        told = {"done at": done, "ended at": ended}
        return bring_in(
            folder,
            [
                row("05T09:00", "New", **told),
                row("06T08:00", "Resolved", **told),
                row("06T10:00", "Resolved", **told),
                row("08T09:00", "Closed", **told),
                row("09T09:00", "Closed", **told),
            ],
        )

    def test_the_columns_are_the_requests_own_and_the_rows_the_journals(self, tmp_path: Path) -> None:
        desk = self.lived(tmp_path, done="2026-01-06T10:00+00:00", ended="2026-01-09T09:00+00:00")
        assert (request().resolved_at, request().closed_at) == (utc(2026, 1, 6, 10), utc(2026, 1, 9, 9))
        assert (moment_of("resolved"), moment_of("closed")) == (utc(2026, 1, 6, 8), utc(2026, 1, 8, 9))
        assert request().flags == ["solution_elsewhere", "end_elsewhere"]
        assert {flag for _line, _key, flag, _column, _word in desk.flagged()} == set(request().flags)

    def test_a_promise_is_judged_by_the_columns_moment(self, tmp_path: Path) -> None:
        """24 hours after filing it was marked as done, and done again an hour after that."""
        self.lived(tmp_path, done="2026-01-06T10:00+00:00", ended="2026-01-09T09:00+00:00")
        clock = Clock.objects.get(metric="resolution")
        assert (clock.state, clock.due_at) == ("missed", utc(2026, 1, 6, 9))
        assert audit.recount(Clock.objects.all(), utc(2026, 2, 1)) == (1, [])

    def test_the_same_moments_are_nothing_odd(self, tmp_path: Path) -> None:
        self.lived(tmp_path, done="2026-01-06T08:00+00:00", ended="2026-01-08T09:00+00:00")
        assert (request().flags, Clock.objects.get(metric="resolution").state) == ([], "met")

    def test_nobody_judges_a_solution_whose_moment_is_unknown(self, tmp_path: Path) -> None:
        self.lived(tmp_path, done="?", ended="2026-01-08T09:00+00:00")
        assert (request().status, request().resolved_at, request().flags) == ("closed", None, ["solution_unknown"])
        assert not Clock.objects.exists()

    def test_what_is_open_again_has_neither(self, tmp_path: Path) -> None:
        told = {"done at": "2026-01-06T10:00+00:00", "ended at": "2026-01-07T09:00+00:00"}
        rows = [row("05T09:00", "New", **told), row("06T08:00", "Resolved", **told), row("07T08:00", "Active", **told)]
        bring_in(tmp_path, rows)
        assert (request().status, request().resolved_at, request().flags) == ("in_progress", None, [])


class TestUnknownGroups:
    ROWS = (
        ("05T09:00", "New", "?"),
        ("05T10:00", "Active", "IT"),
        ("05T11:00", "Active", "?"),
    )

    def test_a_row_without_a_group_hands_it_to_the_unknown_one(self, tmp_path: Path) -> None:
        rows = [row(when, status, group=group) for when, status, group in self.ROWS]
        bring_in(tmp_path, rows, events='unknown_department = "moves"')
        assert str(request().department) == "Nobody's group"
        legs = [leg.department.code for leg in request().legs.order_by("pk")]
        assert legs == [request().department.code, "IT"]

    def test_otherwise_it_stays_where_it_is(self, tmp_path: Path) -> None:
        bring_in(tmp_path, [row(when, status, group=group) for when, status, group in self.ROWS])
        assert (request().department.code, request().legs.count()) == ("IT", 0)

    @pytest.mark.parametrize(("which", "service"), [("first", "Mail"), ("last", "Phones")])
    def test_the_service_is_the_first_known_or_that_of_the_last_row(
        self, tmp_path: Path, which: str, service: str
    ) -> None:
        rows = [row("05T09:00", "New", topic="?"), row("05T10:00", "Active"), row("05T11:00", "Active", topic="Phones")]
        bring_in(tmp_path, rows, events=f'service = "{which}"')
        assert str(request().service) == service


class TestWhatTheRequesterDoes:
    STATES = '"Sent" = "answer"\n"Back" = "waiting"\n"Taken back" = "withdrawn"\n'

    def test_sent_again_it_waits_no_longer(self, tmp_path: Path) -> None:
        rows = [row("05T09:00", "Sent"), row("05T10:00", "Back"), row("05T11:00", "Sent"), row("05T12:00", "Sent")]
        bring_in(tmp_path, rows, states=self.STATES)
        verbs = [verb for verb, _state in journal()]
        assert verbs == ["submitted", "assigned", "asked", "answered", "replied"]
        assert RequestEvent.objects.get(verb="answered").actor == request().requester
        assert request().status == "in_progress"

    def test_taken_back_for_good_it_is_cancelled(self, tmp_path: Path) -> None:
        bring_in(tmp_path, [row("05T09:00", "Sent"), row("05T10:00", "Taken back")], states=self.STATES)
        assert (request().status, request().closed_at) == ("cancelled", utc(2026, 1, 5, 10))

    def test_taken_back_and_sent_again_it_goes_on(self, tmp_path: Path) -> None:
        rows = [
            row("05T09:00", "Sent"),
            row("05T10:00", "Back"),
            row("05T11:00", "Taken back"),
            row("05T12:00", "Sent"),
            row("05T13:00", "Update"),
        ]
        bring_in(tmp_path, rows, states=self.STATES)
        assert [verb for verb, _state in journal()] == ["submitted", "assigned", "asked", "answered"]
        assert request().flags == []
