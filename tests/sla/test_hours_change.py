"""Other working hours while a clock runs: what is past stays, what is ahead is counted anew."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sla.calendar import WorkingCalendar
from sla.calendar.instants import to_us
from sla.ledger import Account, EventKind, State, consumed_of
from tests.make import utc
from tests.sla.test_ledger import ALWAYS, HOUR, NINE, OFFICE, VERBS, act

SHORTER = WorkingCalendar.from_spec(
    {
        "tz": "Europe/Berlin",
        "weekly": {day: [["09:00", "12:00"]] for day in ("mon", "tue", "wed", "thu")},
        "workdays": {"2026-06-13": [["10:00", "16:00"]]},
    }
)
HOURS = {1: ALWAYS, 2: OFFICE, 3: SHORTER}


def opened(version: int = 1, target: int = 8 * HOUR, steps: tuple[str, ...] = ("50%",)) -> Account:
    return Account("resolution", HOURS[version], NINE, target, steps, version=version).start("filed")


def change(account: Account, version: int, at: int) -> None:
    account.rebase(HOURS[version], version, at, "recalculated")


@given(
    st.lists(st.tuples(st.sampled_from((*VERBS, "hours")), st.integers(0, 20 * HOUR), st.integers(1, 3)), max_size=25)
)
def test_consumed_is_what_the_pieces_say_each_by_its_own_hours(life: list[tuple[str, int, int]]) -> None:
    account, now = opened(), NINE
    for verb, later, version in life:
        now += later
        if verb == "hours":
            change(account, version, now)
        else:
            act(account, verb, now)
    pieces = [(HOURS[piece.version], piece) for piece in account.pieces]
    assert account.consumed_at(now) == consumed_of(pieces, now)
    assert len({(one.epoch, one.step) for one in account.happenings}) == len(account.happenings)
    if account.state == State.RUNNING and account.overran is None and account.target is not None:
        left = max(account.target - account.consumed, 0)
        assert account.due == account.calendar.add_us(account.running_since or 0, left)


def test_what_was_consumed_stays_and_what_is_left_is_counted_by_the_new_hours() -> None:
    account = opened()
    change(account, 2, NINE + 2 * HOUR)  # 11:00 UTC is 13:00 in Berlin: lunch
    assert (account.consumed, account.version) == (2 * HOUR, 2)
    # 14:00-18:00 on Monday and 9:00-11:00 on Tuesday, Berlin.
    assert account.due == to_us(utc(2026, 6, 9, 9))
    assert [piece.version for piece in account.pieces] == [1, 2]


def test_a_resting_clock_only_takes_over_the_new_hours() -> None:
    account = opened()
    account.pause(NINE + HOUR, "waiting")
    change(account, 2, NINE + 2 * HOUR)
    assert (account.state, account.due, account.version, len(account.pieces)) == (State.PAUSED, None, 2, 2)
    account.resume(to_us(utc(2026, 6, 9, 7)), "resumed")  # 9:00 in Berlin
    assert account.due == to_us(utc(2026, 6, 9, 15))  # seven hours with lunch: 17:00


def test_a_breach_by_hours_that_no_longer_counted_is_taken_back() -> None:
    account = opened(target=2 * HOUR)
    account.advance(NINE + 3 * HOUR)  # a sweep that did not know yet
    assert account.overran == NINE + 2 * HOUR
    change(account, 3, NINE + HOUR)  # since 10:00 UTC, noon in Berlin, where it is closed from then on
    assert account.overran is None
    assert account.due == to_us(utc(2026, 6, 9, 8))
    assert account.breached == NINE + 2 * HOUR, "that it was said once is not forgotten"
    assert account.happenings[-1].kind == EventKind.REVOKED
    assert account.next_fire is not None and account.next_fire > NINE + HOUR  # noqa: PT018


def test_a_breach_before_the_change_stands() -> None:
    account = opened(target=2 * HOUR)
    change(account, 3, NINE + 5 * HOUR)
    assert account.overran == NINE + 2 * HOUR
    assert account.due == NINE + 2 * HOUR
    assert not any(one.kind == EventKind.REVOKED for one in account.happenings)


def test_steps_that_fired_do_not_fire_again_after_a_change() -> None:
    account = opened(steps=("50%", "80%"))
    account.advance(NINE + 5 * HOUR)
    change(account, 2, NINE + 5 * HOUR)
    account.advance(NINE + 500 * HOUR)
    assert [one.step for one in account.happenings] == ["50%", "80%", "100%"]


def test_a_pinned_moment_stays_where_it_is() -> None:
    due = NINE + 10 * HOUR
    account = Account("promised", ALWAYS, NINE, None, ("50%", "-1800"), version=1).start("promised", due=due)
    change(account, 2, NINE + HOUR)
    assert account.due == due
    assert account.next_fire is not None and account.next_fire <= due  # noqa: PT018
