"""What a department's people asked of other departments: read from rows, as many as the page counts at most.

Confidential services stay out, whoever looks: that somebody of a small department turned to one of them is already
too much to know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards.days import Days
from dashboards.facts import CHUNK, Fact, read_of
from dashboards.tally import counted
from requests_app.models import Department, ServiceRequest, User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.states import OPEN, Status

# It is the department's turn, and nobody there has said a word for so long: a weekend alone is not silence.
SILENT_AFTER = timedelta(days=4)
# More would have to be read from roll-ups, which know no requester.
MOST = CHUNK

# What a number of the page is called where it leads to its requests; names are those of docs/figures.md.
TITLES: dict[str, LazyText] = {
    "filed": pgettext_lazy("requests", "Asked"),
    "clock.first_response.kept": _("First answer in time"),
    "clock.resolution.kept": _("Done in time"),
    "answered": pgettext_lazy("requests", "Answered"),
    "resolved": pgettext_lazy("requests", "Done"),
    "still_open": pgettext_lazy("requests", "Open"),
    "silent": _("Silent for too long"),
    "chased": _("Chased by the requester"),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """A department as the one that asks, the days in which, and the moment of looking."""

    department: Department
    days: Days
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return self.department.zone

    def requests(self) -> ServiceRequestQuerySet:
        """What its people, or it for itself, filed with others in these days."""
        others = ServiceRequest.objects.asked_from(self.department.pk).exclude(department=self.department)
        return others.exclude(service__is_confidential=True).filter(self.days.hold("filed_at", self.zone))

    def facts(self) -> list[Fact]:
        """Of the newest MOST of them."""
        return read_of(self.requests().newest_first()[:MOST], now=self.now)

    def counts(self, fact: Fact) -> set[str]:
        """Everything this request adds to the figures of these days."""
        names = {name for day, name in counted(fact, self.zone) if day in self.days}
        # A period of asking: what was done counts whenever it was done, as the times do.
        if fact.resolved_at is not None:
            names.add("resolved")
        return names | ({"silent"} if self.is_silent(fact) else set())

    def is_silent(self, fact: Fact) -> bool:
        waits_for_them = fact.status in (Status.NEW, Status.IN_PROGRESS)
        return waits_for_them and fact.status in OPEN and self.now - last_word(fact) > SILENT_AFTER


def last_word(fact: Fact) -> datetime:
    """When somebody of the department last said something, else when it was filed."""
    return max([at for at in fact.said_at if at >= fact.filed_at], default=fact.filed_at)


def behind(figure: str, asking: Asking, provider: int | None) -> ServiceRequestQuerySet:
    """The requests that a number of the page counts, of all providers with None. KeyError for what it has not."""
    if figure not in TITLES:
        raise KeyError(figure)
    facts = (fact for fact in asking.facts() if provider in (None, fact.department))
    meant = [fact.id for fact in facts if figure in asking.counts(fact)]
    return ServiceRequest.objects.filter(pk__in=meant)


def open_ones(asking: Asking, user: User, shown: int) -> QuerySet[ServiceRequest]:
    """Those this person may open, the soonest promise first."""
    return asking.requests().open().visible_to(user).for_list().most_urgent_first()[:shown]
