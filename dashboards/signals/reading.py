"""The series of a department from its roll-ups: whole pieces of time that are over, in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from dashboards.figures import Grouped, Question, remembered, stored
from dashboards.figures.question import TOTAL
from dashboards.figures.shape import answers, rated
from dashboards.tally import Tally
from requests_app.models import Department
from requests_app.readings import Steps, reading
from surveys.release import GroupResult

from .indicators import INDICATORS, SATISFIED, Indicator
from .rules import FEW
from .words import Point, Signal, told

# Pieces of time, and how many of them a series has.
PIECES = {"week": 26, "month": 24, "quarter": 12}
DAYS = {"week": 7, "month": 30, "quarter": 91}
MONTHS = {"month": 1, "quarter": 3}


def piece_for(requests: int, days: int) -> str:
    """The shortest piece of time that usually holds enough requests, where so many came in so many days."""
    enough = (piece for piece, length in DAYS.items() if requests * length >= FEW * max(days, 1))
    return next(enough, "quarter")


@reading
def signals_of(
    department: Department,
    now: datetime,
    *,
    services: tuple[int, ...] | None = None,
    piece: str = "month",
    since: date | None = None,
    times: Mapping[date, int] | None = None,
) -> Steps[dict[str, Signal]]:
    """Every indicator by its code, as a series of the last whole pieces and what it says; one statement.

    `since`: the first day after something was changed on purpose; median and limits are then those of the time before.
    `times`: how often the department's months were counted, for those who remember what was added up.
    """
    firsts = starts_of(piece, now.astimezone(department.zone).date())
    end = firsts.pop()
    question = Question(
        departments=[department], start=firsts[0], end=end, services=services, by=(), bucket=piece, series=True
    )
    if times is None:
        grouped = yield from stored.grouped.part(question, now=now)
    else:
        grouped = yield from remembered.grouped.part(question, times, now=now)
    heaps = _in_order(grouped, firsts)
    baseline = None if since is None else sum(first < since for first in firsts)
    made = {
        code: told(indicator, piece, [_point(indicator, *heap, now) for heap in heaps], baseline)
        for code, indicator in INDICATORS.items()
    }
    if services is None:
        made["satisfied"] = told(SATISFIED, piece, _satisfied(heaps), baseline)
    return made


def starts_of(piece: str, today: date) -> list[date]:
    """The first days of the last whole pieces, oldest first, and the day after the last of them."""
    count = PIECES[piece]
    if piece == "week":
        monday = today - timedelta(days=today.weekday())
        return [monday - timedelta(weeks=number) for number in range(count, -1, -1)]
    length = MONTHS[piece]
    last = (today.year * 12 + today.month - 1) // length * length
    months = [last - number * length for number in range(count, -1, -1)]
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def _in_order(grouped: Grouped, firsts: Sequence[date]) -> list[tuple[date, Tally]]:
    """Every piece with what stood open at its end; nothing before the first in which anything was counted."""
    standing = grouped.get(TOTAL, Tally()).counts["open_before"]
    found: list[tuple[date, Tally]] = []
    for first in firsts:
        heap = grouped.get(("bucket", first), Tally())
        standing += heap.counts["entered"] - heap.counts["left"]
        heap.counts["open_after"] = standing
        if found or standing or len(heap.counts) > 1:
            found.append((first, heap))
    return found


def _point(indicator: Indicator, first: date, tally: Tally, now: datetime) -> Point:
    return Point(first, *indicator.of(tally, now))


def _satisfied(heaps: Sequence[tuple[date, Tally]]) -> list[Point]:
    """Satisfaction as far as a piece may be shown beside all the others: none can be found by subtraction."""
    parts = {first.isoformat(): answers(tally) for first, tally in heaps}
    return [_rated_point(first, rated(tally, part=first.isoformat(), parts=parts)) for first, tally in heaps]


def _rated_point(first: date, result: GroupResult) -> Point:
    share = result.satisfied
    return Point(first, share.value, share.n) if share else Point(first, None, 0)
