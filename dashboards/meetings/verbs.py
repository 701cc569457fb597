"""Every write of a service review, its meetings and what they decide. Each locks the meeting it changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.configuration import Action, changing
from requests_app.models import Department, User
from requests_app.transitions import Refused, StaleForm
from surveys.improving import verbs as improving
from surveys.models import Improvement

from . import access, telling
from .models import ReviewDecision, ReviewMeeting, ServiceReview

State = ReviewMeeting.State
# What an improvement's title takes of a decision; all of it is in what is done.
LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """When and where; moments are aware, and one of place and link is there."""

    starts_at: datetime
    ends_at: datetime
    place: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """`department` does it, and `owner` serves there."""

    text: str
    department: Department
    owner: User
    until_on: date


@transaction.atomic
def begin(
    departments: Collection[Department], every_weeks: int, outline: Outline, *, by: User, now: datetime | None = None
) -> ServiceReview:
    """A review with its first meeting, to which whoever leads one of the departments is invited. Raises Refused."""
    at, chosen = now or clock.now(), sorted(set(departments), key=lambda one: one.pk)
    if len(chosen) < 2:
        raise Refused(_("A service review takes at least two departments."))
    if not access.can_begin(by, chosen):
        raise Refused(_("One of the departments has to be yours to lead."))
    review = ServiceReview(every_weeks=every_weeks, created_by=by, created_at=at)
    with changing(review, by=by, at=at):
        review.save()
        review.departments.set(chosen)
    leaders = User.objects.active().filter(memberships__department__in=chosen, memberships__role="manager")
    _plan(review, outline, {by, *leaders}, by=by, at=at)
    return review


@transaction.atomic
def plan(review: ServiceReview, outline: Outline, *, by: User, now: datetime | None = None) -> ReviewMeeting:
    """The next meeting, with the people of the last. Raises Refused where one is planned already."""
    at = now or clock.now()
    current = _locked_review(review)
    last = current.meetings.newest_first().first()
    people = last.people.filter(is_active=True) if last else ()
    return _plan(current, outline, {by, *people}, by=by, at=at)


def _plan(
    review: ServiceReview, outline: Outline, people: Collection[User], *, by: User, at: datetime
) -> ReviewMeeting:
    _check(outline, at)
    if review.meetings.planned().exists():
        raise Refused(_("The next meeting is planned already."))
    meeting = ReviewMeeting(review=review)
    with changing(meeting, by=by, at=at):
        _write(meeting, outline)
    meeting.people.set(people)
    telling.tell_of_plan(meeting, by=by, at=at)
    return meeting


@transaction.atomic
def change(
    meeting: ReviewMeeting, outline: Outline, *, edition: int, by: User, now: datetime | None = None
) -> ReviewMeeting:
    """Raises StaleForm where it is not as `edition` showed, and Refused."""
    at, current = now or clock.now(), _locked(meeting)
    if current.edition != edition:
        raise StaleForm
    _expect_planned(current)
    _check(outline, at)
    current.reminded_at = None
    with changing(current, by=by, at=at):
        _write(current, outline)
    telling.tell_of_change(current, by=by, at=at)
    return current


@transaction.atomic
def invite(meeting: ReviewMeeting, person: User, *, by: User, now: datetime | None = None) -> None:
    """Once; raises Refused where it is over."""
    current = _locked(meeting)
    _expect_planned(current)
    if not current.people.filter(pk=person.pk).exists():
        current.people.add(person)
        telling.tell_invited(current, person, at=now or clock.now())


@transaction.atomic
def leave_out(meeting: ReviewMeeting, person: User) -> None:
    """Somebody does not have to come."""
    current = _locked(meeting)
    _expect_planned(current)
    current.people.remove(person)


@transaction.atomic
def cancel(meeting: ReviewMeeting, reason: str, *, by: User, now: datetime | None = None) -> ReviewMeeting:
    """It does not take place; everybody invited is told why. Raises Refused."""
    at, current = now or clock.now(), _locked(meeting)
    _expect_planned(current)
    with changing(current, by=by, at=at, action=Action.CLOSED):
        current.state, current.cancelled_because = State.CANCELLED, reason
        _saved(current)
    telling.tell_of_cancellation(current, by=by, at=at)
    return current


@transaction.atomic
def hold(
    meeting: ReviewMeeting, came: Collection[int], notes: str, *, by: User, now: datetime | None = None
) -> ReviewMeeting:
    """It took place: who was there, what was said. The next one is planned by the rhythm. Raises Refused."""
    at, current = now or clock.now(), _locked(meeting)
    _expect_planned(current)
    if not current.has_begun(at):
        raise Refused(_("It has not begun yet."))
    with changing(current, by=by, at=at):
        current.state, current.notes = State.HELD, notes
        _saved(current)
    current.came.set(current.people.filter(pk__in=came))
    if current.review.ended_at is None:
        people = list(current.people.filter(is_active=True))
        _plan(current.review, _next(current, at), people or [by], by=by, at=at)
    return current


def _next(meeting: ReviewMeeting, at: datetime) -> Outline:
    """By the same clock on the same weekday, and not before today, however long somebody took to write it up."""
    zone = min(meeting.review.departments.all(), key=lambda one: one.pk).zone
    starts, length = meeting.starts_at.astimezone(zone), meeting.ends_at - meeting.starts_at
    step = timedelta(weeks=meeting.review.every_weeks)
    starts += step
    while starts <= at:
        starts += step
    return Outline(starts_at=starts, ends_at=starts + length, place=meeting.place, link=meeting.link)


@transaction.atomic
def decide(meeting: ReviewMeeting, decided: Decided, *, by: User, now: datetime | None = None) -> ReviewDecision:
    """Written down, and begun as an improvement of the department that does it. Raises Refused."""
    at, current = now or clock.now(), _locked(meeting)
    if current.state == State.CANCELLED or not current.has_begun(at):
        raise Refused(_("What a meeting decides is written down when it has begun."))
    if decided.department not in current.review.departments.all():
        raise Refused(_("Choose one of the departments that meet."))
    begun = improving.begin(
        decided.department,
        improving.Plan(
            title={settings.LANGUAGE_CODE: _shortened(decided.text)},
            kind=Improvement.Kind.COOPERATION,
            finding=_("Decided in the service review of %(departments)s.") % {"departments": current.review},
            action=decided.text,
            owner=decided.owner,
        ),
        by=by,
        now=at,
    )
    made = ReviewDecision.objects.create(
        meeting=current,
        text=decided.text,
        until_on=decided.until_on,
        improvement=begun,
        decided_by=by,
        decided_at=at,
    )
    telling.tell_of_decision(made, by=by, at=at)
    return made


@transaction.atomic
def end(review: ServiceReview, *, by: User, now: datetime | None = None) -> None:
    """They meet no more: what is planned is called off."""
    at, current = now or clock.now(), _locked_review(review)
    for meeting in current.meetings.planned():
        cancel(meeting, _("The service review has ended."), by=by, now=at)
    with changing(current, by=by, at=at, action=Action.CLOSED):
        current.ended_at = current.ended_at or at
        current.save(update_fields=["ended_at"])


@transaction.atomic
def move(review: ServiceReview, gone: Department, into: Department, *, by: User) -> None:
    """A department became another one, which takes its place; with one department left there is nobody to meet."""
    current = _locked_review(review)
    with changing(current, by=by, action=Action.MOVED):
        current.departments.remove(gone)
        current.departments.add(into)
    if current.departments.count() < 2:
        end(current, by=by)


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def _check(outline: Outline, at: datetime) -> None:
    if outline.starts_at <= at:
        raise Refused(_("It has to begin later than now."))
    if outline.ends_at <= outline.starts_at:
        raise Refused(_("It ends before it begins."))
    if not outline.place and not outline.link:
        raise Refused(_("Say where it is: a place, a link, or both."))


def _expect_planned(meeting: ReviewMeeting) -> None:
    if meeting.state == State.CANCELLED:
        raise Refused(_("It was called off."))
    if meeting.state == State.HELD:
        raise Refused(_("It is over."))


def _write(meeting: ReviewMeeting, outline: Outline) -> None:
    for one in fields(outline):
        setattr(meeting, one.name, getattr(outline, one.name))
    _saved(meeting)


def _saved(meeting: ReviewMeeting) -> None:
    meeting.edition += 1
    meeting.save()


def _locked(meeting: ReviewMeeting) -> ReviewMeeting:
    rows = ReviewMeeting.objects.select_for_update(of=("self",), no_key=True).select_related("review")
    return rows.get(pk=meeting.pk)


def _locked_review(review: ServiceReview) -> ServiceReview:
    return ServiceReview.objects.select_for_update(no_key=True).get(pk=review.pk)


def leaders_of(departments: Sequence[Department]) -> Sequence[User]:
    """Whoever may own what is decided: all who serve in one of them."""
    rows = User.objects.active().filter(memberships__department__in=departments).distinct()
    return list(rows.by_name())
