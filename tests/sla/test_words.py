"""Working time as people read and type it."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from sla import durations, words
from sla.calendar import WorkingCalendar
from sla.terms import Target
from tests.make import ALWAYS_OPEN, OFFICE_HOURS

OFFICE = WorkingCalendar.from_spec(OFFICE_HOURS)  # nine hours a day
ALWAYS = WorkingCalendar.from_spec(ALWAYS_OPEN)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (12_000, "3 h 20 min"),
        (7200, "2 h"),
        (2520, "42 min"),
        (59, "59 s"),
        (0, "0 min"),
        (-5, "0 min"),
        (119, "1 min"),
    ],
)
def test_a_span(seconds: int, said: str) -> None:
    assert words.span(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (9 * 3600, "1 working day"),
        (27 * 3600, "3 working days"),
        (2 * 3600, "2 working hours"),
        (60, "1 working minute"),
        (5400, "1 h 30 min of working time"),
        (20, "20 s"),
        (3661, "1 h 1 min 1 s"),
    ],
)
def test_a_target_is_never_rounded(seconds: int, said: str) -> None:
    assert words.amount(seconds, OFFICE) == said


def test_around_the_clock_time_is_not_called_working_time() -> None:
    assert words.amount(2 * 86_400, ALWAYS) == "2 days"
    assert words.amount(7200, ALWAYS) == "2 hours"
    assert words.hours(ALWAYS) == "Around the clock"


def test_the_week_in_a_phrase() -> None:
    assert words.hours(OFFICE) == "Mon–Fri 09:00–18:00 (Europe/Berlin)"
    lunch = [["09:00", "13:00"], ["14:00", "18:00"]]
    short = WorkingCalendar.from_spec(
        {"tz": "Asia/Shanghai", "weekly": {"mon": lunch, "tue": lunch, "fri": [["09:00", "12:00"]]}}
    )
    assert words.hours(short) == "Mon–Tue 09:00–13:00, 14:00–18:00; Fri 09:00–12:00 (Asia/Shanghai)"


def test_the_days_have_their_names_in_the_readers_language() -> None:
    with translation.override("zh-hans"):
        assert "周一–周五 09:00–18:00" in words.hours(OFFICE)
    with translation.override("ru"):
        assert words.weekday_names()[0] == "понедельник"


def test_a_promise_is_one_sentence() -> None:
    answer, done = Target(7200), Target(27 * 3600)
    both = {"first_response": answer, "resolution": done}
    assert words.promise(both, OFFICE) == "First answer within 2 working hours, done within 3 working days."
    assert words.promise({"resolution": done}, OFFICE) == "Done within 3 working days."
    assert (
        words.promise({"first_response": answer, "resolution": None}, OFFICE) == "First answer within 2 working hours."
    )
    assert words.promise({}, OFFICE) == ""


def test_a_promise_tells_what_the_requester_may_count_on_in_the_order_in_which_it_happens() -> None:
    targets = {
        "resolution": Target(27 * 3600),
        "promise": Target(3600),
        "next_reply": Target(14_400),
        "ola": Target(60),
    }
    assert words.promise(targets | {"first_response": Target(7200)}, OFFICE) == (
        "First answer within 2 working hours, then an answer within 4 working hours, "
        "a date named within 1 working hour, done within 3 working days."
    )


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("2 h 30 min", 9000),
        ("2h30m", 9000),
        ("2:30", 9000),
        ("90 min", 5400),
        ("20 s", 20),
        ("3 d", 27 * 3600),
        ("1 day 2 hours", 11 * 3600),
        ("3 天", 27 * 3600),
        ("2小时30分钟", 9000),
        ("2 ч 30 мин", 9000),
        ("3 дня", 27 * 3600),
        (" 45 min. ", 2700),
        ("1.5 h", 5400),
        ("2,5 ч", 9000),
        ("0.5 d", 16_200),
    ],
)
def test_what_admins_type(typed: str, seconds: int) -> None:
    assert durations.parse(typed, OFFICE.day_seconds) == seconds


@pytest.mark.parametrize("typed", ["", "2", "soon", "2 h 3 h", "-2 h", "1,555 h", "2:75", "h 2"])
def test_what_is_no_time(typed: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(typed)}$"):
        durations.parse(typed, 3600)


def test_a_rest_is_told_in_working_time_where_more_time_passed() -> None:
    assert words.counted(7200, 7200) == "2 h"
    assert words.counted(7200, 60_000) == "2 h of working time"


@pytest.mark.parametrize(
    ("language", "text"), [("en", "2 h 30 min"), ("zh-hans", "2 小时 30 分钟"), ("ru", "2 ч 30 мин")]
)
def test_what_is_written_is_in_the_readers_words(language: str, text: str) -> None:
    with translation.override(language):
        assert durations.written(9000) == text


@pytest.mark.parametrize("language", ["en", "zh-hans", "ru"])
@pytest.mark.parametrize("seconds", [20, 2700, 9000, 3661, 86_400])
def test_what_is_written_can_be_typed_again(seconds: int, language: str) -> None:
    with translation.override(language):
        assert durations.parse(durations.written(seconds), 3600) == seconds
