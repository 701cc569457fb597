"""What the page of a queue reads, each in one statement that is put together once for all who ask the like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db.models import CharField, F, QuerySet, SmallIntegerField, Value
from django.http import QueryDict

from requests_app import efforts, pagination
from requests_app.compiled import Fixed, compiled
from requests_app.context_processors import WAITING, serving_and_waiting
from requests_app.counting import CappedCount
from requests_app.models import Department, QueueView, Service, ServiceRequest, Translated, User, WaitingReason
from requests_app.models.people import DepartmentQuerySet, UserQuerySet
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.pagination import PagePlace

from .columns import EFFORT
from .selection import Selection
from .views import VIEWS, Moments

Numbers = dict[str, int]
# What a column shows of other tables than those every row needs.
BESIDE = {"waits": "wait__reason", "from": "asking_department"}


def rows_of(
    selection: Selection, department: Department, user: User, at: Moments
) -> tuple[ServiceRequestQuerySet, Callable[[PagePlace], list[ServiceRequest]]]:
    """All rows of a selection, and what reads a page of them."""
    if selection.text or selection.answers:  # everybody asks for something else
        rows = _shown(selection.rows_at(department, user, at), selection, user)
        return rows, lambda place: list(place.within(rows, selection.order, pagination.PAGE_SIZE))
    return selection.rows_at(department, user, at), lambda place: _page(
        selection,
        department.pk,
        user,
        tuple(at),
        tuple(place),
        Fixed(pagination.PAGE_SIZE),  # type: ignore[arg-type]
    )


@compiled
def _page(
    selection: Selection, department: int, user: User, at: tuple[Any, ...], place: tuple[Any, ...], size: int
) -> ServiceRequestQuerySet:
    rows = _shown(selection.rows_at(Department(pk=department), user, Moments(*at)), selection, user)
    return PagePlace(*place).within(rows, selection.order, size)  # type: ignore[return-value]


def _shown(rows: ServiceRequestQuerySet, selection: Selection, user: User) -> ServiceRequestQuerySet:
    beside = [table for column, table in BESIDE.items() if column in selection.columns]
    rows = rows.for_list().select_related(*beside) if beside else rows.for_list()
    return efforts.with_mine(rows, user) if EFFORT in selection.columns else rows


@compiled
def saved_views(user: User, dept: str) -> QuerySet[QueueView]:
    """All this person can use there, with how they keep each; nothing where they do not serve."""
    usable = QueueView.objects.usable_by(user).kept().filter(department__code=dept)
    return usable.as_kept_by(user).select_related("department").by_name()


def served(user: User, dept: str, pinned: Sequence[QueueView], at: Moments) -> tuple[Numbers, list[Department]]:
    """What every page tells of a person, see `counted_for`; this department also has the numbers of its views."""
    if not user.roles:
        return {}, []
    views = Fixed(tuple((f"saved_{view.pk}", view.query) for view in pinned))
    home = pinned[0].department_id if pinned else 0
    found = _served(user, dept, views, home, tuple(at))  # type: ignore[arg-type]
    return {name: getattr(found[0], name) for name in WAITING} if found else {}, found


@compiled
def _served(
    user: User, dept: str, views: tuple[tuple[str, str], ...], home: int, moments: tuple[Any, ...]
) -> DepartmentQuerySet:
    """`views`: saved ones, by the name of their number; all of the department `home`."""
    at = Moments(*moments)
    held = ServiceRequest.objects.held_by_outer().filter(department__code=dept).handled_by(user)
    counts = {f"in_{one.name}": CappedCount(one.choose(held, user, at)) for one in VIEWS if not one.only_grows}
    for name, query in views:
        selection = Selection.of(QueryDict(query))
        if not selection.view.only_grows:
            counts[name] = CappedCount(selection.rows_at(Department(pk=home), user, at))
    return serving_and_waiting(user).annotate(**counts)


@compiled
def colleagues_in(department: int, now: datetime) -> UserQuerySet:
    people: UserQuerySet = User.objects.active().working_in(department).with_absence(now).by_name()
    return people


def choices(department: Department) -> dict[str, list[tuple[str, str]]]:
    """Codes and names of what a queue can be narrowed to: `services`, `departments` that ask, `reasons` for waiting."""
    found: dict[str, list[tuple[str, str]]] = {"services": [], "departments": [], "reasons": []}
    for kind, code, name, _place in sorted(_choices(department.pk), key=itemgetter(3, 1)):
        found[kind].append((code, str(name) or code))
    return found


@compiled
def _choices(department: int) -> QuerySet[Any, tuple[str, str, Translated, int]]:
    def told(rows: QuerySet[Any], kind: str, place: Any = 0) -> QuerySet[Any, Any]:
        place = place or Value(0, output_field=SmallIntegerField())
        columns = {"of_kind": Value(kind, output_field=CharField()), "place": place}
        found: QuerySet[Any, Any] = rows.order_by().annotate(**columns).values_list("of_kind", "code", "name", "place")
        return found

    services = told(Service.objects.filter(provider=department), "services")
    asking = told(Department.objects.exclude(pk=department), "departments")
    return services.union(asking, told(WaitingReason.objects.all(), "reasons", F("position")), all=True)
