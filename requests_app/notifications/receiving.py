"""What decides when one person is told outside the portal: their hours, their choices, their absences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from requests_app.models import Absence, NotificationSettings, Urgency, User

from . import hours
from .hours import Hours, OwnHours

# An absence that ended longer ago has no news left to wait for.
REMEMBERED = timedelta(days=60)
Outside = NotificationSettings.Outside


@dataclass(frozen=True, slots=True)
class Slot:
    """The moment from which on it may go out; `together` with everything else of that person that is so."""

    at: datetime
    together: bool = False


@dataclass(frozen=True, slots=True)
class Receiver:
    person: User
    settings: NotificationSettings
    hours: Hours
    absences: Sequence[Absence] = ()

    def slot(self, urgency: int, created_at: datetime, now: datetime) -> Slot:
        """When something that was written down at `created_at` may go out.

        While somebody is away nothing does, and afterwards it comes in one message: stand-ins are told by themselves,
        and escalations name others.
        """
        if urgency == Urgency.AT_ONCE:
            return Slot(now)
        since, together = created_at, False
        if away := self._absence_at(created_at) or self._absence_at(now):
            since, together = away.ends_at, True
            if now < since:
                return Slot(self._next_open(since), together)
        if self._is_daily and urgency == Urgency.NORMAL:
            return Slot(max(now, self._daily_after(since)), together=True)
        return Slot(now if self._at_any_hour(urgency) else self._next_open(now), together)

    @property
    def _is_daily(self) -> bool:
        return self.settings.pace == NotificationSettings.Pace.DAILY

    def _at_any_hour(self, urgency: int) -> bool:
        outside = self.settings.outside
        return outside == Outside.ALWAYS or (outside == Outside.URGENT and urgency == Urgency.URGENT)

    def _absence_at(self, moment: datetime) -> Absence | None:
        return next((one for one in self.absences if one.begins_at <= moment < one.ends_at), None)

    def _daily_after(self, moment: datetime) -> datetime:
        return hours.first_at(self.settings.daily_at, moment, self.hours, self.person.zone)

    def _next_open(self, moment: datetime) -> datetime:
        return self.hours.next_open(moment)


def receivers_of(people: Iterable[User], now: datetime) -> dict[int, Receiver]:
    """Everybody's, by id, in a few statements and one look for the hours of each department."""
    people = list(people)
    settings = NotificationSettings.objects.in_bulk([person.pk for person in people])
    absences = defaultdict(list)
    for one in Absence.objects.filter(user__in=people, begins_at__lte=now, ends_at__gt=now - REMEMBERED):
        absences[one.user_id].append(one)
    known: dict[tuple[int | None, str], Hours] = {}
    found = {}
    for person in people:
        place = (person.department_id, person.time_zone)
        if place not in known:
            known[place] = hours.hours_of(person, now)
        chosen = settings.get(person.pk) or NotificationSettings(person=person)
        found[person.pk] = Receiver(person, chosen, hours_by(chosen, person, known[place]), absences[person.pk])
    return found


def hours_by(settings: NotificationSettings, person: User, usual: Hours) -> Hours:
    """The hours somebody chose, else the usual ones."""
    if settings.from_time is None or settings.until_time is None:
        return usual
    return OwnHours(usual, person.zone, settings.from_time, settings.until_time)
