"""What happens to people's accounts: invited, changed, deactivated; every write is one function here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, Subquery
from django.utils.translation import gettext as _

from . import absences, clock, leaving, name_order, undertakings
from .configuration import Action, changing
from .models import Department, Membership, Undertaking, User
from .models.people import UserQuerySet
from .notifications import notify

EDITABLE = ("display_name", "email", "department", "manager", "language", "time_zone", "is_admin")
# One mail per address within this time, however often somebody asks.
RESET_PAUSE_MINUTES = 5


class NotAllowed(ValueError):
    """The change would leave the portal without somebody it needs. The text is translated and made for people."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Whom an admin invites. `role` is a Membership.Role in `department`, or empty for somebody who only asks."""

    display_name: str
    email: str
    department: Department
    role: str = ""
    language: str = settings.LANGUAGE_CODE


@transaction.atomic
def invite(newcomer: Newcomer, *, by: User, now: datetime) -> User:
    """Make the account, without a password, and mail a link to set one."""
    person = User(
        email=newcomer.email.strip(),
        display_name=newcomer.display_name.strip(),
        department=newcomer.department,
        language=newcomer.language,
        time_zone=newcomer.department.time_zone,
    )
    with changing(person, by=by, at=now):
        person.set_unusable_password()
        person.save()
        if newcomer.role:
            Membership.objects.create(user=person, department=newcomer.department, role=newcomer.role)
    _mail_invitation(person, by=by, now=now)
    return person


@transaction.atomic
def take_in(person: User, *, by: User, now: datetime, invited: bool) -> None:
    """Save an account that was filled in elsewhere, without a password; mail a link to set one where `invited`."""
    with changing(person, by=by, at=now):
        person.set_unusable_password()
        person.save()
    if invited:
        _mail_invitation(person, by=by, now=now)


@transaction.atomic
def invite_again(person: User, *, by: User, now: datetime) -> None:
    """Mail a new link; those sent before stop working. Refused once a password is set."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if not is_invited(person):
        raise NotAllowed(_("%(person)s already has a password.") % {"person": person})
    person.set_unusable_password()  # a new random value: earlier links were signed with the old one
    person.save(update_fields=["password"])
    _mail_invitation(person, by=by, now=now)


def is_invited(person: User) -> bool:
    """Has an account, and has not set a password yet."""
    return person.is_active and not person.has_usable_password()


def _mail_invitation(person: User, *, by: User, now: datetime) -> None:
    until = now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    params = {"actor": by.display_name, "until_at": until.isoformat()}
    notify("invitation", [person], key=f"invitation:{now.isoformat()}", at=now, params=params)


def forgot_password(email: str, *, now: datetime) -> None:
    """Mail a link to set a new password; nothing tells whether the address is known."""
    slot = int(now.timestamp()) // (RESET_PAUSE_MINUTES * 60)
    people = User.objects.active().filter(email__iexact=email.strip())
    notify("password_reset", people, key=f"password-reset:{slot}", at=now)


def password_was_set(person: User, *, now: datetime) -> None:
    """Tell the owner, so that a change by somebody else does not stay unseen."""
    notify("password_changed", [person], key=f"password-changed:{now.isoformat()}", at=now)


@transaction.atomic
def change(person: User, fields: Mapping[str, Any], roles: Mapping[int, str], *, by: User) -> User:
    """Write EDITABLE `fields`, and `roles` (department id to Membership.Role) in place of all roles so far."""
    person, other_admins = _hold(person)
    if person.is_admin and not fields.get("is_admin", True):
        _keep_an_admin(person, other_admins, by=by)
    known = {name: value for name, value in fields.items() if name in EDITABLE}
    with changing(person, by=by):
        for name, value in known.items():
            setattr(person, name, value)
        person.save(update_fields=list(known))
        absences.follow_zone(person)
        person.memberships.filter(department__closed_at=None).exclude(department__in=roles).delete()
        for department, role in roles.items():
            Membership.objects.update_or_create(user=person, department_id=department, defaults={"role": role})
    return person


@transaction.atomic
def deactivate(
    person: User, *, by: User, takers: Mapping[str, User | None] = MappingProxyType({})
) -> Undertaking | None:
    """Nobody signs in to this account any more, and it is told nothing; what the person did stays theirs.

    What is in their name goes to the `takers` by code of `leaving.items_of`, or where each item says it goes without
    one: at once where it is little, else by a worker. What is returned shows how far that is; None: there was nothing.
    """
    person, other_admins = _hold(person)
    if person.pk == by.pk:
        raise NotAllowed(_("You cannot deactivate your own account. Another admin can."))
    if person.is_admin:
        _keep_an_admin(person, other_admins, by=by)
    _check_takers(takers)
    with changing(person, by=by, action=Action.DEACTIVATED):
        person.is_active = False
        person.save(update_fields=["is_active"])
    end_sessions(person)
    return _hand_on(person, takers, by=by)


def _check_takers(takers: Mapping[str, User | None]) -> None:
    # Asked under the lock of `_hold`: of two who are deactivated at once in each other's favour, the second is refused.
    chosen = [taker.pk for taker in takers.values() if taker]
    gone = User.objects.filter(pk__in=chosen, is_active=False).order_by("pk").first()
    if gone is not None:
        raise NotAllowed(_("%(person)s has no account any more. Choose somebody else.") % {"person": gone})


def _hand_on(person: User, takers: Mapping[str, User | None], *, by: User) -> Undertaking | None:
    items = leaving.items_of(person)
    missing = next((item for item in items if not item.otherwise and takers.get(item.code) is None), None)
    if missing is not None:
        raise NotAllowed(_("Choose who takes this over: %(what)s") % {"what": missing.title})
    if not items:
        return None
    return undertakings.finish_small(undertakings.begin(leaving.KIND, person.pk, leaving.plan_of(items, takers), by=by))


def end_sessions(person: User, *, keep: str = "") -> None:
    """All but the one with the key `keep`. Those of an inactive person are refused anyway, and must not come back."""
    for session in Session.objects.filter(expire_date__gt=clock.now()).iterator():
        if session.session_key != keep and session.get_decoded().get(SESSION_KEY) == str(person.pk):
            session.delete()


def reactivate(person: User, *, by: User | None = None) -> None:
    with changing(person, by=by, action=Action.ACTIVATED):
        User.objects.filter(pk=person.pk).update(is_active=True)


def _hold(person: User) -> tuple[User, list[User]]:
    """The person as they are now, and the other admins.

    All are locked, and in one order: two admins who demote each other at the same moment neither wait for each other
    forever nor leave the portal without one.
    """
    admins = Q(is_admin=True, is_active=True)
    held = list(User.objects.filter(Q(pk=person.pk) | admins).select_for_update(no_key=True).order_by("pk"))
    return next(one for one in held if one.pk == person.pk), [one for one in held if one.pk != person.pk]


def _keep_an_admin(person: User, other_admins: list[User], *, by: User) -> None:
    if person.pk == by.pk:
        raise NotAllowed(_("You cannot take the admin role from yourself. Another admin can."))
    if not other_admins:
        raise NotAllowed(_("%(person)s is the only admin. Make somebody else an admin first.") % {"person": person})


STATES = ("active", "invited", "inactive")


def directory(*, text: str = "", department: int | None = None, state: str = "") -> UserQuerySet:
    """People by name, with department and roles; `state` is one of STATES or empty for all."""
    people: UserQuerySet = User.objects.select_related("department").prefetch_related("memberships__department")
    for word in text.split():
        people = people.filter(Q(display_name__icontains=word) | Q(email__icontains=word))
    if department is not None:
        people = people.filter(Q(department=department) | Q(memberships__department=department)).distinct()
    if state == "inactive":
        people = people.filter(is_active=False)
    elif state in STATES:
        invited = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        people = people.filter(invited if state == "invited" else ~invited, is_active=True)
    return people.by_name()


def after(people: UserQuerySet, person: User) -> UserQuerySet:
    """The part of a directory that comes behind `person`."""
    own = User.objects.filter(pk=person.pk).order_by().values(place=name_order.ordered("display_name"))
    place = Subquery(own[:1])
    placed = people.annotate(place=name_order.ordered("display_name"))
    return placed.filter(Q(place__gt=place) | Q(place=place, pk__gt=person.pk))
