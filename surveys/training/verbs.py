"""Every write of a session and its places. Each locks the session: of two people the last seat goes to one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.configuration import Action, changing
from requests_app.models import User
from requests_app.transitions import Refused, StaleForm
from surveys.models import Improvement, TrainingPlace, TrainingSession

from . import access, telling

Place = TrainingPlace.State
# Whoever has it in their calendar hears of a change of these.
MOVES = ("starts_at", "ends_at", "place", "link")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What somebody writes of a session; moments are aware."""

    title: Mapping[str, str]
    text: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    seats: int
    offered_to: str
    led_by: User


@transaction.atomic
def plan(improvement: Improvement, outline: Outline, *, by: User, now: datetime | None = None) -> TrainingSession:
    """A new session; colleagues it is offered to are told. Raises Refused."""
    at = now or clock.now()
    if not access.can_plan(by, improvement):
        raise Refused(_("Sessions belong to an open improvement of the kind “training”."))
    _check(improvement, outline, at)
    session = TrainingSession(improvement=improvement, created_by=by, created_at=at)
    with changing(session, by=by, at=at):
        _write(session, outline)
    telling.tell_of_offer(session, by=by, at=at)
    return session


@transaction.atomic
def change(
    session: TrainingSession, outline: Outline, *, edition: int, by: User, now: datetime | None = None
) -> TrainingSession:
    """Raises StaleForm where it is not as `edition` showed, and Refused. More seats go to those who wait."""
    at, current = now or clock.now(), _locked(session)
    if current.edition != edition:
        raise StaleForm
    _expect_to_come(current, at, begun=True)
    _check(current.improvement, outline, at)
    taken = current.places.filter(state=Place.SEAT).count()
    if outline.seats < taken:
        raise Refused(_("%(taken)s people have a seat already: there cannot be fewer.") % {"taken": taken})
    moved = any(getattr(current, name) != getattr(outline, name) for name in MOVES)
    if outline.starts_at != current.starts_at:
        current.reminded_at = None
    with changing(current, by=by, at=at):
        _write(current, outline)
    if moved:
        telling.tell_of_change(current, by=by, at=at)
    _move_up(current, at)
    return current


@transaction.atomic
def cancel(session: TrainingSession, reason: str, *, by: User, now: datetime | None = None) -> TrainingSession:
    """It does not take place; everybody who signed up is told why. Raises Refused."""
    at, current = now or clock.now(), _locked(session)
    _expect_to_come(current, at)
    if not reason:
        raise Refused(_("Say why it does not take place."))
    with changing(current, by=by, at=at, action=Action.CLOSED):
        current.state, current.cancelled_because = TrainingSession.State.CANCELLED, reason
        _saved(current)
    telling.tell_of_cancellation(current, by=by, at=at)
    return current


@transaction.atomic
def sign_up(session: TrainingSession, *, by: User, now: datetime | None = None) -> TrainingPlace:
    """A seat, or a place on the waiting list; the same place where there is one already. Raises Refused."""
    at, current = now or clock.now(), _locked(session)
    known = current.places.filter(person=by).first()
    if known is not None:
        return known
    _expect_to_come(current, at, begun=True)
    if not current.is_for(by):
        raise Refused(_("This session is not offered to you."))
    place = TrainingPlace(session=current, person=by, at=at)
    place.state = Place.SEAT if _free(current) > 0 else Place.WAITING
    place.save()
    if place.state == Place.SEAT:
        telling.tell_of_seat(place, at=at)
    return place


@transaction.atomic
def withdraw(session: TrainingSession, *, by: User, now: datetime | None = None) -> None:
    """Give one's place back; whoever waits longest gets it. Nothing happens where there is none. Raises Refused."""
    at, current = now or clock.now(), _locked(session)
    _expect_to_come(current, at, begun=True)
    current.places.filter(person=by).delete()
    _move_up(current, at)


@transaction.atomic
def note_who_came(
    session: TrainingSession, people: Collection[int], *, by: User, now: datetime | None = None
) -> TrainingSession:
    """`people`: ids of those who came; all others with a seat did not. May be noted again. Raises Refused."""
    at, current = now or clock.now(), _locked(session)
    if current.state == TrainingSession.State.CANCELLED:
        raise Refused(_("It was called off."))
    if current.starts_at > at:
        raise Refused(_("It has not begun yet."))
    seated = current.places.filter(state=Place.SEAT)
    with changing(current, by=by, at=at):
        seated.update(came=False)
        current.came = seated.filter(person__in=people).update(came=True)
        _saved(current)
    return current


@transaction.atomic
def free_places_of_former(session: TrainingSession, *, now: datetime) -> None:
    """Whoever left the company needs no seat any more."""
    current = _locked(session)
    current.places.filter(person__is_active=False).delete()
    _move_up(current, now)


@transaction.atomic
def hand_on(session: TrainingSession, to: User, *, by: User) -> None:
    """Somebody else leads it."""
    current = _locked(session)
    with changing(current, by=by):
        current.led_by = to
        _saved(current)


def _write(session: TrainingSession, outline: Outline) -> None:
    for name in (one.name for one in fields(outline)):
        setattr(session, name, getattr(outline, name))
    _saved(session)


def _check(improvement: Improvement, outline: Outline, at: datetime) -> None:
    if outline.starts_at <= at:
        raise Refused(_("It has to begin later than now."))
    if outline.ends_at <= outline.starts_at:
        raise Refused(_("It ends before it begins."))
    if not outline.place and not outline.link:
        raise Refused(_("Say where it is: a place, a link, or both."))
    if not outline.led_by.is_active:
        raise Refused(_("%(person)s has left. Choose somebody else.") % {"person": outline.led_by})


def _free(session: TrainingSession) -> int:
    return session.seats - session.places.filter(state=Place.SEAT).count()


def _move_up(session: TrainingSession, at: datetime) -> None:
    """Whoever signed up first comes first."""
    for place in session.places.filter(state=Place.WAITING).select_related("person")[: max(0, _free(session))]:
        place.state = Place.SEAT
        place.save(update_fields=["state"])
        telling.tell_of_seat(place, at=at)


def _expect_to_come(session: TrainingSession, at: datetime, *, begun: bool = False) -> None:
    if session.state == TrainingSession.State.CANCELLED:
        raise Refused(_("It was called off."))
    if (session.starts_at if begun else session.ends_at) <= at:
        raise Refused(_("It has begun already.") if begun else _("It is over."))


def _locked(session: TrainingSession) -> TrainingSession:
    rows = TrainingSession.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("improvement__department", "led_by").get(pk=session.pk)


def _saved(session: TrainingSession) -> None:
    session.edition += 1
    session.save()
