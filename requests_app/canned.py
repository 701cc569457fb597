"""Canned replies: gaps are filled with what is known about the request; the text stays the writer's to change."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import clock, moments
from .configuration import changing
from .models import CannedReply, Department, ServiceRequest, Translated, User
from .phrases import listed

_GAP = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Gap:
    meaning: object  # lazily translated
    fill: Callable[[ServiceRequest, User], str]


def _due(request: ServiceRequest, me: User) -> str:
    """The moment promised, or the one the service standard promises, in the reader's words and zone."""
    at = request.promised_at or request.due_at
    if at is None:
        return _("a date we still have to name")
    day, time = moments.weekday_and_date(at), f"{timezone.localtime(at):%H:%M}"
    return _("%(day)s, %(time)s") % {"day": day, "time": time}


GAPS: dict[str, Gap] = {
    "requester": Gap(gettext_lazy("name of the requester"), lambda request, me: request.requester.display_name),
    "number": Gap(gettext_lazy("number of the request"), lambda request, me: str(request.pk)),
    "title": Gap(gettext_lazy("title of the request"), lambda request, me: request.title),
    "due": Gap(gettext_lazy("when it is promised or due"), _due),
    "me": Gap(gettext_lazy("your name"), lambda request, me: me.display_name),
    "department": Gap(gettext_lazy("name of the department"), lambda request, me: str(request.department)),
}


def changing_shared(reply: CannedReply, *, by: User, becomes_shared: bool = False) -> AbstractContextManager[None]:
    """What a department says is configuration; what somebody keeps for themselves is nobody else's business."""
    return changing(reply, by=by) if reply.department_id or becomes_shared else nullcontext()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reply shall be; without a department it is the writer's own."""

    title: str
    text: Translated
    department: Department | None


def save(reply: CannedReply, wish: Wish, *, by: User, now: datetime | None = None) -> CannedReply:
    with changing_shared(reply, by=by, becomes_shared=wish.department is not None):
        reply.department, reply.owner = wish.department, None if wish.department else by
        reply.title, reply.text = wish.title.strip(), wish.text
        reply.updated_at, reply.updated_by = now or clock.now(), by
        reply.save()
    return reply


def remove(reply: CannedReply, *, by: User) -> None:
    with changing_shared(reply, by=by):
        reply.delete()


def check(text: str) -> None:
    """Raise ValidationError where a gap is not one of GAPS: a reader must never meet a raw one."""
    if unknown := sorted({name for name in _GAP.findall(text) if name not in GAPS}):
        raise ValidationError(
            _("This is not known: %(unknown)s. What can be filled in: %(known)s"),
            params={
                "unknown": listed(f"{{{{ {name} }}}}" for name in unknown),
                "known": listed(f"{{{{ {name} }}}}" for name in GAPS),
            },
        )
    if "{{" in _GAP.sub("", text) or "}}" in _GAP.sub("", text):
        raise ValidationError(_("Braces must come in pairs, as in {{ requester }}."))


def text_for(reply: CannedReply, request: ServiceRequest, *, me: User) -> str:
    """The reply in the requester's language, with its gaps filled as the requester reads them."""
    reader = request.requester
    with translation.override(reader.language), timezone.override(reader.zone):
        return fill(reply.text.in_language(reader.language), request, me=me)


def fill(text: str, request: ServiceRequest, *, me: User) -> str:
    """Put in what is known by name; anything else stays as it is. What is put in is never looked at again."""
    return _GAP.sub(lambda gap: _value(gap, request, me), text)


def _value(gap: re.Match[str], request: ServiceRequest, me: User) -> str:
    known = GAPS.get(gap.group(1))
    return known.fill(request, me) if known else gap.group()
