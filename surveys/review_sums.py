"""What a department reads of its reviews: sums by criterion, released in steps that tell of nobody.

A step holds at least K reviews of the work of at least PEOPLE colleagues, of whom none has more than half. Only whole
steps are added up, so that watching the figures change shows no single review either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from requests_app.models import Department, Service, Translated

from .models import Review, Rubric
from .rules import K

PEOPLE = 3


@dataclass(frozen=True, slots=True)
class Criterion:
    """How many reviews said good (2), in part (1), missing (0); all None where fewer than K judged it."""

    text: Translated
    good: int | None
    partly: int | None
    missing: int | None

    @property
    def judged(self) -> int | None:
        return None if self.good is None else self.good + (self.partly or 0) + (self.missing or 0)


@dataclass(frozen=True, slots=True)
class ServiceSums:
    """`n` None: nothing may be shown yet."""

    service: Service
    rubric: Rubric
    n: int | None
    criteria: Sequence[Criterion]


def sums_of(department: Department) -> list[ServiceSums]:
    """Of each service whose rubric is in use, by that version; two statements."""
    rubrics = Rubric.objects.in_use().of_department(department).select_related("service").order_by("service__code")
    return _summed(rubrics, department)


def sums_of_service(service: Service) -> ServiceSums | None:
    """Of one service; None where nothing of it is reviewed. Two statements."""
    rubrics = Rubric.objects.in_use().filter(service=service).select_related("service")
    return next(iter(_summed(rubrics, service.provider)), None)


def _summed(rubrics: QuerySet[Rubric], department: Department) -> list[ServiceSums]:
    scored = Review.objects.scored().filter(rubric__in=rubrics, department=department)
    rows: dict[int, list[Mapping[str, Any]]] = {}
    for row in scored.order_by("scored_at", "pk").values("rubric", "owner", "scores"):
        rows.setdefault(row["rubric"], []).append(row)
    return [_sums(rubric, rows.get(rubric.pk, [])) for rubric in rubrics]


def _sums(rubric: Rubric, rows: Sequence[Mapping[str, Any]]) -> ServiceSums:
    shown = released(rows)
    if not shown:
        return ServiceSums(rubric.service, rubric, None, [])
    criteria = [_criterion(text, (row["scores"].get(key) for row in shown)) for key, text in rubric.texts.items()]
    return ServiceSums(rubric.service, rubric, len(shown), criteria)


def released(rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The longest beginning of these reviews, oldest first, that consists of whole steps."""
    end, step = 0, Counter[int]()
    for number, row in enumerate(rows, 1):
        step[row["owner"]] += 1
        n = step.total()
        if n >= K and len(step) >= PEOPLE and 2 * max(step.values()) <= n:
            end, step = number, Counter()
    return rows[:end]


def _criterion(text: Translated, scores: Iterable[int | None]) -> Criterion:
    counts = Counter(score for score in scores if score is not None)
    if counts.total() < K:
        return Criterion(text, None, None, None)
    return Criterion(text, counts[2], counts[1], counts[0])
