"""The figures of docs/figures.md, for scripts, pages and checks alike: from the roll-ups, or exactly from the rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from requests_app.models import Service

from . import exact, shape, stored
from .closer import Closer, look
from .question import DIMENSIONS, Group, Grouped, Question
from .resources import resources

__all__ = ["DIMENSIONS", "Closer", "Group", "Grouped", "Question", "figures", "tallies"]


def figures(
    question: Question,
    *,
    now: datetime,
    from_rows: bool = False,
    closer: Closer | None = None,
    with_resources: bool = False,
) -> dict[str, Any]:
    """Every key of docs/figures.md, as plain JSON values.

    `from_rows` counts from requests, journal, clocks and ratings, with exact medians; otherwise the roll-ups are added
    up, as of their last recount, with percentiles within 1 %. `closer` adds what only rows can tell, `with_resources`
    how the people of each department are used, which takes some statements for each of them. Raises ValueError
    for that from roll-ups, and for roll-ups in another zone than the department's own, in which they are kept.
    """
    if closer and not from_rows:
        raise ValueError("a closer look needs exact counting")
    grouped = tallies(question, now=now, from_rows=from_rows)
    ids: set[Any] = {value for dimension, value in grouped if dimension == "service"}
    services = {service.pk: service for service in Service.objects.filter(pk__in=ids).for_list()}
    report = shape.report(question, grouped, services, now=now, from_rows=from_rows)
    if with_resources:
        report["resources"] = resources(question, report["by_department"], now=now, from_rows=from_rows)
    if closer:
        look(report, question, grouped, services, closer=closer, now=now)
    return report


def tallies(question: Question, *, now: datetime, from_rows: bool = False) -> Grouped:
    """What is counted, as a whole and by each of the question's dimensions."""
    return exact.grouped(question, now=now) if from_rows else stored.grouped(question, now=now)
