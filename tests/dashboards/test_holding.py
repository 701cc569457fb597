"""What held a request, and which waits had no question: plain arithmetic over journals."""

from datetime import datetime, timedelta

import pytest

from dashboards.metrics.holding import (
    ELSEWHERE,
    HOLD,
    QUEUED,
    REQUESTER,
    UNTOUCHED,
    WORK,
    Line,
    Span,
    held_by,
    longest_while,
    unanswered_waits,
    unasked_waits,
)
from tests.make import utc

IT, LEGAL = 1, 2


def at(hour: int, minute: int = 0) -> datetime:
    return utc(2026, 6, 10, hour, minute)


def journal(*lines: tuple[int, str, str] | tuple[int, str, str, int]) -> list[Line]:
    return [Line(at(line[0]), line[1], line[2], line[3] if len(line) == 4 else IT) for line in lines]


def reasons(lines: list[Line], until: int) -> list[tuple[str, int]]:
    pieces = held_by(lines, department=IT, until=at(until))
    return [(reason, round((piece.end - piece.start) / timedelta(hours=1))) for reason, piece in pieces]


class TestWhatHeldIt:
    def test_piece_by_piece_up_to_a_moment(self) -> None:
        lines = journal(
            (8, "submitted", "new"),
            (9, "assigned", "new"),
            (11, "started", "in_progress"),
            (12, "asked", "waiting"),
            (13, "answered", "in_progress"),
            (14, "held", "on_hold"),
            (15, "handed_over", "new", LEGAL),
            (18, "resolved", "resolved", LEGAL),
        )
        assert reasons(lines, 17) == [
            (UNTOUCHED, 1),
            (QUEUED, 2),
            (WORK, 1),
            (REQUESTER, 1),
            (WORK, 1),
            (HOLD, 1),
            (ELSEWHERE, 2),
        ]

    def test_what_came_back_is_queued_not_untouched(self) -> None:
        lines = journal((8, "submitted", "new"), (9, "started", "in_progress"), (10, "reopened", "new"))
        assert reasons(lines, 12)[-1] == (QUEUED, 2)

    def test_what_is_done_holds_nothing(self) -> None:
        assert reasons(journal((8, "submitted", "new"), (9, "resolved", "resolved")), 12) == [(UNTOUCHED, 1)]

    def test_lines_after_the_moment_do_not_count(self) -> None:
        assert reasons(journal((8, "submitted", "new"), (20, "started", "in_progress")), 10) == [(UNTOUCHED, 2)]


class TestTheLongest:
    PIECES = ((UNTOUCHED, Span(at(8), at(10))), (REQUESTER, Span(at(10), at(20))), (WORK, Span(at(20), at(21))))

    def test_counts_only_while_the_clock_ran(self) -> None:
        assert longest_while(self.PIECES, [Span(at(8), at(10)), Span(at(20), at(21))]) == UNTOUCHED
        assert longest_while(self.PIECES, [Span(at(8), at(21))]) == REQUESTER

    def test_of_two_alike_the_one_the_department_can_change(self) -> None:
        assert longest_while(self.PIECES, [Span(at(9), at(10)), Span(at(19), at(20))]) == UNTOUCHED

    def test_is_none_where_nothing_held_it(self) -> None:
        assert longest_while(self.PIECES, [Span(at(22), at(23))]) is None
        assert longest_while([], [Span(at(8), at(9))]) is None


class TestWaitsWithoutAQuestion:
    QUESTIONS = ("asked",)

    def hours(self, lines: list[Line], until: int = 23) -> float:
        return unasked_waits(lines, questions=self.QUESTIONS, until=at(until))

    def test_a_question_that_stops_the_clock_is_none_of_them(self) -> None:
        assert self.hours(journal((8, "submitted", "new"), (9, "asked", "waiting"), (12, "answered", "new"))) == 0

    def test_the_time_counts_until_it_goes_on(self) -> None:
        assert self.hours(journal((8, "submitted", "new"), (9, "paused", "waiting"), (12, "resumed", "new"))) == 3

    def test_what_still_waits_counts_up_to_now(self) -> None:
        assert self.hours(journal((8, "submitted", "new"), (9, "paused", "waiting")), until=11) == 2

    def test_an_old_question_does_not_excuse_it(self) -> None:
        lines = journal((8, "asked", "new"), (9, "paused", "waiting"), (10, "resumed", "new"))
        assert self.hours(lines) == 1
        lines[0] = Line(at(8, 50), "asked", "new", IT)
        assert self.hours(lines) == 0

    def test_a_second_line_while_it_waits_begins_nothing_anew(self) -> None:
        lines = journal((8, "paused", "waiting"), (9, "chased", "waiting"), (11, "resumed", "new"))
        assert self.hours(lines) == 3


class TestWaitsForAnAnswerThatNeverCame:
    def hours(self, *lines: tuple[int, str, str]) -> float:
        return unanswered_waits(journal(*lines), resumed="resumed")

    def test_the_time_counts_where_work_went_on_by_itself(self) -> None:
        assert self.hours((8, "submitted", "new"), (9, "asked", "waiting"), (12, "resumed", "in_progress")) == 3

    def test_from_the_first_of_two_questions(self) -> None:
        waiting = ((9, "asked", "waiting"), (10, "asked", "waiting"), (11, "noted", "waiting"))
        assert self.hours((8, "submitted", "new"), *waiting, (12, "resumed", "in_progress")) == 3

    @pytest.mark.parametrize("verb", ["answered", "accepted", "resolved", "cancelled"])
    def test_an_answer_or_an_end_is_none_of_them(self, verb: str) -> None:
        assert self.hours((8, "submitted", "new"), (9, "asked", "waiting"), (12, verb, "in_progress")) == 0

    def test_what_still_waits_may_be_answered(self) -> None:
        assert self.hours((8, "submitted", "new"), (9, "asked", "waiting")) == 0

    def test_going_on_after_a_rest_for_something_else_is_none(self) -> None:
        assert self.hours((8, "submitted", "new"), (9, "held", "on_hold"), (12, "resumed", "in_progress")) == 0
