"""Names of the people, departments and files that answers mention: a statement each, however many answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from requests_app.models import Attachment, Department, User

from .questions import Kind, Question


@dataclass(frozen=True, slots=True)
class Names:
    people: dict[int, str] = field(default_factory=dict)
    departments: dict[int, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, answers: Iterable[tuple[Question, Any]]) -> Self:
        """Of whatever these answers mention; an answer of None mentions nobody."""
        wanted: dict[Kind, set[Any]] = {Kind.PERSON: set(), Kind.DEPARTMENT: set(), Kind.FILE: set()}
        for question, value in answers:
            if question.kind in wanted and value is not None:
                wanted[question.kind].update(value if isinstance(value, list) else [value])
        return cls(
            _people(wanted[Kind.PERSON]) if wanted[Kind.PERSON] else {},
            _departments(wanted[Kind.DEPARTMENT]) if wanted[Kind.DEPARTMENT] else {},
            _files(wanted[Kind.FILE]) if wanted[Kind.FILE] else {},
        )


def _people(wanted: set[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "display_name"))


def _departments(wanted: set[int]) -> dict[int, str]:
    return {one.pk: str(one) for one in Department.objects.filter(pk__in=wanted).only("code", "name")}


def _files(wanted: set[str]) -> dict[str, str]:
    return {str(pk): name for pk, name in Attachment.objects.filter(pk__in=wanted).values_list("pk", "name")}
