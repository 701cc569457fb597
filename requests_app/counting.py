"""Counts that stop counting: a number on a page never costs more than its cap."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

CAP = 1000


class CappedCount(Subquery):
    """The number of rows, at most `cap` + 1, as a column: several of them fit in one statement."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], *, cap: int = CAP) -> None:
        super().__init__(rows.order_by().values("pk")[: cap + 1])


def in_words(count: int, *, cap: int = CAP) -> str:
    """“17”, or “1000+” where counting stopped."""
    return str(count) if count <= cap else f"{cap}+"


def counts(of: QuerySet[Any], **wanted: CappedCount) -> dict[str, int]:
    """Several capped counts in one statement; `of` is a queryset of the one row they are about."""
    found: dict[str, int] | None = of.order_by().annotate(**wanted).values(*wanted).first()
    return found or dict.fromkeys(wanted, 0)
