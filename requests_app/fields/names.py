"""Names of the people and departments that answers mention: two statements, however many answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from requests_app.models import Department, User

from .questions import Kind, Question


@dataclass(frozen=True, slots=True)
class Names:
    people: dict[int, str] = field(default_factory=dict)
    departments: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, answers: Iterable[tuple[Question, Any]]) -> Self:
        """Of whatever these answers mention; an answer of None mentions nobody."""
        wanted: dict[Kind, set[int]] = {Kind.PERSON: set(), Kind.DEPARTMENT: set()}
        for question, value in answers:
            if question.kind in wanted and value is not None:
                wanted[question.kind].add(value)
        people = User.objects.filter(pk__in=wanted[Kind.PERSON]) if wanted[Kind.PERSON] else User.objects.none()
        return cls(
            dict(people.values_list("pk", "display_name")),
            _departments(wanted[Kind.DEPARTMENT]) if wanted[Kind.DEPARTMENT] else {},
        )


def _departments(wanted: set[int]) -> dict[int, str]:
    return {one.pk: str(one) for one in Department.objects.filter(pk__in=wanted).only("code", "name")}
