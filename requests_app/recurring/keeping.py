"""What people decide about a recurring request: begin it, change it, pause it, let it go on, end it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock, working_days
from requests_app.fields.validation import Answered
from requests_app.models import Department, FormVersion, Recurrence, Service, User
from requests_app.transitions import Refused, StaleForm

from .rule import LONGEST_CLOSED, Planned, Rule, moment_of, placed, planned

SHOWN_DAYS = 10
MOST = 100  # of one person
State = Recurrence.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be filed, and when. `answered` as `fields.validation` made it, None where the service asks nothing."""

    title: str
    rule: Rule
    at: time
    description: str = ""
    department: Department | None = None
    answered: Answered | None = None


@transaction.atomic
def begin(service: Service, wish: Wish, *, owner: User, now: datetime | None = None) -> Recurrence:
    """A new one, in the owner's time zone. Raises Refused where the rule never falls on a working day."""
    at = now or clock.now()
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    if Recurrence.objects.of(owner).going_on().count() >= MOST:
        raise Refused(_("You have too many recurring requests. End one of them first."))
    made = Recurrence(owner=owner, service=service, time_zone=owner.time_zone)
    return _write(made, wish, at)


@transaction.atomic
def change(kept: Recurrence, wish: Wish, *, edition: int, now: datetime | None = None) -> Recurrence:
    """Another wish from now on. Raises StaleForm where somebody changed it since `edition` was shown."""
    return _write(_locked(kept, edition), wish, now or clock.now())


def _write(kept: Recurrence, wish: Wish, at: datetime) -> Recurrence:
    for name, value in asdict(wish.rule).items():
        setattr(kept, name, list(value) if isinstance(value, tuple) else value)
    kept.title, kept.description, kept.department = wish.title.strip(), wish.description.strip(), wish.department
    form = wish.answered.form if wish.answered else None
    kept.form = FormVersion.objects.get(pk=form) if form else None
    kept.answers = wish.answered.answers if wish.answered else {}
    if kept.trouble:  # nobody paused it: it waited for just this
        kept.state, kept.trouble = State.ACTIVE, ""
    kept.at = wish.at
    kept.edition += 1
    begin_after(kept, at)
    if kept.next_at is None:
        raise Refused(_("There is no day on which it would be filed. Look at the days, and at from and until."))
    kept.save()
    return kept


def begin_after(kept: Recurrence, now: datetime) -> None:
    """Leave out every day whose moment has passed, and look ahead to the next one. What moves counts where it comes."""
    kept.done_until = now.astimezone(kept.zone).date() - timedelta(days=LONGEST_CLOSED + 1)
    for one in days_up_to(kept, now):
        kept.done_until = one.day
    look_ahead(kept, now)


def days_up_to(kept: Recurrence, now: datetime) -> list[Planned]:
    """The days of the rule that were not dealt with and whose moments have passed, as the calendar says it today."""
    return list(takewhile(lambda one: moment_for(kept, one) <= now, _after(kept, now)))


def look_ahead(kept: Recurrence, now: datetime) -> None:
    """Set the moment of the next day that is to be filed; None where there is none."""
    kept.next_at = next((moment_for(kept, one) for one in _after(kept, now) if one.on is not None), None)


def moment_for(kept: Recurrence, one: Planned) -> datetime:
    """When its turn comes; of a day that is left out, when its turn would have come."""
    return moment_of(one.on or one.day, kept.at, kept.zone)


def _after(kept: Recurrence, now: datetime) -> Iterator[Planned]:
    works_on = working_days.days_of(kept.service, now).works_on
    return placed(kept.rule, works_on, after=kept.done_until)


def upcoming_days(rule: Rule, service: Service, after: date, now: datetime) -> list[Planned]:
    """The next SHOWN_DAYS of the rule with what becomes of each."""
    return planned(rule, working_days.days_of(service, now).works_on, after=after, most=SHOWN_DAYS)


@transaction.atomic
def pause(kept: Recurrence, *, edition: int) -> Recurrence:
    """File nothing until somebody lets it go on."""
    return _move(_locked(kept, edition), State.PAUSED)


@transaction.atomic
def resume(kept: Recurrence, *, edition: int, now: datetime | None = None) -> Recurrence:
    """From now on; what fell into the pause is not made up for. Raises Refused where no day is left."""
    kept = _locked(kept, edition)
    if kept.state != State.PAUSED:
        raise Refused(_("It is not paused."))
    kept.trouble = ""
    begin_after(kept, now or clock.now())
    if kept.next_at is None:
        raise Refused(_("There is no day on which it would be filed. Look at the days, and at from and until."))
    return _move(kept, State.ACTIVE)


@transaction.atomic
def end(kept: Recurrence, *, edition: int) -> Recurrence:
    """For good. What it filed stays."""
    kept = _locked(kept, edition)
    kept.next_at = None
    return _move(kept, State.ENDED)


@transaction.atomic
def give(kept: Recurrence, to: User) -> Recurrence:
    """From now on its requests are somebody else's. Days and zone stay."""
    kept = _locked(kept, kept.edition)
    kept.owner = to
    return _move(kept, State(kept.state))


def _move(kept: Recurrence, state: Recurrence.State) -> Recurrence:
    kept.state = state
    kept.edition += 1
    kept.save()
    return kept


def _locked(kept: Recurrence, edition: int) -> Recurrence:
    current = Recurrence.objects.select_for_update(of=("self",)).for_list().get(pk=kept.pk)
    if current.edition != edition:
        raise StaleForm
    if current.state == State.ENDED:
        raise Refused(_("It has ended. Begin a new one."))
    return current
