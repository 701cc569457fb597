"""Which verbs can be done to many requests at once, and how each is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from requests_app import transitions
from requests_app.models import Batch, ServiceRequest, User, WaitingReason
from requests_app.states import MOVES, OPEN, Status

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One verb. `read` makes its keyword arguments of plain JSON, once for a whole batch.

    `remember` is what `undo` needs to know of a request before it changes; without `undo` it cannot be taken back.
    """

    act: Callable[..., ServiceRequest]
    read: Callable[[Arguments], dict[str, Any]]
    done: Callable[[int], str]
    button: LazyText | str
    icon: str
    when: frozenset[Status] = OPEN
    guarded: bool = True
    while_asked: bool = True  # goes while somebody has to approve it
    remember: Callable[[ServiceRequest], dict[str, Any]] = lambda request: {}
    undo: Callable[[ServiceRequest, Arguments, User], ServiceRequest] | None = None


def _assign(request: ServiceRequest, *, to: User | None, anyway: bool, by: User) -> ServiceRequest:
    return transitions.assign(request, to=to, anyway=anyway, by=by)


def _give_back(request: ServiceRequest, before: Arguments, by: User) -> ServiceRequest:
    person = User.objects.filter(pk=before["assignee"]).first() if before.get("assignee") else None
    return transitions.assign(request, to=person, anyway=True, by=by)


def _levels_back(request: ServiceRequest, before: Arguments, by: User) -> ServiceRequest:
    return transitions.amend(request, {name: before[name] for name in ("impact", "urgency")}, by=by)


def _go_on(request: ServiceRequest, before: Arguments, by: User) -> ServiceRequest:
    return transitions.resume(request, by=by)


def _person(told: Arguments) -> dict[str, Any]:
    person = User.objects.get(pk=told["to"]) if told["to"] else None
    return {"to": person, "anyway": told.get("anyway", False)}


def _hold(told: Arguments) -> dict[str, Any]:
    because = WaitingReason.objects.filter(pk=told["because"]).first() if told["because"] else None
    return {"because": because, "reason": told["reason"], "until": _moment(told["until"])}


def _moment(text: str | None) -> Any:
    return parse_datetime(text) if text else None


ACTS: dict[str, Deed] = {
    Batch.Act.ASSIGN: Deed(
        act=_assign, read=_person, button=pgettext_lazy("bulk", "Assign"), icon="user-plus",
        done=lambda n: ngettext("%(count)s request assigned.", "%(count)s requests assigned.", n) % {"count": n},
        remember=lambda request: {"assignee": request.assignee_id}, undo=_give_back,
    ),
    Batch.Act.PRIORITY: Deed(
        act=transitions.amend, icon="arrow-trending-up", button=_("Change the priority"),
        read=lambda told: {"changes": {name: told[name] for name in ("impact", "urgency") if told[name]}},
        done=lambda n: ngettext("%(count)s request changed.", "%(count)s requests changed.", n) % {"count": n},
        remember=lambda request: {"impact": request.impact, "urgency": request.urgency}, undo=_levels_back,
    ),
    Batch.Act.HOLD: Deed(
        act=transitions.hold, read=_hold, button=_("Put on hold"), icon="pause", while_asked=False,
        done=lambda n: ngettext("%(count)s request put on hold.", "%(count)s requests put on hold.", n) % {"count": n},
        undo=_go_on,
    ),
    Batch.Act.REPLY: Deed(
        act=transitions.reply, icon="chat-bubble-left", button=_("Send"), when=frozenset(Status), guarded=False,
        read=lambda told: {"text": told["text"], "internal": told["internal"]},
        done=lambda n: ngettext("%(count)s message sent.", "%(count)s messages sent.", n) % {"count": n},
    ),
    Batch.Act.PROMISE: Deed(
        act=transitions.promise, icon="calendar", button=pgettext_lazy("verb", "Promise"),
        read=lambda told: {"done_by": _moment(told["done_by"]), "reason": told["reason"]},
        done=lambda n: ngettext("%(count)s date promised.", "%(count)s dates promised.", n) % {"count": n},
    ),
    Batch.Act.RESOLVE: Deed(
        act=transitions.resolve, read=lambda told: {"result": told["result"]}, icon="check-circle",
        button=_("Mark as done"), when=OPEN & frozenset(old for old, new in MOVES.items() if Status.RESOLVED in new),
        done=lambda n: ngettext("%(count)s request marked as done.", "%(count)s requests marked as done.", n)
        % {"count": n},
    ),
}  # fmt: skip
