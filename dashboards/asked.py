"""What a page of figures was asked: whose, which days, by whom; and the addresses of everything it leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards import words
from dashboards.counting import Scope
from dashboards.departments import Offered, Watched, watched
from dashboards.figures import Question
from dashboards.period import CUSTOM, LENGTHS, Period
from requests_app.models import Department, User
from requests_app.moments import moment_of
from requests_app.types import SignedInRequest

# Figure, and if wanted its days or the day before which it was filed -> address of the list behind it.
Link = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Asked:
    """One department, one period (with a service or without), one moment, one reader."""

    found: Watched
    period: Period
    now: datetime
    user: User

    @classmethod
    def by(cls, request: SignedInRequest, code: str) -> Self:
        """Raises Http404 where these figures are not this person's business, or the service is unknown."""
        found, now = watched(request.user, code), moment_of(request)
        period = Period.of(request.GET.dict(), today=today(now, found.department.zone))
        found.service(period)
        return cls(found, period, now, request.user)

    @property
    def department(self) -> Department:
        return self.found.department

    @property
    def service(self) -> Offered | None:
        return self.found.service(self.period)

    @property
    def scope(self) -> Scope:
        return self.found.scope(self.period)

    @property
    def question(self) -> Question:
        return self.question_of(self.period)

    def question_of(self, period: Period) -> Question:
        """The same about other days."""
        service = self.service
        return Question(
            departments=[self.department],
            start=period.start,
            end=period.end,
            services=(service.pk,) if service else None,
            by=(),
            bucket=period.bucket,
        )

    def link(self, figure: str, *, days: tuple[date, date] | None = None, before: str = "", **narrowed: str) -> str:
        """The list behind a figure; `days`: the first, and the one after the last; `narrowed` as `behind` reads it."""
        within = self.period if days is None else Period(CUSTOM, *days, service=self.period.service)
        return self.link_in(within, figure, before=before, **narrowed)

    def link_in(self, period: Period, figure: str, **narrowed: str) -> str:
        """The list behind a figure of other days, or of another service."""
        base = reverse("dashboards:requests", args=[self.department.code])
        return f"{base}?{period.query(figure=figure, **narrowed)}"

    def page(self) -> str:
        """The page of figures itself, with the same days and service."""
        return f"{reverse('dashboards:department', args=[self.department.code])}?{self.period.query()}"

    def part(self, name: str) -> str:
        """The address of one part of the page."""
        return f"{reverse('dashboards:part', args=[self.department.code, name])}?{self.period.query()}"

    def days_in_words(self) -> str:
        return days_in_words(self.period)


def today(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def days_in_words(period: Period) -> str:
    """“7 Sep 2026 to 6 Oct 2026”."""
    values = {"first": words.day(period.start, year=True), "last": words.day(period.last, year=True)}
    return _("%(first)s to %(last)s") % values


def filters(asked: Asked) -> dict[str, Any]:
    """What the chips above the figures offer: other lengths, other services, the days before beside them."""
    period, chosen = asked.period, asked.service
    names = {"30d": _("30 days"), "90d": _("90 days"), "365d": _("365 days")}
    return {
        "lengths": [
            {"label": names[name], "url": f"?{period.other(name=name).query()}", "here": period.name == name}
            for name in LENGTHS
        ],
        "services": [
            {"label": one.name, "url": f"?{period.other(service=one.code).query()}", "here": one == chosen}
            for one in asked.found.offered
        ],
        "service": chosen,
        "all_services_url": f"?{period.other(service='').query()}",
        "custom": period.name == CUSTOM,
        "compare_url": f"?{period.other(compare=not period.compare).query()}",
    }
