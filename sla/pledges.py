"""What somebody who files now may count on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from requests_app.models import Service, priority_of
from sla import standards, terms, words
from sla.calendar import NoWorkingTime, WorkingCalendar
from sla.examples import priority_of as priority_of_examples
from sla.models import Metric, ServiceStandard
from sla.models.calendars import compiled
from sla.terms import Target, Terms


@dataclass(frozen=True, slots=True)
class Pledge:
    """`text` is the targets in a sentence, `words` what the department wrote, `hours` its working week."""

    standard: ServiceStandard
    text: str
    words: str
    hours: str
    answer_by: datetime | None
    done_by: datetime | None


def pledge_for(
    service: Service, priority: int | None, at: datetime, *, requester_department: int | None = None
) -> Pledge | None:
    """For a request filed at this moment; by default of the service's usual priority. None: nothing is promised."""
    priority = priority or priority_of(service.default_impact, service.default_urgency)
    standard = standards.standard_for(
        standards.Asked(service.provider_id, service.pk, requester_department, priority), at
    )
    if standard is None:
        return None
    return pledge_of(standard, terms.of_published(standard.pk), compiled(standard.newest_version), priority, at)


def pledge_of(
    standard: ServiceStandard, promised: Terms, calendar: WorkingCalendar, priority: int, at: datetime
) -> Pledge:
    targets = _targets(promised, priority)
    due = {
        metric: _add(calendar, at, target.seconds)
        for metric in (Metric.FIRST_RESPONSE, Metric.RESOLUTION)
        if (target := targets.get(metric))
    }
    return Pledge(
        standard=standard,
        text=words.promise(targets, calendar),
        words=str(standard.pledge),
        hours=words.hours(calendar),
        answer_by=due.get(Metric.FIRST_RESPONSE),
        done_by=due.get(Metric.RESOLUTION),
    )


def _add(calendar: WorkingCalendar, at: datetime, seconds: int) -> datetime | None:
    try:
        return calendar.add(at, seconds)
    except NoWorkingTime:  # it ended: the target still stands, only no moment can be named
        return None


def summary(promised: Terms, calendar: WorkingCalendar) -> str:
    """The targets in one sentence, at the priority at which most requests are filed."""
    return words.promise(_targets(promised, priority_of_examples(promised.targets)), calendar)


def _targets(promised: Terms, priority: int) -> dict[str, Target | None]:
    return {metric: promised.target(metric, priority) for metric in words.CLAUSES}
