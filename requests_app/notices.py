"""The verbs of notices: write, publish, end, “me too”. Nothing else writes one, and every change leaves a trace.

Whoever serves in a department announces for it. What speaks of a time ends by itself when that is over, except an
outage: its end is an expectation, and only somebody who looked says that it is over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from . import clock
from .configuration import Action, changing
from .models import Department, Notice, NoticeChange, NoticeFollower, Service, User
from .notifications import News, notify_all
from .transitions.base import Refused, StaleForm, moment

AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What a notice says, of when, and to whom."""

    kind: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    services: Sequence[Service] = ()
    audience: str = Notice.Audience.EVERYBODY
    audience_departments: Sequence[Department] = ()
    begins_at: datetime | None = None
    ends_at: datetime | None = None


@transaction.atomic
def begin(department: Department, announced: Announced, *, by: User, now: datetime | None = None) -> Notice:
    """A new notice, as a draft that only the department sees."""
    return _write(Notice(department=department), announced, by=by, at=moment(now))


@transaction.atomic
def write(notice: Notice, announced: Announced, *, edition: int, by: User, now: datetime | None = None) -> Notice:
    """Change what it says; what is published changes at once. Raises StaleForm where it is not as `edition` showed."""
    notice = _locked(notice, edition)
    _refuse_ended(notice)
    return _write(notice, announced, by=by, at=moment(now))


def _write(notice: Notice, announced: Announced, *, by: User, at: datetime) -> Notice:
    _check(notice, announced)
    what = NoticeChange.What.CHANGED if notice.is_published else NoticeChange.What.WRITTEN
    with _noted(notice, by=by, at=at):
        for name in ("kind", "title", "text", "audience", "begins_at", "ends_at"):
            setattr(notice, name, getattr(announced, name))
        notice.edition += 1
        notice.save()
        notice.services.set(announced.services)
        notice.audience_departments.set(announced.audience_departments)
    return _trace(notice, what, by=by, at=at)


def _noted(notice: Notice, *, by: User | None, at: datetime, action: str = "") -> AbstractContextManager[None]:
    """What readers see of it is configuration; a draft is not."""
    is_draft = notice.state == Notice.State.DRAFT and not action
    return nullcontext() if is_draft else changing(notice, by=by, at=at, action=action)


def _check(notice: Notice, announced: Announced) -> None:
    if announced.begins_at and announced.ends_at and announced.ends_at <= announced.begins_at:
        raise Refused(_("It ends before it begins."))
    if announced.audience == Notice.Audience.DEPARTMENTS and not announced.audience_departments:
        raise Refused(_("Say for whom it is: at least one department."))
    if announced.audience == Notice.Audience.USERS and not announced.services:
        raise Refused(_("Choose the services of those who are meant."))
    if any(service.provider_id != notice.department_id for service in announced.services):
        raise Refused(_("A notice is about services of its own department."))


@transaction.atomic
def publish(
    notice: Notice, *, edition: int, by: User, at: datetime | None = None, now: datetime | None = None
) -> Notice:
    """Show it from `at` on, or at once."""
    notice, now = _locked(notice, edition), moment(now)
    _refuse_ended(notice)
    if notice.ends_at and notice.ends_at <= max(at or now, now) and notice.kind != Notice.Kind.OUTAGE:
        raise Refused(_("Its time would be over before anybody sees it."))
    with _noted(notice, by=by, at=now, action=Action.PUBLISHED):
        notice.state, notice.publish_at = Notice.State.PUBLISHED, max(at or now, now)
        notice.edition += 1
        notice.save()
    return _trace(notice, NoticeChange.What.PUBLISHED, by=by, at=now)


@transaction.atomic
def end(notice: Notice, closing: Mapping[str, str], *, edition: int, by: User, now: datetime | None = None) -> Notice:
    """It is over: shown no longer, and whoever said “me too” is told, with a closing word."""
    notice = _locked(notice, edition)
    _refuse_ended(notice)
    if not notice.is_published:
        raise Refused(_("It was never published."))
    return _end(notice, closing, by=by, at=moment(now))


def _end(notice: Notice, closing: Mapping[str, str], *, by: User | None, at: datetime) -> Notice:
    with _noted(notice, by=by, at=at, action=Action.CLOSED):
        notice.state, notice.ended_at, notice.closing = Notice.State.ENDED, at, closing
        notice.edition += 1
        notice.save()
    _tell_followers(notice, "notice_ended", text=closing, by=by, at=at)
    return _trace(notice, NoticeChange.What.ENDED, by=by, at=at)


def end_due(now: datetime | None = None) -> int:
    """End what speaks of a time that is over; how many notices."""
    at = now or clock.now()
    with transaction.atomic():
        due = list(Notice.objects.to_end(at).select_for_update(skip_locked=True)[:AT_ONCE])
        for notice in due:
            _end(notice, notice.closing, by=None, at=at)
    return len(due)


def _refuse_ended(notice: Notice) -> None:
    if notice.state == Notice.State.ENDED:
        raise Refused(_("This notice is over. Write a new one."))


def _trace(notice: Notice, what: NoticeChange.What, *, by: User | None, at: datetime) -> Notice:
    NoticeChange.objects.create(notice=notice, what=what, title=notice.title, text=notice.text, by=by, at=at)
    return notice


def _locked(notice: Notice, edition: int) -> Notice:
    current = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    if current.edition != edition:
        raise StaleForm
    return current


# “Me too”


@transaction.atomic
def me_too(notice: Notice, *, by: User, now: datetime | None = None) -> None:
    """Somebody has the same trouble: counted once, and told when it is over. No request is made."""
    current = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    if not current.takes_me_too:
        raise Refused(_("This is over already."))
    NoticeFollower.objects.get_or_create(notice=current, user=by, defaults={"at": moment(now)})


def not_me(notice: Notice, *, by: User) -> None:
    """They do not have it, or not any more."""
    NoticeFollower.objects.filter(notice=notice, user=by).delete()


def _tell_followers(notice: Notice, kind: str, *, text: Mapping[str, str], by: User | None, at: datetime) -> None:
    people = User.objects.active().filter(pk__in=notice.followers.values("user"))
    if by is not None:
        people = people.exclude(pk=by.pk)
    params = {"notice": notice.pk, "name": dict(notice.title), "text": dict(text)}
    notify_all([News(kind=kind, recipients=people, key=f"{kind}:{notice.pk}", at=at, params=params)])
