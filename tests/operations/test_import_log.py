"""`manage.py import_log`: a log becomes departments, services, people, requests, journal, clocks and ratings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError

from dashboards.models import StaleDay
from operations.import_log import run
from operations.import_log.writer import Writer
from operations.models import ImportRun
from requests_app.models import Department, Notification, RequestEvent, ServiceRequest, User, Wait
from requests_app.states import Status
from sla.models import Clock
from surveys.models import Invitation, Rating
from tests.make import utc
from tests.operations.importing import EVENTS, REQUESTS, Desk, event_row, request_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, REQUESTS)


@pytest.fixture
def tracker(tmp_path: Path) -> Desk:
    return Desk(tmp_path, EVENTS)


def journal(key: str) -> list[tuple[str, str]]:
    """Verb and state after it, as the timeline shows them."""
    events = RequestEvent.objects.filter(request__source_key=key).order_by("pk")
    return list(events.values_list("verb", "new_status"))


def request(key: str = "1") -> ServiceRequest:
    return ServiceRequest.objects.get(source_key=key)


class TestOneRowPerRequest:
    def test_a_row_becomes_a_request_with_its_journal_at_the_logs_moments(self, desk: Desk) -> None:
        printed = desk.bring_in([request_row("1")])
        one = request()
        assert (one.title, one.status, one.priority, one.channel) == ("Request 1", "closed", 3, "phone")
        assert (one.department.code, str(one.service), one.requester.display_name) == ("IT", "Laptops", "Ann")
        # 09:00 in Berlin in January
        assert (one.filed_at, one.resolved_at) == (utc(2026, 1, 5, 8), utc(2026, 1, 6, 11))
        assert journal("1") == [
            ("submitted", "new"),
            ("assigned", "new"),
            ("started", "in_progress"),
            ("resolved", "resolved"),
            ("closed", "closed"),
        ]
        solution = RequestEvent.objects.get(request=one, verb="resolved")
        assert solution.message is not None
        assert solution.message.text == "A new one"
        assert "1 requests, 5 events" in printed

    def test_the_logs_own_due_moment_is_the_promise(self, desk: Desk) -> None:
        desk.bring_in(
            [request_row("in time"), request_row("late", due="06.01.2026 11:59"), request_row("none", due="")]
        )
        states = dict(Clock.objects.values_list("request__source_key", "state"))
        assert states == {"in time": "met", "late": "missed"}
        clock = Clock.objects.get(request=request("in time"))
        assert (clock.is_pinned, clock.due_at, clock.metric) == (True, utc(2026, 1, 7, 8), "resolution")

    def test_an_open_request_stays_in_work_and_its_clock_runs_without_a_moment_to_fire(self, desk: Desk) -> None:
        desk.bring_in([request_row("1", state="open", solved="", closed="")])
        clock = Clock.objects.get()
        assert (request().status, clock.state, clock.next_fire_at) == (Status.IN_PROGRESS, "running", None)
        assert request().due_at == clock.due_at
        assert not Clock.objects.due_to_fire(utc(2040, 1, 1)).exists()

    def test_nobody_is_told_or_asked_and_people_cannot_sign_in(self, desk: Desk) -> None:
        desk.bring_in([request_row("1")])
        assert not mail.outbox
        assert not Notification.objects.exists()
        assert not Invitation.objects.exists()
        ann = User.objects.get(display_name="Ann")
        assert ann.email.endswith("@desk.invalid")
        assert (ann.is_active, ann.has_usable_password(), request().is_live) == (False, False, False)

    def test_a_rating_is_kept_as_it_was_given(self, desk: Desk) -> None:
        desk.bring_in([request_row("1", stars="4"), request_row("2", stars="")])
        rating = Rating.objects.get()
        assert (rating.csat, rating.solved, rating.rater, rating.answered_at) == (
            4,
            None,
            request().requester,
            request().closed_at,
        )

    def test_the_days_it_touches_are_counted_again(self, desk: Desk) -> None:
        desk.bring_in([request_row("1")])
        days = StaleDay.objects.filter(department__code="IT").values_list("day", flat=True)
        assert {f"{day:%m-%d}" for day in days} >= {"01-05", "01-06", "01-09"}

    def test_a_declined_row_ends_declined_with_the_reason(self, desk: Desk) -> None:
        desk.bring_in([request_row("1", state="refused", solved="", how="Too dear")])
        event = RequestEvent.objects.get(verb="declined")
        assert (request().status, event.data["reason"]) == (Status.DECLINED, "Too dear")

    def test_a_department_of_the_portal_is_used_where_the_mapping_names_its_code(
        self, it: Department, tmp_path: Path
    ) -> None:
        desk = Desk(tmp_path, REQUESTS + '\n[departments.codes]\n"IT" = "it"\n')
        desk.bring_in([request_row("1")])
        assert request().department == it


class TestWhatTheLogLeavesWaiting:
    @pytest.mark.parametrize(
        ("state", "kind", "text"), [("Awaiting user", "requester", ""), ("Awaiting vendor", "other", "Awaiting vendor")]
    )
    def test_it_says_since_when_and_why_and_nobody_is_reminded(
        self, tracker: Desk, state: str, kind: str, text: str
    ) -> None:
        tracker.bring_in(
            [
                event_row("7", "2026-01-05T09:00:00+00:00", "New"),
                event_row("7", "2026-01-05T10:00:00+00:00", state, agent="Bob"),
                event_row("7", "2026-01-05T12:00:00+00:00", "Comment", said="Soon"),
            ]
        )
        wait = Wait.objects.get()
        assert (wait.kind, wait.text, f"{wait.since:%F %R}") == (kind, text, "2026-01-05 10:00")
        assert wait.look_at is None

    def test_what_went_on_waits_for_nothing(self, tracker: Desk) -> None:
        tracker.bring_in(
            [
                event_row("7", "2026-01-05T09:00:00+00:00", "New"),
                event_row("7", "2026-01-05T10:00:00+00:00", "Awaiting user", agent="Bob"),
                event_row("7", "2026-01-05T11:00:00+00:00", "Active", agent="Bob"),
            ]
        )
        assert not Wait.objects.exists()


class TestOneRowPerEvent:
    def test_states_become_the_verbs_that_lead_to_them(self, tracker: Desk) -> None:
        tracker.bring_in(
            [
                event_row("7", "2026-01-05T09:00:00+00:00", "New"),
                event_row("7", "2026-01-05T09:30:00+00:00", "Active", agent="Bob"),
                event_row("7", "2026-01-05T10:00:00+00:00", "Awaiting user", agent="Bob"),
                event_row("7", "2026-01-05T11:00:00+00:00", "Active", agent="Bob", group="Network"),
                event_row("7", "2026-01-05T12:00:00+00:00", "Awaiting vendor", agent="Cid", prio="1", group="?"),
                event_row("7", "2026-01-05T12:30:00+00:00", "Comment", said="Soon", prio="?", group="?"),
                event_row("7", "2026-01-06T09:00:00+00:00", "Resolved", said="Rebooted", prio="?", group="Network"),
                event_row("7", "2026-01-07T09:00:00+00:00", "Active", prio="?", group="?"),
                event_row("7", "2026-01-08T09:00:00+00:00", "Closed", prio="?", group="?"),
            ]
        )
        assert journal("7") == [
            ("submitted", "new"),
            ("assigned", "new"),
            ("started", "in_progress"),
            ("asked", "waiting"),
            ("handed_over", "new"),
            ("assigned", "new"),
            ("started", "in_progress"),
            ("assigned", "in_progress"),
            ("amended", "in_progress"),
            ("held", "on_hold"),
            ("replied", "on_hold"),
            ("resolved", "resolved"),
            ("reopened", "in_progress"),
            ("resolved", "resolved"),
            ("closed", "closed"),
        ]
        one = request("7")
        assert (one.priority, one.department.code, one.legs.get().department.code) == (1, "Network", "IT")

    def test_rows_of_a_request_need_not_stand_together_nor_in_order(self, tracker: Desk) -> None:
        tracker.bring_in(
            [
                event_row("a", "2026-01-06T09:00:00+00:00", "Closed"),
                event_row("b", "2026-01-05T09:00:00+00:00", "New"),
                event_row("a", "2026-01-05T09:00:00+00:00", "New"),
            ]
        )
        assert [verb for verb, _state in journal("a")] == ["submitted", "resolved", "closed"]
        assert journal("b") == [("submitted", "new")]

    def test_back_to_the_inbox_is_nobodys_again(self, tracker: Desk) -> None:
        tracker.bring_in(
            [
                event_row("1", "2026-01-05T09:00:00+00:00", "Active", agent="Bob"),
                event_row("1", "2026-01-05T10:00:00+00:00", "New"),
            ]
        )
        assert journal("1")[-1] == ("resumed", "new")
        assert (request().status, request().assignee) == ("new", None)

    def test_work_by_somebody_unnamed_is_still_work_after_a_wait(self, tracker: Desk) -> None:
        moments = ("2026-01-05T09:00:00+00:00", "2026-01-05T10:00:00+00:00", "2026-01-05T11:00:00+00:00")
        tracker.bring_in(
            [
                event_row("1", at, state)
                for at, state in zip(moments, ("Active", "Awaiting user", "Active"), strict=True)
            ]
        )
        assert [verb for verb, _state in journal("1")] == ["submitted", "started", "asked", "resumed", "started"]
        assert (request().status, request().assignee) == ("in_progress", None)

    def test_what_follows_a_cancellation_is_flagged_not_done(self, tracker: Desk) -> None:
        tracker.bring_in(
            [
                event_row("1", "2026-01-05T09:00:00+00:00", "Cancelled"),
                event_row("1", "2026-01-05T10:00:00+00:00", "Active"),
            ]
        )
        assert (request().status, request().flags) == ("cancelled", ["changed_after_end"])

    def test_an_unknown_group_is_the_one_known_later_else_the_mappings_name(self, tracker: Desk) -> None:
        tracker.bring_in(
            [
                event_row("1", "2026-01-05T09:00:00+00:00", "New", group="?"),
                event_row("1", "2026-01-05T10:00:00+00:00", "Active", group="Network"),
                event_row("2", "2026-01-05T09:00:00+00:00", "New", group="?"),
            ]
        )
        assert (request("1").department.code, request("1").flags) == ("Network", [])
        assert (str(request("2").department), request("2").flags) == ("Nobody's group", ["no_department"])


class TestTwice:
    def test_the_same_file_adds_nothing_and_says_so(self, desk: Desk) -> None:
        rows = [request_row("1"), request_row("2")]
        desk.bring_in(rows)
        before = everything()
        assert "already brought in; nothing was added" in desk.bring_in(rows)
        assert everything() == before

    def test_a_longer_file_of_the_same_source_adds_what_is_new(self, desk: Desk) -> None:
        desk.bring_in([request_row("1")])
        printed = desk.bring_in([request_row("1"), request_row("2")])
        assert "1 requests, 5 events" in printed
        assert "1 were already there" in printed
        assert ServiceRequest.objects.count() == 2

    def test_a_key_that_repeats_in_the_file_is_rejected_with_its_line(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(run, "BATCH", 2)
        desk.bring_in([request_row(key) for key in ("1", "1", "2", "1")])
        assert [(line, key) for line, key, _reason in desk.rejected()] == [("3", "1"), ("5", "1")]
        assert ServiceRequest.objects.count() == 2


class TestInterrupted:
    @pytest.fixture
    def dies(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The third batch of two ends the process in the middle of its writing."""
        monkeypatch.setattr(run, "BATCH", 2)
        whole, batches = Writer.write, iter([True, True, False])

        def write(self: Writer, *args: Any) -> None:
            whole(self, *args)
            if not next(batches, True):
                raise KeyboardInterrupt

        monkeypatch.setattr(Writer, "write", write)

    def rows(self) -> list[dict[str, str]]:
        return [request_row(str(n), opened="never" if n in (1, 6) else "05.01.2026 09:00") for n in range(10)]

    def test_nothing_is_half_written_and_resuming_completes_it(self, desk: Desk, dies: None) -> None:
        with pytest.raises(CommandError, match="go on with --resume"):
            desk.bring_in(self.rows())
        assert sorted(ServiceRequest.objects.values_list("source_key", flat=True)) == ["0", "2", "3"]
        assert ImportRun.objects.get().position == 4
        with pytest.raises(CommandError, match="stopped after 4 requests"):
            desk.bring_in(self.rows())
        desk.bring_in(self.rows(), resume=True)
        assert ServiceRequest.objects.count() == 8
        assert RequestEvent.objects.count() == 8 * 5
        assert [key for _line, key, _reason in desk.rejected()] == ["1", "6"]
        assert ImportRun.objects.get().counts["requests"] == 8

    def test_another_mapping_cannot_go_on_with_it(self, desk: Desk, dies: None) -> None:
        with pytest.raises(CommandError):
            desk.bring_in(self.rows())
        desk.mapping.write_text(REQUESTS.replace('"A" = "critical"', '"A" = "high"'))
        with pytest.raises(CommandError, match="Use the old one"):
            desk.bring_in(self.rows(), resume=True)

    def test_two_at_once_do_not_bring_it_in_twice(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        whole = Writer.write

        def overtaken(self: Writer, *args: Any) -> None:
            whole(self, *args)
            ImportRun.objects.update(position=1)

        monkeypatch.setattr(Writer, "write", overtaken)
        with pytest.raises(CommandError, match="Another process"):
            desk.bring_in([request_row("1")])
        assert not ServiceRequest.objects.exists()


class TestDryRun:
    def test_it_tells_what_would_come_and_writes_nothing(self, desk: Desk) -> None:
        printed = desk.bring_in([request_row("1"), request_row("2", opened="soon")], dry_run=True)
        assert "Nothing was written" in printed
        assert "1 requests, 5 events" in printed
        assert "1 rows rejected" in printed
        assert not any(everything().values())
        assert not desk.report.exists()

    def test_it_counts_what_the_real_import_brings(self, tracker: Desk) -> None:
        rows = [
            event_row("1", "2026-01-05T09:00:00+00:00", "New"),
            event_row("1", "2026-01-05T10:00:00+00:00", "Active", group="Network", agent="Ann"),
            event_row("2", "2026-01-05T10:00:00+00:00", "Awaiting user"),
        ]
        dry, real = (tracker.bring_in(rows, dry_run=dry) for dry in (True, False))
        counts = next(line for line in real.splitlines() if "requests," in line)
        assert counts in dry


def everything() -> dict[str, int]:
    models = (ServiceRequest, RequestEvent, Clock, Rating, User, Department, ImportRun)
    return {model.__name__: model._default_manager.count() for model in models}
