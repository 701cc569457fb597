"""The morning note as a page: what it would say now, with the requests behind each line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from requests_app.models import ServiceRequest, User
from requests_app.moments import moment_of
from requests_app.notifications.receiving import receivers_of
from requests_app.types import SignedInRequest

from . import words
from .day import day_of
from .work import waiting_for

SHOWN = 50  # requests of one reason
OF_MY_OWN = ("asked", "approvals")


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    title: str
    tickets: list[ServiceRequest]
    more: int
    # Where one goes on with them, where that is not their own page.
    url: str = ""


@require_safe
def note(request: SignedInRequest) -> HttpResponse:
    """Private: everybody reads their own, and there is no other."""
    person, now = request.user, moment_of(request)
    return render(request, "morning/note.html", _context(person, now))


def _context(person: User, now: datetime) -> dict[str, Any]:
    day = day_of(receivers_of([person], now)[person.pk].hours, person.zone, now)
    mine = waiting_for([person.pk], day, now)
    waiting = mine.get(person.pk)
    found = {code: pks for code in words.SAID if waiting and (pks := waiting.by_reason.get(code))}
    wanted = [pk for pks in found.values() for pk in pks[:SHOWN]]
    tickets = ServiceRequest.objects.visible_to(person).for_list().in_bulk(wanted) if wanted else {}
    parts = [_part(code, pks, tickets) for code, pks in found.items()]
    has_work = waiting is not None and waiting.open
    return {
        "parts": parts,
        "tickets": tickets.values(),
        "load": words.load(waiting.open, float(waiting.hours)) if waiting and has_work else "",
        "today": now.astimezone(day.zone),
        "serves": bool(person.roles),
        "department": next(iter(person.roles), None),
    }


def _part(code: str, pks: list[int], tickets: dict[int, ServiceRequest]) -> Part:
    shown = [tickets[pk] for pk in pks[:SHOWN] if pk in tickets]
    url = reverse("requests:waiting") if code in OF_MY_OWN else ""
    return Part(code, words.said(code, len(pks)), shown, len(pks) - len(shown), url)
