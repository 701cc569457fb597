"""What every page's frame needs: as callables, worked out only when a template asks, so a fragment costs nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .counting import CappedCount, counts, in_words
from .models import Approval, Department, Membership, Notification, ServiceRequest, User

UNREAD_CAP = 99


@dataclass
class Item:
    label: str
    url: str
    icon: str
    count: str | None = None
    here: bool = False
    key: str = ""  # opens it from everywhere, see static/js/app.js


@dataclass
class Group:
    label: str
    items: list[Item] = field(default_factory=list)


def portal(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    frame = {
        "portal": {
            "name": "Counterpart",
            "demo": settings.DEMO,
            "languages": settings.LANGUAGES,
            "theme": user.theme if isinstance(user, User) else request.COOKIES.get("theme", "system"),
            "version": settings.VERSION,
        }
    }
    if not isinstance(user, User):
        return frame
    numbers = cache(lambda: numbers_of(user))
    return {
        **frame,
        "nav": cache(lambda: navigation(request, user, numbers())),
        "unread_count": lambda: numbers()["unread"],
    }


def numbers_of(user: User) -> dict[str, int]:
    """What waits for one person, in one statement."""
    mine = ServiceRequest.objects.of(user)
    return counts(
        User.objects.filter(pk=user.pk),
        unread=CappedCount(Notification.objects.of(user).unread(), cap=UNREAD_CAP),
        mine=CappedCount(mine.open()),
        waiting=CappedCount(mine.live().needs_requester()),
        to_approve=CappedCount(Approval.objects.open().of(user).live()),
    )


def numbers_of_nothing() -> dict[str, int]:
    """For a menu that shows no numbers."""
    return dict.fromkeys(("unread", "mine", "waiting", "to_approve"), 0)


def navigation(request: HttpRequest, user: User, numbers: dict[str, int]) -> list[Group]:
    groups = [Group("", _personal(numbers))]
    if user.roles:
        groups[0].items.append(Item(_("Note a call"), reverse("intake"), "phone-arrow-down-left", key="n"))
    if user.roles or user.is_admin:
        groups[0].items.append(Item(_("Improvements"), reverse("improvements:list"), "arrow-trending-up"))
    if user.roles:
        departments = Department.objects.with_role_of(user).with_open_count(user).with_triage()
        groups += [Group(str(department), _serving(department)) for department in departments]
    if user.is_admin or Membership.Role.MANAGER in user.roles.values():
        groups.append(Group(pgettext("group of the menu", "Surveys"), _surveys()))
    if user.is_admin:
        groups.append(Group(_("Administration"), _administration()))
    for item in (item for group in groups for item in group.items):
        item.here = item.url == request.path
    return groups


def _personal(numbers: dict[str, int]) -> list[Item]:
    return [
        Item(_("Home"), reverse("home"), "home"),
        Item(_("My requests"), reverse("requests:mine"), "clipboard-document-list", _count(numbers["mine"])),
        Item(
            _("Waiting for me"),
            reverse("requests:waiting"),
            "hand-raised",
            _count(numbers["waiting"] + numbers["to_approve"]),
        ),
        Item(_("Services"), reverse("services:list"), "squares-2x2"),
        Item(_("Suggestions"), reverse("suggestions:list"), "chat-bubble-left-ellipsis"),
        Item(pgettext("menu", "Training"), reverse("training:list"), "academic-cap"),
        Item(_("Thanks"), reverse("thanks:wall"), "heart"),
    ]


def _serving(department: Any) -> list[Item]:
    items = [Item(_("Queue"), reverse("queue", args=[department.code]), "queue-list", _count(department.open_count))]
    items.append(Item(_("Articles"), reverse("articles:department", args=[department.code]), "light-bulb"))
    items.append(Item(_("Notices"), reverse("notices:department", args=[department.code]), "megaphone"))
    items.append(Item(_("Published information"), reverse("sheets:department", args=[department.code]), "table-cells"))
    items.append(Item(_("Team"), reverse("team:roster", args=[department.code]), "user-group"))
    if department.has_triage:
        items.append(Item(_("To pass on"), reverse("triage"), "arrow-right-circle"))
    if department.role == Membership.Role.MANAGER:
        items.append(Item(_("Dashboard"), reverse("dashboards:department", args=[department.code]), "chart-bar"))
        items.append(Item(_("Catalogue"), reverse("catalogue:index", args=[department.code]), "rectangle-stack"))
        items.append(Item(_("Approvals"), reverse("approvals:overview", args=[department.code]), "scale"))
        items.append(Item(_("Standards"), f"{reverse('sla:list')}#{department.code}", "document-check"))
    return items


def _surveys() -> list[Item]:
    return [
        Item(_("Surveys"), reverse("campaigns:list"), "chart-pie"),
        Item(_("Questionnaires"), reverse("questionnaires:list"), "clipboard-document-check"),
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
