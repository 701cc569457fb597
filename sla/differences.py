"""What a version changes, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from requests_app.models import Priority, Translated
from requests_app.models.requests import STATUS_LABELS
from requests_app.states import Status
from sla import calendars, ladders, terms, words
from sla.models import Metric, ServiceStandard

Rows = dict[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of the table; texts may have several lines."""

    what: str
    before: str
    after: str


def differences(before: ServiceStandard | None, after: ServiceStandard) -> list[Difference]:
    """Every row that is not the same; against nothing where there is no earlier version."""
    versions = [one for one in (before, after) if one is not None]
    # One row for the ladder where both say the same for every clock; else one a clock, so that like meets like.
    apart = any(len(ladder_groups(terms.read(one).targets)) > 1 for one in versions)
    old, new = _rows(before, apart) if before else {}, _rows(after, apart)
    return [
        Difference(what, old.get(what, "–"), new.get(what, "–"))
        for what in dict.fromkeys([*new, *old])
        if old.get(what) != new.get(what)
    ]


def predecessor(standard: ServiceStandard) -> ServiceStandard | None:
    """The version before, among those that were ever in force."""
    earlier = ServiceStandard.objects.of_scope(standard.scope).announced().filter(valid__isnull=False)
    return earlier.filter(number__lt=standard.number).for_list().order_by("-number").first()


def _rows(standard: ServiceStandard, apart: bool) -> Rows:
    calendar = calendars.newest_version(standard.calendar_id).working_calendar
    promised = terms.read(standard)
    rows = {
        _("For what"): scope_words(standard),
        _("Name"): str(standard.name),
        _("Promise in words"): str(standard.pledge),
    }
    for (metric, priority), target in sorted(promised.targets.items(), key=_order):
        rows[target_label(metric, priority)] = words.amount(target.seconds, calendar)
    rows |= _ladder_rows(promised.targets, apart)
    rows[_("Working hours")] = f"{standard.calendar}: {words.hours(calendar)}"
    rows[_("The clock rests while")] = ", ".join(str(STATUS_LABELS[Status(one)]) for one in standard.pause_statuses)
    rows[_("When it comes back")] = standard.get_reopening_display()
    rows[_("Checklist")] = "\n".join(str(Translated(point["text"])) for point in standard.checklist)
    return {what: text for what, text in rows.items() if text}


def scope_words(standard: ServiceStandard) -> str:
    """“New equipment · requests from Finance · priority High”."""
    parts = [str(standard.service or _("every service without a standard of its own"))]
    if standard.requester_department is not None:
        parts.append(_("requests from %(department)s") % {"department": standard.requester_department})
    if standard.priority is not None:
        parts.append(_("priority %(priority)s") % {"priority": standard.get_priority_display()})
    return " · ".join(parts)


def ladder_groups(targets: ladders.Goals) -> list[tuple[list[str], list[str]]]:
    """(labels of the targets, their ladder in sentences): one entry per ladder. Labels are empty where all have one."""
    groups: dict[tuple[str, ...], list[tuple[str, int | None]]] = {}
    for key, target in sorted(targets.items(), key=_order):
        groups.setdefault(tuple(ladders.sentences(target)), []).append(key)
    if len(groups) == 1:
        return [([], list(said)) for said in groups]
    return [(_labels(keys, targets), list(said)) for said, keys in groups.items()]


def _labels(keys: list[tuple[str, int | None]], targets: ladders.Goals) -> list[str]:
    labels: list[str] = []
    for metric in dict.fromkeys(metric for metric, _priority in keys):
        mine = [key for key in keys if key[0] == metric]
        if len(mine) == sum(name == metric for name, _priority in targets):
            labels.append(str(Metric(metric).label))
        else:
            labels += [target_label(*key) for key in mine]
    return labels


def _ladder_rows(targets: ladders.Goals, apart: bool) -> Rows:
    what = _("Warnings and escalation")
    if not apart:
        return {what: "\n".join(line for _names, said in ladder_groups(targets) for line in said)}
    by_metric: dict[str, list[str]] = {}
    for (metric, priority), target in sorted(targets.items(), key=_order):
        said = "\n".join(ladders.sentences(target))
        lines = by_metric.setdefault(metric, [])
        if said not in lines:
            lines.append(said if priority is None or not lines else f"{target_label(metric, priority)}:\n{said}")
    return {f"{what}: {Metric(metric).label}": "\n".join(lines) for metric, lines in by_metric.items()}


METRIC_ORDER = {metric.value: place for place, metric in enumerate(Metric)}


def _order(item: tuple[tuple[str, int | None], object]) -> tuple[int, int]:
    (metric, priority), _target = item
    return METRIC_ORDER[metric], priority or 0


def in_order(targets: Mapping[tuple[str, int | None], terms.Target]) -> list[tuple[str, str, terms.Target]]:
    """(metric, label, target) in the order of a request's life."""
    return [(key[0], target_label(*key), target) for key, target in sorted(targets.items(), key=_order)]


def target_label(metric: str, priority: int | None) -> str:
    label = str(Metric(metric).label)
    if priority is None:
        return label
    return _("%(clock)s, priority %(priority)s") % {"clock": label, "priority": Priority(priority).label}
