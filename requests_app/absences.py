"""Being away: recorded, changed and taken back here; who stands in, and for how long in a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from . import clock, transitions
from .models import Absence, Approval, User
from .models.absences import edges
from .notifications import waiting


class NotPossible(ValueError):
    """The absence does not fit. The text is translated and made for people."""


@dataclass(frozen=True, slots=True)
class Away:
    """Days in the person's own zone, first and last included."""

    from_day: date
    until_day: date
    stand_in: User | None = None
    note: str = ""


@transaction.atomic
def record(person: User, away: Away, *, now: datetime | None = None) -> Absence:
    """Somebody is or will be away. What waits for their approval is passed on at once if it begins now."""
    return _save(Absence(user=person), away, now or clock.now())


@transaction.atomic
def change(absence: Absence, away: Away, *, now: datetime | None = None) -> Absence:
    """Other days or another stand-in. Who was asked already stays asked."""
    return _save(absence, away, now or clock.now())


def remove(absence: Absence) -> None:
    """It does not take place, or never did. Who was asked meanwhile stays asked."""
    absence.delete()
    waiting.look_again(absence.user, at=clock.now())


def _save(absence: Absence, away: Away, now: datetime) -> Absence:
    person = absence.user
    if away.until_day < away.from_day:
        raise NotPossible(_("The last day comes before the first one."))
    if away.stand_in is not None and away.stand_in.pk == person.pk:
        raise NotPossible(_("Nobody stands in for themselves."))
    absence.from_day, absence.until_day = away.from_day, away.until_day
    absence.stand_in, absence.note = away.stand_in, away.note.strip()
    absence.begins_at, absence.ends_at = edges(away.from_day, away.until_day, person.zone)
    try:
        with transaction.atomic():
            absence.save()
    except IntegrityError:
        raise NotPossible(_("Another absence covers some of these days. Change that one.")) from None
    waiting.look_again(person, at=now)
    pass_on(now=now, people=[person.pk])
    return absence


def follow_zone(person: User) -> None:
    """Their days begin at other moments now."""
    for absence in person.absences.all():
        absence.begins_at, absence.ends_at = edges(absence.from_day, absence.until_day, person.zone)
        absence.save(update_fields=["begins_at", "ends_at"])


def pass_on(*, now: datetime, people: Iterable[int] | None = None) -> int:
    """Ask the stand-ins of those who are away now and have something to approve; the number of people asked.

    Safe to run twice and by many at once: the verb looks again at the locked request.
    """
    away = Absence.objects.at(now).exclude(stand_in=None)
    if people is not None:
        away = away.filter(user__in=list(people))
    waiting = Approval.objects.open().live().filter(approver__in=away.values("user"))
    rows = waiting.select_related("request").order_by("request", "pk").distinct("request")
    return sum(transitions.ask_stand_ins(row.request, now=now) for row in rows)
