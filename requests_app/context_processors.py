"""What every page's frame needs: as callables, worked out only when a template asks, so a fragment costs nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from . import access, shortcuts, tours
from .compiled import Ready, compiled
from .counting import CappedCount, in_words
from .live import watch
from .models import Approval, Department, Membership, Notification, ServiceRequest, User, company
from .models.people import DepartmentQuerySet

UNREAD_CAP = 99
QUEUE_ICON = "queue-list"
WAITING = ("unread", "mine", "waiting", "to_approve")


@dataclass(frozen=True, slots=True)
class Item:
    label: str
    url: str
    icon: str
    count: str | None = None
    key: str = ""  # opens it from everywhere, see shortcuts.py


@dataclass(slots=True)
class Group:
    label: str
    items: list[Item] = field(default_factory=list)


def portal(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    told = company.said()
    frame = {
        "portal": {
            "name": told.portal,
            "demo": settings.DEMO,
            "languages": told.choices,
            "theme": user.theme if isinstance(user, User) else request.COOKIES.get("theme", "system"),
            "version": settings.VERSION,
        }
    }
    if not isinstance(user, User):
        return frame
    counted = cache(lambda: getattr(request, "_frame", None) or counted_for(user))
    navigated = cache(lambda: navigation(user, *counted()))
    return {
        **frame,
        "serves_somewhere": bool(user.roles),
        "tour": cache(lambda: tours.current(request)),
        "nav": navigated,
        "lower_edge": lambda: tabs(user, counted()[0], navigated()),
        "unread_count": lambda: counted()[0]["unread"],
        "live": lambda: watch(request),
    }


def counted_for(user: User) -> tuple[dict[str, int], list[Department]]:
    """What waits for one person, and where they serve: one statement, since every page pays for it."""
    departments = _serving_and_waiting(user) if user.roles else []
    if departments:
        return {name: getattr(departments[0], name) for name in WAITING}, departments
    return next(iter(_waiting_alone(user)), dict.fromkeys(WAITING, 0)), []


def serving_and_waiting(user: User) -> DepartmentQuerySet:
    return _served(user).annotate(**_waiting(user))


_serving_and_waiting = compiled(serving_and_waiting)


def frame_of(user: User) -> Ready | None:
    """What `counted_for` reads, to be read with something else."""
    return _serving_and_waiting.ready(user) if user.roles else _waiting_alone.ready(user)


def give_frame(request: HttpRequest, numbers: dict[str, int], departments: list[Department]) -> None:
    """What `counted_for` would read, where a view has read it in a statement of its own."""
    request._frame = numbers, departments  # type: ignore[attr-defined]


def has_frame(request: HttpRequest) -> bool:
    return hasattr(request, "_frame")


@compiled
def _waiting_alone(user: User) -> QuerySet[User, dict[str, int]]:
    numbers: QuerySet[User, dict[str, int]] = (
        User.objects.filter(pk=user.pk).annotate(**_waiting(user)).values(*WAITING)
    )
    return numbers


@compiled
def _named_only(user: User) -> DepartmentQuerySet:
    """For a menu that shows no numbers."""
    return Department.objects.with_role_of(user).with_triage().annotate(open_count=Value(0))


def _waiting(user: User) -> dict[str, CappedCount]:
    mine = ServiceRequest.objects.of(user)
    return {
        "unread": CappedCount(Notification.objects.of(user).unread(), cap=UNREAD_CAP),
        "mine": CappedCount(mine.open()),
        "waiting": CappedCount(mine.live().needs_requester()),
        "to_approve": CappedCount(Approval.objects.open().of(user).live()),
    }


def _served(user: User) -> DepartmentQuerySet:
    return Department.objects.with_role_of(user).with_open_count(user).with_triage()


def numbers_of_nothing() -> dict[str, int]:
    """For a menu that shows no numbers."""
    return dict.fromkeys(WAITING, 0)


def navigation(user: User, numbers: dict[str, int], departments: list[Department] | None = None) -> list[Group]:
    """The menu; `departments` where they were read already."""
    groups = [Group("", _personal(numbers))]
    if user.roles:
        groups[0].items.append(Item(_("Note a call"), reverse("intake"), "phone-arrow-down-left", key=shortcuts.NEW))
        groups[0].items.append(Item(_("My work"), reverse("figures:mine"), "chart-bar-square"))
    if user.roles or user.is_admin:
        groups[0].items.append(Item(_("Improvements"), reverse("improvements:list"), "arrow-trending-up"))
    if user.roles:
        departments = _named_only(user) if departments is None else departments
        groups += [Group(str(department), _serving(department)) for department in departments]
        for group in groups[1:2]:  # roles may be in departments that closed
            group.items[0] = replace(group.items[0], key=shortcuts.QUEUE)
    if access.can_compare_departments(user):
        groups[0].items.append(Item(pgettext("menu", "Company"), reverse("figures:company"), "building-office-2"))
    if user.is_admin or Membership.Role.MANAGER in user.roles.values():
        groups.append(Group(pgettext("group of the menu", "Surveys"), _surveys()))
    if user.is_admin:
        groups.append(Group(_("Administration"), _administration()))
    return groups


def tabs(user: User, numbers: dict[str, int], nav: list[Group]) -> list[Item]:
    """The lower edge of a phone; those who serve have a queue where others have what they asked for."""
    home, mine, waiting = _personal(numbers)[:3]
    queue = next((item for group in nav[1:] for item in group.items if item.icon == QUEUE_ICON), None)
    inbox = Item(_("Inbox"), reverse("notifications:list"), "inbox", _count(numbers["unread"]))
    items = [home, queue if queue and user.roles else mine, waiting, inbox]
    return [replace(item, key="") for item in items]


def _personal(numbers: dict[str, int]) -> list[Item]:
    home, mine, waiting, *others = _of_everybody(get_language())
    waits = numbers["waiting"] + numbers["to_approve"]
    return [home, replace(mine, count=_count(numbers["mine"])), replace(waiting, count=_count(waits)), *others]


# What depends on the language, and on nothing that is counted, is put together once: thirty addresses and words a page.


@lru_cache
def _of_everybody(_language: str | None) -> tuple[Item, ...]:
    return (
        Item(_("Home"), reverse("home"), "home", key=shortcuts.HOME),
        Item(_("My requests"), reverse("requests:mine"), "clipboard-document-list", key=shortcuts.MINE),
        Item(_("Waiting for me"), reverse("requests:waiting"), "hand-raised", key=shortcuts.WAITING),
        Item(_("Services"), reverse("services:list"), "squares-2x2", key=shortcuts.SERVICES),
        Item(_("Suggestions"), reverse("suggestions:list"), "chat-bubble-left-ellipsis"),
        Item(pgettext("menu", "Training"), reverse("training:list"), "academic-cap"),
        Item(_("Thanks"), reverse("thanks:wall"), "heart"),
    )


def _serving(department: Any) -> list[Item]:
    queue, *others = _of_department(get_language(), department.code, department.role, department.has_triage)
    return [replace(queue, count=_count(department.open_count)), *others]


@lru_cache(1000)
def _of_department(_language: str | None, code: str, role: str, has_triage: bool) -> tuple[Item, ...]:
    items = [
        Item(_("Queue"), reverse("queue", args=[code]), QUEUE_ICON),
        Item(_("Articles"), reverse("articles:department", args=[code]), "light-bulb"),
        Item(_("Notices"), reverse("notices:department", args=[code]), "megaphone"),
        Item(_("Published information"), reverse("sheets:department", args=[code]), "table-cells"),
        Item(_("Team"), reverse("team:roster", args=[code]), "user-group"),
        Item(_("Asked of others"), reverse("figures:asked", args=[code]), "arrow-up-right"),
    ]
    if has_triage:
        items.append(Item(_("To pass on"), reverse("triage"), "arrow-right-circle"))
    if role == Membership.Role.MANAGER:
        items.append(Item(_("Dashboard"), reverse("dashboards:department", args=[code]), "chart-bar"))
        items.append(Item(pgettext("menu", "Goals"), reverse("figures:steering", args=[code]), "flag"))
        items.append(Item(_("Catalogue"), reverse("catalogue:index", args=[code]), "rectangle-stack"))
        items.append(Item(_("Approvals"), reverse("approvals:overview", args=[code]), "scale"))
        items.append(Item(_("Standards"), f"{reverse('sla:list')}#{code}", "document-check"))
    return tuple(items)


def _surveys() -> list[Item]:
    return [
        Item(_("Surveys"), reverse("campaigns:list"), "chart-pie"),
        Item(_("Questionnaires"), reverse("questionnaires:list"), "clipboard-document-check"),
        Item(_("Service reviews"), reverse("meetings:list"), "calendar-days"),
    ]


def _administration() -> list[Item]:
    return [
        Item(_("Overview"), reverse("administration:home"), "adjustments-horizontal"),
        Item(_("Standards"), reverse("sla:list"), "document-check"),
        Item(_("People"), reverse("people:list"), "users"),
        Item(_("Departments"), reverse("administration:departments"), "building-office"),
        Item(_("Status"), reverse("operations:status"), "server-stack"),
    ]


def _count(number: int) -> str | None:
    return in_words(number) if number else None
