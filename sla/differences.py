"""What a version changes, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from requests_app.models import Priority, Translated
from requests_app.models.levels import STATUS_LABELS
from requests_app.phrases import listed
from requests_app.states import Status
from sla import calendars, ladders, terms, words
from sla.calendar import WorkingCalendar
from sla.models import Metric, ServiceStandard

# Place in the table, what, text.
Row = tuple[tuple[int, ...], str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of the table; texts may have several lines."""

    what: str
    before: str
    after: str


def differences(before: ServiceStandard | None, after: ServiceStandard) -> list[Difference]:
    """Every row that is not the same; against nothing where there is no earlier version."""
    return between(rows_of(before) if before else [], rows_of(after))


def between(earlier: Sequence[Row], later: Sequence[Row]) -> list[Difference]:
    """What one list of rows says and the other does not, in the order of the table."""
    old, new = ({what: text for _place, what, text in rows} for rows in (earlier, later))
    places = {what: place for place, what, _text in (*earlier, *later)}
    return [
        Difference(what, old.get(what, "–"), new.get(what, "–"))
        for what in sorted(places, key=lambda one: places[one])
        if old.get(what) != new.get(what)
    ]


def predecessor(standard: ServiceStandard) -> ServiceStandard | None:
    """The version before, among those that were ever in force."""
    earlier = ServiceStandard.objects.of_scope(standard.scope).announced().filter(valid__isnull=False)
    return earlier.filter(number__lt=standard.number).for_list().order_by("-number").first()


def rows_of(standard: ServiceStandard) -> list[Row]:
    """What it says, a row a statement."""
    calendar = calendars.newest_version(standard.calendar_id).working_calendar
    targets = terms.read(standard).targets
    pauses = listed(STATUS_LABELS[Status(one)] for one in standard.pause_statuses)
    rows: list[Row] = [
        ((0,), _("For what"), scope_words(standard)),
        ((1,), _("Name"), str(standard.name)),
        ((2,), _("Promise in words"), str(standard.pledge)),
        *(
            ((3, *_order(key)), target_label(*key), words.amount(target.seconds, calendar))
            for key, target in targets.items()
        ),
        *(((4, number), what, "\n".join(said)) for number, (what, said) in enumerate(ladder_parts(targets))),
        ((5,), _("Working hours"), _hours(standard, calendar)),
        ((6,), _("The clock rests while"), pauses),
        ((7,), _("When it comes back"), standard.get_reopening_display()),
        ((8,), _("Checklist"), "\n".join(str(Translated(point["text"])) for point in standard.checklist)),
        ((9,), _("Second pair of eyes"), _("a colleague checks it") if standard.checked_by_another else ""),
    ]
    return [row for row in rows if row[2]]


def _hours(standard: ServiceStandard, calendar: WorkingCalendar) -> str:
    return _("%(calendar)s: %(hours)s") % {"calendar": standard.calendar, "hours": words.hours(calendar)}


def scope_words(standard: ServiceStandard) -> str:
    """“New equipment · requests from Finance · priority High”."""
    parts = [str(standard.service or _("every service without a standard of its own"))]
    if standard.requester_department is not None:
        parts.append(_("requests from %(department)s") % {"department": standard.requester_department})
    if standard.priority is not None:
        parts.append(_("priority %(priority)s") % {"priority": standard.get_priority_display()})
    return " · ".join(parts)


def ladder_parts(targets: ladders.Goals) -> list[tuple[str, list[str]]]:
    """(heading, the ladder in sentences): what every clock has, then what one clock has beside or instead of it."""
    every = _("Warnings and escalation")
    return [
        (_("Warnings and escalation: %(clock)s") % {"clock": part.heading} if part.heading else every, part.sentences)
        for part in ladders.parts(targets)
    ]


METRIC_ORDER = {metric.value: place for place, metric in enumerate(Metric)}


def _order(key: tuple[str, int | None]) -> tuple[int, int]:
    metric, priority = key
    return METRIC_ORDER[metric], priority or 0


def in_order(targets: ladders.Goals) -> list[tuple[str, str, terms.Target]]:
    """(metric, label, target) in the order of a request's life."""
    return [(key[0], target_label(*key), targets[key]) for key in sorted(targets, key=_order)]


def target_label(metric: str, priority: int | None) -> str:
    label = str(Metric(metric).label)
    if priority is None:
        return label
    return _("%(clock)s, priority %(priority)s") % {"clock": label, "priority": Priority(priority).label}
