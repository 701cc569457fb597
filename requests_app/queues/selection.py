"""What one address of a queue asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.http import QueryDict

from requests_app import search
from requests_app.fields.columns import Column, columns_of
from requests_app.models import Department, Priority, Service, ServiceRequest, User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.pagination import Order

from . import filters
from .columns import ANSWER, KNOWN, USUAL, TableColumn, shown
from .groups import GROUPS
from .orders import BY_NUMBER, ORDERS, sortable, without_repeats
from .views import VIEW, Moments, View

MOST_ANSWERS = 5  # filters on answers
CODE = re.compile(r"[-\w]{1,80}", re.ASCII)


class Layout(StrEnum):
    LIST = "list"
    BOARD = "board"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Unknown words in an address mean “any”. `answers`: by code of the question, the answer as the address says it."""

    view: View
    sort: str
    service: str = ""
    priority: int | None = None
    owner: str = ""  # "none", or the id of a colleague
    state: str = ""
    asker: str = ""  # the department that asks
    waits: str = ""  # a waiting reason
    overdue: bool = False
    answers: dict[str, str] = field(default_factory=dict, hash=False)
    text: str = ""
    columns: tuple[str, ...] = USUAL
    group: str = ""
    layout: Layout = Layout.LIST

    @classmethod
    def of(cls, query: QueryDict) -> Selection:
        """As the address says it, without a look at the database."""
        view = VIEW.get(query.get("view", ""), VIEW["open"])
        service = _code(query.get("service", ""))
        return cls(
            view=view,
            sort=_sort(query.get("sort", ""), view),
            service=service,
            priority=_one_of({str(p.value): p.value for p in Priority}, query.get("priority", "")),
            owner=_owner(query.get("owner", "")),
            state=_one_of({s.value: s.value for s in view.states}, query.get("state", "")) or "",
            asker=_code(query.get("from", "")),
            waits=_code(query.get("waits", "")),
            overdue=query.get("due", "") == "overdue",
            answers=_answers(query.getlist("answer")) if service else {},
            text=query.get("q", "").strip()[:100],
            columns=_columns(query.getlist("column")),
            group="" if view.only_grows else _one_of({name: name for name in GROUPS}, query.get("group", "")) or "",
            layout=Layout.BOARD if query.get("layout") == Layout.BOARD else Layout.LIST,
        )

    @property
    def order(self) -> Order:
        grouped = GROUPS[self.group].order if self.group and self.layout == Layout.LIST else ()
        return without_repeats((*grouped, *ORDERS[self.sort][1]))

    def rows(self, department: Department, user: User, now: datetime) -> ServiceRequestQuerySet:
        """What this person sees of it in the department, with the columns its order needs, in no order yet."""
        return self.rows_at(department, user, Moments.at(now))

    def rows_at(self, department: Department, user: User, at: Moments) -> ServiceRequestQuerySet:
        rows = self.view.choose(ServiceRequest.objects.held_by(department.pk).handled_by(user), user, at)
        for name, narrow in filters.NARROW.items():
            if wanted := getattr(self, name):
                rows = narrow(rows, wanted, department, at.now)
        for code, value in self.answers.items():
            rows = filters.answering(rows, code, value)
        return sortable(search.matching(rows, self.text, user) if self.text else rows, self.order)

    @property
    def is_whole_view(self) -> bool:
        """Nothing narrows it."""
        return not (self.text or self.answers or any(getattr(self, name) for name in filters.NARROW))

    def questions(self, department: Department) -> list[Column]:
        """What the service that is chosen asks; nothing where none is, or where it is not the department's."""
        service = Service.objects.filter(provider=department, code=self.service).first() if self.service else None
        return columns_of(service) if service else []

    def knowing(self, questions: Sequence[Column]) -> Selection:
        """The same without filters on questions and answers that the service never had."""
        offered = {one.code: filters.values_of(one) for one in questions}
        kept = {code: value for code, value in self.answers.items() if value in offered.get(code, ())}
        return self if kept == self.answers else replace(self, answers=kept)

    def table(self, questions: Sequence[Column]) -> list[TableColumn]:
        return shown(self.columns, questions)

    def query(self) -> str:
        """As an address says it, without what goes without saying; the same for the same selection."""
        said = QueryDict(mutable=True)
        said["view"] = self.view.name
        told: dict[str, Any] = {
            **{name: getattr(self, name) for name in ("service", "priority", "owner", "state", "waits", "group")},
            "from": self.asker,
            "due": "overdue" if self.overdue else "",
            "q": self.text,
            "sort": "" if self.sort == _sort("", self.view) else self.sort,
            "layout": "" if self.layout == Layout.LIST else self.layout.value,
        }
        for name, value in told.items():
            if value:
                said[name] = str(value)
        said.setlist("answer", [f"{code}:{value}" for code, value in sorted(self.answers.items())])
        said.setlist("column", [] if set(self.columns) == set(USUAL) else list(self.columns))
        return said.urlencode()


def _code(text: str) -> str:
    return text if CODE.fullmatch(text) else ""


def _one_of(known: dict[str, Any], text: str) -> Any:
    return known.get(text)


def _owner(text: str) -> str:
    return text if text == "none" or (text.isdecimal() and len(text) < 19) else ""


def _sort(text: str, view: View) -> str:
    known = BY_NUMBER if view.only_grows else ORDERS
    return text if text in known else ("new" if view.only_grows else "due")


def _columns(names: list[str]) -> tuple[str, ...]:
    """None chosen: the usual ones. Those of answers are known once the service's form was read."""
    known = [one for one in names if one in KNOWN or (one.startswith(ANSWER) and _code(one[len(ANSWER) :]))]
    return tuple(dict.fromkeys(known)) or USUAL


def _answers(said: list[str]) -> dict[str, str]:
    pairs = [one.partition(":") for one in said[:MOST_ANSWERS]]
    return {code: value for code, _colon, value in pairs if _code(code) and value and len(value) <= 80}
