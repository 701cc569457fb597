"""Everything a story needs to know about the company on the day it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from random import Random

from requests_app.models import Department, User
from sla.calendar import WorkingCalendar

from . import content
from .catalogue import Offer
from .content import Filler
from .dice import dice
from .people import Staff
from .rhythm import Year
from .standards import Book, Promised


@dataclass(frozen=True)
class World:
    now: datetime
    departments: dict[str, Department]
    offers: list[Offer]
    staff: Staff
    book: Book
    year: Year

    @property
    def scripted(self) -> frozenset[User]:
        """Whose last weeks are written by hand in `scenes`."""
        return frozenset({self.staff.cast["li.wei"]})

    def offer(self, department: str, service: str) -> Offer:
        return next(one for one in self.offers if one.provider.code == department and one.content.code == service)

    def neighbours(self, department: int) -> list[int]:
        """Departments to which its requests are handed over."""
        return self._neighbours[department]

    @cached_property
    def _neighbours(self) -> dict[int, list[int]]:
        rows = self.departments
        return {rows[one.code].pk: [rows[code].pk for code in one.neighbours] for one in content.departments()}

    def managers_of(self, user: User) -> list[User]:
        """Who leads the department this person belongs to."""
        return self.staff.managers.get(user.department_id or 0, [])

    def at_desk(self, user: User) -> WorkingCalendar:
        """When this person works."""
        return self.year.at_work[self.staff.office[user.pk]]

    def promised(self, department: int, service: int | None, at: datetime) -> Promised:
        return self.book.find(department, service, at)

    def slowness(self, department: str, at: datetime) -> float:
        """Some weeks go well and some do not; the same for everybody who asks in that week."""
        year, week, _day = at.isocalendar()
        weather = dice("weather", department, year, week).lognormvariate(0, 0.16)
        ends = next(one for one in content.departments() if one.code == department).month_end
        return weather * (1.0 + 0.2 * (ends - 1.0) if at.day >= 26 or at.day <= 3 else 1.0)

    def filler(self, rng: Random, language: str, at: datetime, besides: User) -> Filler:
        """A colleague in the text bears a name that is written in the text's language."""
        named = [one for one in self.staff.users if content.short(one) == language and one.pk != besides.pk]
        return Filler(rng, language, at, rng.choice(named or self.staff.users).display_name)
