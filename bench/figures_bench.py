"""What pages of figures cost: 300 departments, 90 days, four priorities, ten departments that ask each of them.

One department's requests are counted by the product; its roll-ups are then multiplied to the others in SQL. The
reference is the same department counted from the rows: what a page without roll-ups would do for each of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from bench.sla.fill import finished_requests
from bench.sla.scratch import company, database
from bench.sla.stopwatch import Stopwatch
from dashboards import rollups
from dashboards.company.reading import counted
from dashboards.figures import Question, figures, stored
from dashboards.models import DayFigures, PairFigures
from dashboards.pairs import pairs, taken_from
from dashboards.period import Period
from dashboards.signals import signals_of
from requests_app.models import Department
from sla.calendar.instants import DAY

DEPARTMENTS, DAYS, PRIORITIES, ASKING = 300, 90, 4, 10
REQUESTS = 3_000  # of one department: 900,000 of the company
KEPT = ("clock.resolution.kept", "clock.resolution.broken")


def multiplied(first: Department, others: list[int]) -> None:
    """Give every other department the roll-ups of the first, spread over priorities and over those who ask."""
    days, pairs_of = DayFigures._meta.db_table, PairFigures._meta.db_table
    with connection.cursor() as cursor:
        for table, changed, number in ((days, "priority", PRIORITIES), (pairs_of, "asking_id", ASKING)):
            names = [
                f'"{field.column}"'
                for field in (DayFigures if table == days else PairFigures)._meta.concrete_fields
                if field.column not in ("id", "department_id", changed)
            ]
            value = "spread + 1" if changed == "priority" else "(%(others)s::bigint[])[1 + (d.at + spread) %% %(many)s]"
            cursor.execute(
                f"INSERT INTO {table} (department_id, {changed}, {', '.join(names)})"
                f" SELECT d.id, {value}, {', '.join(names)} FROM {table}"
                " CROSS JOIN unnest(%(others)s::bigint[]) WITH ORDINALITY d(id, at)"
                " CROSS JOIN generate_series(0, %(number)s - 1) spread WHERE department_id = %(first)s",
                {"others": others, "many": len(others), "number": number, "first": first.pk},
            )
        cursor.execute(f"ANALYZE {days}; ANALYZE {pairs_of}")


def tell(name: str, act: Callable[[], object]) -> None:
    """The better of two rounds; what is imported lazily is imported in the first."""
    found = min((_timed(act) for _ in range(2)), key=lambda one: one.wall)
    work = found.wall if found.busy is None else found.busy
    print(f"{name:<66} {work:>7.3f} s of work {found.wall:>7.3f} s wall", flush=True)


def _timed(act: Callable[[], object]) -> Stopwatch:
    watch = Stopwatch()
    act()
    return watch.stop()


def main() -> None:
    now = timezone.now()
    with database():
        first = company("measured")
        department = first.service.provider
        finished_requests(first, REQUESTS, now - timedelta(days=DAYS), spread=(DAYS - 5) * DAY)
        tell(f"count {REQUESTS:,} requests of one department (a worker)", lambda: rollups.rebuild(department))
        made = Department.objects.bulk_create(Department(code=f"d{at}", name={}) for at in range(DEPARTMENTS - 1))
        multiplied(department, [one.pk for one in made])
        print(f"roll-ups: {DayFigures.objects.count():,} rows of days, {PairFigures.objects.count():,} of pairs")
        measure(department, [department.pk, *(one.pk for one in made)], made[0])


def measure(measured: Department, everybody: list[int], one: Department) -> None:
    now = timezone.now()
    today = now.date()
    period = Period.of({"period": "90d"}, today=today)
    start, end = period.start, period.end
    page = Question(departments=[one], start=start, end=end, by=(), bucket="week")
    tell("a department's page", lambda: stored.grouped(page, now=now, for_page=True))
    tell("  reference: the same from the rows", lambda: figures(
        Question(departments=[measured], start=start, end=end, by=()), now=now, from_rows=True
    ))  # fmt: skip
    tell("  its signals, by month", lambda: signals_of(one, now))
    tell("the company: promises kept, by department", lambda: counted(everybody, period, KEPT))
    tell("the company: every pair of departments", lambda: pairs(start, end))
    tell("  what one department asked for, with times", lambda: taken_from(one.pk, start, end))


if __name__ == "__main__":
    main()
