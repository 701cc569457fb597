"""What a version of a standard says, and whether it can be promised at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from requests_app.states import OPEN
from requests_app.transitions import Refused
from sla import terms
from sla.models import BusinessCalendar, Metric, Scope, ServiceStandard
from sla.steps import check_code, offset_us
from sla.terms import Target

# What a target can be set for; the date somebody named is its own target.
PROMISED_AHEAD = frozenset(Metric.values) - {Metric.PROMISED.value}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a version says. `targets` by metric and priority, None for every priority without its own."""

    name: Mapping[str, str]
    pledge: Mapping[str, str]
    calendar: BusinessCalendar
    targets: Mapping[tuple[str, int | None], Target]
    pause_statuses: tuple[str, ...]
    reopening: str = ServiceStandard.Reopening.CONTINUE
    checklist: Sequence[Mapping[str, Any]] = ()
    checked_by_another: bool = False


def said_by(standard: ServiceStandard) -> Proposal:
    """What a version says, to be said again."""
    return Proposal(
        name=standard.name,
        pledge=standard.pledge,
        calendar=standard.calendar,
        targets=terms.read(standard).targets,
        pause_statuses=tuple(standard.pause_statuses),
        reopening=standard.reopening,
        checklist=standard.checklist,
        checked_by_another=standard.checked_by_another,
    )


def check(scope: Scope, proposal: Proposal) -> None:
    """Raises Refused with a sentence about what does not fit together."""
    if not proposal.targets:
        raise Refused(_("Give at least one target."))
    for (metric, priority), target in proposal.targets.items():
        if metric not in PROMISED_AHEAD or target.seconds <= 0:
            raise Refused(_("A target is more than no time at all."))
        if scope.priority is not None and priority not in (None, scope.priority):
            raise Refused(_("This standard is for one priority only: others have no target in it."))
        check_ladder(target)
    if not set(proposal.pause_statuses) <= OPEN:
        raise Refused(_("Clocks can rest only while a request is open."))
    keys = [point.get("key") for point in proposal.checklist]
    if len(set(keys)) < len(keys) or not all(keys) or not all(point.get("text") for point in proposal.checklist):
        raise Refused(_("Each point of the checklist has a text and a key of its own."))
    if proposal.checked_by_another and not proposal.checklist:
        raise Refused(_("A colleague can only check a checklist that has points."))


def check_ladder(target: Target) -> None:
    """Refuse rungs that no clock can climb: a time before the target that is longer than it, two at one moment."""
    taken = set()
    for code in target.codes:
        try:
            check_code(code)
        except ValueError:
            raise Refused(
                _("A step lies at 1 to 1000 per cent of the target, or some time before or after it.")
            ) from None
        offset = offset_us(code, target.us)
        if offset <= 0:
            raise Refused(_("A step before the target lies within it: the target itself is shorter."))
        if offset in taken:
            raise Refused(_("Each step of the ladder has a moment of its own."))
        taken.add(offset)
