"""What one typed into the box, taken apart: words to look for, and operators such as `from:olga` or `is:open`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from requests_app.models import Department, Service, User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.phrases import listed
from requests_app.states import FINISHED, OPEN, Status

from .aliases import OPERATOR, STATE_NAMES, shown_states, state_named

Rows = ServiceRequestQuerySet
MOST = 200  # of people, departments and services that one operator can mean

STATES: dict[str, Q] = {
    "open": Q(status__in=OPEN),
    "new": Q(status=Status.NEW),
    "working": Q(status=Status.IN_PROGRESS),
    "waiting": Q(status=Status.WAITING),
    "hold": Q(status=Status.ON_HOLD),
    "done": Q(status=Status.RESOLVED),
    "closed": Q(status__in=FINISHED - {Status.RESOLVED}),
    "finished": Q(status__in=FINISHED),
    "declined": Q(status=Status.DECLINED),
    "cancelled": Q(status=Status.CANCELLED),
    "unassigned": Q(assignee=None),
}
# For the help beside the box.
OPERATORS_SHOWN: list[tuple[LazyText | str, LazyText | str]] = [
    (pgettext_lazy("search example", "from:me"), _lazy("what I asked for")),
    (pgettext_lazy("search example", "from:olga"), _lazy("what somebody asked for")),
    (pgettext_lazy("search example", "to:olga"), _lazy("what somebody works on")),
    (pgettext_lazy("search example", "dept:finance"), _lazy("what a department holds")),
    (pgettext_lazy("search example", "service:laptop"), _lazy("for one service")),
    (
        pgettext_lazy("search example", "is:open"),
        _lazy("in a state: open, waiting, hold, done, finished, late, unassigned, mine"),
    ),
    (pgettext_lazy("search example", "before:2026-06-30"), _lazy("filed before a day, month or year")),
    (pgettext_lazy("search example", "after:2026-06"), _lazy("filed after it")),
    (pgettext_lazy("search example", '"two words"'), _lazy("side by side")),
    (pgettext_lazy("search example", "-word"), _lazy("without this word")),
]
ME = ("me", "я", "меня", "我")
_TOKEN = re.compile(r'(?P<name>[^\W\d_]+)[:：](?P<value>"[^"]*"|\S+)')
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """One operator as it was typed: `from`, `olga`."""

    name: str
    value: str

    def __str__(self) -> str:
        return f"{self.name}:{self.value}"


@dataclass(frozen=True, slots=True)
class Question:
    """`text` is what remains to be looked for, `asked` are the operators understood."""

    text: str
    asked: tuple[Asked, ...] = ()
    problems: tuple[str, ...] = ()

    @classmethod
    def of(cls, typed: str) -> Question:
        asked: list[Asked] = []
        problems: list[str] = []

        def take(match: re.Match[str]) -> str:
            name = OPERATOR.get(match["name"].lower())
            if name is None:
                return match[0]  # a colon in a sentence
            one = Asked(name, match["value"].strip('"'))
            if problem := _problem(one):
                problems.append(problem)
            else:
                asked.append(one)
            return " "

        rest = _TOKEN.sub(take, typed)
        return cls(" ".join(rest.split()), tuple(asked), tuple(problems))

    def narrow(self, rows: Rows, user: User, now: datetime) -> Rows:
        """Those of the rows that every operator fits."""
        for one in self.asked:
            rows = rows.filter(_CONDITIONS[one.name](one.value, user, now))
        return rows


def _problem(one: Asked) -> str:
    """Why an operator cannot be understood, as a sentence; empty where it can."""
    if one.name == "is" and state_named(one.value) not in STATE_NAMES:
        known = listed(shown_states())
        return _("“%(asked)s” is not known. After “is:” one of these can stand: %(known)s") % {
            "asked": one,
            "known": known,
        }
    if one.name in ("before", "after") and _span(one.value) is None:
        return _("“%(asked)s” names no day. Write it like this: %(example)s") % {
            "asked": one, "example": f"{one.name}:2026-06-30"
        }  # fmt: skip
    return ""


def _span(value: str) -> tuple[datetime, datetime] | None:
    """The day, month or year that the text names, in the reader's zone: its first moment, and the first after it."""
    match = _DAY.fullmatch(value)
    if match is None:
        return None
    year, month, day = (int(part or 1) for part in match.groups())
    named = sum(part is not None for part in match.groups())
    try:
        begin = datetime(year, month, day, tzinfo=timezone.get_current_timezone())
        if named == 1:
            return begin, begin.replace(year=year + 1)
        return begin, begin + timedelta(days=1) if named == 3 else (begin + timedelta(days=31)).replace(day=1)
    except (ValueError, OverflowError):
        return None


# What each operator means


def _person(field: str) -> Callable[[str, User, datetime], Q]:
    def condition(value: str, user: User, now: datetime) -> Q:
        if value.lower() in ME:
            return Q(**{field: user})
        return Q(**{f"{field}__in": list(User.objects.suggested_for(value).values_list("pk", flat=True)[:MOST])})

    return condition


def _department(value: str, user: User, now: datetime) -> Q:
    meant = Q(code__iexact=value) | in_any_language("name", value)
    return Q(department__in=list(Department.objects.filter(meant).values_list("pk", flat=True)[:MOST]))


def _service(value: str, user: User, now: datetime) -> Q:
    meant = Q(code__iexact=value) | in_any_language("name", value)
    return Q(service__in=list(Service.objects.filter(meant).values_list("pk", flat=True)[:MOST]))


def _state(value: str, user: User, now: datetime) -> Q:
    name = state_named(value)
    if name == "mine":
        return Q(assignee=user)
    return STATES["open"] & Q(due_at__lte=now) if name == "late" else STATES[name]


def _before(value: str, user: User, now: datetime) -> Q:
    span = _span(value)
    return Q(filed_at__lt=span[0]) if span else Q()


def _after(value: str, user: User, now: datetime) -> Q:
    span = _span(value)
    return Q(filed_at__gte=span[1]) if span else Q()


def in_any_language(field: str, word: str) -> Q:
    found = Q()
    for code, _name in settings.LANGUAGES:
        found |= Q(**{f"{field}__{code}__icontains": word})
    return found


_CONDITIONS: Mapping[str, Callable[[str, User, datetime], Q]] = {
    "from": _person("requester"),
    "to": _person("assignee"),
    "dept": _department,
    "service": _service,
    "is": _state,
    "before": _before,
    "after": _after,
}
