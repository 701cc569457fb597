"""The arithmetic of one account over random lives: what is counted on the way equals what the pieces say."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sla.calendar import WorkingCalendar
from sla.calendar.instants import SECOND, to_us
from sla.ledger import Account, EventKind, PieceKind, State, consumed_of
from sla.steps import BREACH
from tests.make import utc

OFFICE = WorkingCalendar.from_spec(
    {
        "tz": "Europe/Berlin",
        "weekly": {day: [["09:00", "13:00"], ["14:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
        "holidays": ["2026-06-10"],
    }
)
ALWAYS = WorkingCalendar.from_spec(
    {"tz": "UTC", "weekly": {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}}
)
NINE = to_us(utc(2026, 6, 8, 9))
HOUR = 3600 * SECOND
LADDER = ("50%", "80%", "+3600")

VERBS = ("pause", "resume", "stop", "reopen", "cancel", "shorter", "longer", "sweep")
lives = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 20 * HOUR)), max_size=25)
calendars = st.sampled_from([OFFICE, ALWAYS])


def opened(calendar: WorkingCalendar = ALWAYS, target: int = 8 * HOUR, due: int | None = None) -> Account:
    return Account("resolution", calendar, NINE, target, LADDER).start("filed", due=due)


def act(account: Account, verb: str, at: int) -> None:
    target = account.target or 0
    {
        "pause": lambda: account.pause(at, "waiting"),
        "resume": lambda: account.resume(at, "resumed"),
        "stop": lambda: account.stop(at, "finished"),
        "reopen": lambda: account.reopen(at, "finished", "reopened"),
        "cancel": lambda: account.cancel(at),
        "shorter": lambda: account.retarget(max(target // 2, SECOND), LADDER, at, "retargeted"),
        "longer": lambda: account.retarget(target * 3, ("50%", "75%", "-3600", "+7200"), at, "retargeted"),
        "sweep": lambda: account.advance(at),
    }[verb]()


def lived(calendar: WorkingCalendar, life: list[tuple[str, int]]) -> tuple[Account, int]:
    account, now = opened(calendar), NINE
    for verb, later in life:
        now += later
        act(account, verb, now)
    return account, now


@given(calendars, lives)
def test_consumed_is_always_what_the_pieces_say(calendar: WorkingCalendar, life: list[tuple[str, int]]) -> None:
    account, now = lived(calendar, life)
    assert account.consumed_at(now) == consumed_of([(calendar, piece) for piece in account.pieces], now)


@given(calendars, lives)
def test_the_pieces_follow_each_other_without_gap_or_overlap(
    calendar: WorkingCalendar, life: list[tuple[str, int]]
) -> None:
    account, _now = lived(calendar, life)
    assert account.pieces[0].since == account.started
    assert all(earlier.until == later.since for earlier, later in pairwise(account.pieces))
    assert (account.pieces[-1].until is None) == account.is_unfinished


@given(calendars, lives)
def test_every_step_fires_once_an_epoch_in_order_and_never_before_its_time(
    calendar: WorkingCalendar, life: list[tuple[str, int]]
) -> None:
    account, _now = lived(calendar, life)
    keys = [(one.epoch, one.step) for one in account.happenings]
    assert len(set(keys)) == len(keys)
    order = [(one.epoch, one.occurred) for one in account.happenings]
    assert order == sorted(order)
    assert all(one.occurred <= one.detected for one in account.happenings)


@given(calendars, lives)
def test_nothing_is_due_or_fires_while_it_rests_or_after_it_stopped(
    calendar: WorkingCalendar, life: list[tuple[str, int]]
) -> None:
    account, now = lived(calendar, life)
    if account.state == State.RUNNING:
        assert account.due is not None
    else:
        assert account.next_fire is None
        assert account.advance(now + 1000 * HOUR) == []
    if account.state == State.PAUSED:
        assert account.due is None


@given(calendars, lives)
def test_broken_and_kept_agree_with_the_due_moment(calendar: WorkingCalendar, life: list[tuple[str, int]]) -> None:
    account, _now = lived(calendar, life)
    if account.state in (State.MET, State.MISSED) and account.due is not None:
        assert account.stopped is not None
        assert (account.state == State.MISSED) == (account.stopped > account.due)
    assert (account.breached is not None) == any(one.kind == EventKind.BREACH for one in account.happenings)


@given(calendars, st.lists(st.tuples(st.sampled_from(("pause", "resume")), st.integers(0, 20 * HOUR)), max_size=20))
def test_due_equals_the_target_added_with_the_pauses_left_out(
    calendar: WorkingCalendar, life: list[tuple[str, int]]
) -> None:
    account, _now = lived(calendar, life)
    if account.state != State.RUNNING or account.consumed == account.target:
        return  # with nothing left, resuming is due at once; interval subtraction would name the moment of the pause
    pauses = [(one.since, one.until) for one in account.pieces if one.kind == PieceKind.PAUSE and one.until is not None]
    assert account.due == calendar.add_us(NINE, 8 * HOUR, pauses)


@given(calendars, lives, st.lists(st.integers(0, 400 * HOUR), max_size=8))
@settings(max_examples=60)
def test_when_sweeps_run_changes_no_outcome(
    calendar: WorkingCalendar, life: list[tuple[str, int]], sweeps: list[int]
) -> None:
    calm, now = lived(calendar, [(verb, later) for verb, later in life if verb != "sweep"])
    busy, moment, verbs = opened(calendar), NINE, [(verb, later) for verb, later in life if verb != "sweep"]
    looks = sorted(NINE + later for later in sweeps)
    for verb, later in verbs:
        moment += later
        # A sweep at the very instant of a verb may come before or after it; here it comes after.
        while looks and looks[0] < moment:
            busy.advance(looks.pop(0))
        act(busy, verb, moment)
    for account in (calm, busy):
        account.advance(now)
    told = {(one.epoch, one.step, one.occurred) for one in calm.happenings}
    assert told == {(one.epoch, one.step, one.occurred) for one in busy.happenings}
    assert (calm.state, calm.due, calm.consumed, calm.breached) == (busy.state, busy.due, busy.consumed, busy.breached)


def test_after_a_downtime_every_step_says_when_it_truly_occurred_and_only_the_highest_counts() -> None:
    account = opened()
    new = account.advance(NINE + 100 * HOUR)
    assert [(one.step, one.kind, (one.occurred - NINE) / HOUR) for one in new] == [
        ("50%", EventKind.SUPERSEDED, 4),
        ("80%", EventKind.SUPERSEDED, 6.4),
        (BREACH, EventKind.BREACH, 8),
        ("+3600", EventKind.OVERDUE, 9),
    ]
    assert [one.step for one in new if one.is_news] == ["+3600"]
    assert account.advance(NINE + 200 * HOUR) == []


def test_warnings_fall_on_whole_working_seconds_rounded_up() -> None:
    account = Account("resolution", ALWAYS, NINE, 10 * SECOND, ("33%",)).start("filed")
    assert account.next_fire == NINE + 4 * SECOND


def test_a_warning_never_falls_into_closed_time() -> None:
    account = opened(OFFICE, target=16 * HOUR)
    assert account.next_fire == to_us(utc(2026, 6, 9, 9))  # 11:00 on Tuesday, two hours after nine in Berlin's summer


class TestTheReplyAndTheSweepAtTheDueInstant:
    def test_the_reply_first(self) -> None:
        account = opened()
        account.stop(NINE + 8 * HOUR, "finished")
        assert account.advance(NINE + 8 * HOUR) == []
        assert account.state == State.MET

    def test_the_sweep_first(self) -> None:
        account = opened()
        account.advance(NINE + 8 * HOUR)
        account.stop(NINE + 8 * HOUR, "finished")
        assert account.state == State.MET
        assert account.happenings[-1].kind == EventKind.REVOKED

    def test_a_reply_in_time_that_is_written_after_the_sweep_revokes_the_breach(self) -> None:
        account = opened()
        account.advance(NINE + 9 * HOUR)
        account.stop(NINE + 7 * HOUR, "finished")
        assert (account.state, account.epoch, account.overran) == (State.MET, 2, None)
        assert account.breached == NINE + 8 * HOUR

    def test_a_rest_in_time_that_is_written_after_the_sweep_revokes_it_too(self) -> None:
        account = opened()
        account.advance(NINE + 9 * HOUR)
        account.pause(NINE + 7 * HOUR, "waiting")
        account.resume(NINE + 20 * HOUR, "resumed")
        assert account.due == NINE + 21 * HOUR


def test_a_pinned_clock_may_be_due_before_it_starts() -> None:
    account = opened(due=NINE - HOUR)
    account.stop(NINE, "finished")
    assert (account.state, account.breached) == (State.MISSED, NINE - HOUR)


def test_a_ladder_with_more_rungs_does_not_break_a_second_time() -> None:
    account = Account("resolution", ALWAYS, NINE, HOUR).start("filed")
    account.advance(NINE + 2 * HOUR)
    account.retarget(HOUR, ("50%", "80%"), NINE + 3 * HOUR, "retargeted")
    account.advance(NINE + 4 * HOUR)
    assert [one.step for one in account.happenings] == [BREACH]
