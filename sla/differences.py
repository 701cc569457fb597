"""What a version changes, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from requests_app.models import Priority
from requests_app.models.requests import STATUS_LABELS
from requests_app.states import Status
from sla import calendars, terms, words
from sla.models import Metric, ServiceStandard


@dataclass(frozen=True, slots=True)
class Difference:
    what: str
    before: str
    after: str


def differences(before: ServiceStandard | None, after: ServiceStandard) -> list[Difference]:
    """Every row that is not the same; against nothing where there is no earlier version."""
    old, new = _rows(before) if before else {}, _rows(after)
    return [
        Difference(what, old.get(what, "–"), new.get(what, "–"))
        for what in dict.fromkeys([*new, *old])
        if old.get(what) != new.get(what)
    ]


def _rows(standard: ServiceStandard) -> dict[str, str]:
    calendar = calendars.newest_version(standard.calendar_id).working_calendar
    promised = terms.read(standard)
    rows = {_("Name"): str(standard.name), _("Promise in words"): str(standard.pledge)}
    for (metric, priority), target in sorted(promised.targets.items(), key=_order):
        rows[target_label(metric, priority)] = words.amount(target.seconds, calendar)
    percents = sorted({percent for target in promised.targets.values() for percent in target.percents})
    rows[_("Warn at")] = ", ".join(f"{percent} %" for percent in percents)
    rows[_("Working hours")] = f"{standard.calendar}: {words.hours(calendar)}"
    rows[_("The clock rests while")] = ", ".join(str(STATUS_LABELS[Status(one)]) for one in standard.pause_statuses)
    return {what: text for what, text in rows.items() if text}


def _order(item: tuple[tuple[str, int | None], terms.Target]) -> tuple[str, int]:
    (metric, priority), _target = item
    return metric, priority or 0


def target_label(metric: str, priority: int | None) -> str:
    label = str(Metric(metric).label)
    if priority is None:
        return label
    return _("%(clock)s, priority %(priority)s") % {"clock": label, "priority": Priority(priority).label}
