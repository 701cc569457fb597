"""Questions of a service as columns of a list or an export, over all versions of its form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from requests_app.models import FormVersion, Service, ServiceRequest

from .display import plain_of, text_of
from .names import Names
from .questions import Kind, Question


@dataclass(frozen=True, slots=True)
class Column:
    """One question. `label` is that of the newest version; a cell is read with the version its request was filed with.

    `kind` says how the column sorts and filters: `ServiceRequest.objects.answering(code, value)` finds its rows.
    """

    code: str
    label: str
    kind: Kind
    by_form: dict[int, Question]

    def question(self, request: ServiceRequest) -> Question | None:
        return self.by_form.get(request.form_id or 0)

    def value(self, request: ServiceRequest) -> Any:
        """As it is stored; None where it was not asked or not answered."""
        return request.answers.get(self.code)

    def display(self, request: ServiceRequest, names: Names) -> str:
        """The cell as people read it, in the active language."""
        question = self.question(request)
        return text_of(question, self.value(request), names) if question else ""

    def plain(self, request: ServiceRequest, names: Names) -> str | float | date | None:
        """The cell of an export."""
        question = self.question(request)
        return plain_of(question, self.value(request), names) if question else None


def columns_of(service: Service) -> list[Column]:
    """All that the published versions of its form ever asked, what is asked now first. One statement."""
    columns: dict[str, Column] = {}
    for form in FormVersion.objects.of(service).published().newest_first():
        for question in form.questions:
            if question.asks:
                column = Column(question.code, str(question.label), question.kind, {})
                columns.setdefault(question.code, column).by_form[form.pk] = question
    return list(columns.values())


def names_in(columns: Sequence[Column], requests: Iterable[ServiceRequest]) -> Names:
    """Names for the cells of these columns: at most two statements, none where no column mentions anybody."""
    return Names.of(
        (question, column.value(request))
        for request in requests
        for column in columns
        if (question := column.question(request))
    )
