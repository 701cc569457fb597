"""What holds for the whole company: how priorities follow from impact and urgency, and why work may rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from .configuration import Action, Difference, Entry, changing, record
from .configuration.ours import in_every_language
from .models import Company, Level, Priority, PriorityCell, ServiceRequest, User, WaitingReason
from .models import company as companies
from .models.priorities import USUAL, Matrix, forget, matrix
from .transitions import Refused

# Its name and languages


@transaction.atomic
def set_company(
    name: str,
    languages: Sequence[str],
    *,
    by: User,
    admins_confirm: bool | None = None,
    idle_minutes: int | None = None,
) -> Company:
    """Known to other processes within half a minute. Nobody loses the language they read in. None: as it is."""
    row = Company.objects.select_for_update().first() or Company()
    with changing(row, by=by):
        row.name, row.languages = name, list(languages)
        if admins_confirm is not None:
            row.admins_confirm = admins_confirm
        if idle_minutes is not None:
            row.idle_minutes = idle_minutes
        row.save()
    companies.forget()
    transaction.on_commit(companies.forget)
    return row


# The priority matrix


@dataclass(frozen=True, slots=True)
class Shift:
    """Open requests of one cell that would get another priority if they were filed now."""

    impact: str
    urgency: str
    before: str
    after: str
    count: int


def shifts(wanted: Matrix) -> list[Shift]:
    """What would be other under this matrix. Requests that have another priority than their cell are not counted."""
    present = matrix()
    changed = [cell for cell in wanted if wanted[cell] != present[cell]]
    counts = ServiceRequest.objects.open().aggregate(
        **{
            f"in_{impact}_{urgency}": Count(
                "pk", filter=Q(impact=impact, urgency=urgency, priority=present[impact, urgency])
            )
            for impact, urgency in changed
        }
    )
    return [
        Shift(
            str(Level(impact).label),
            str(Level(urgency).label),
            str(present[impact, urgency].label),
            str(wanted[impact, urgency].label),
            counts[f"in_{impact}_{urgency}"],
        )
        for impact, urgency in changed
    ]


@transaction.atomic
def set_matrix(wanted: Matrix, *, by: User) -> None:
    """From now on; requests keep the priority they have."""
    # One at a time: the row of whoever changes it stands for the table.
    list(PriorityCell.objects.select_for_update())
    forget()
    present = matrix()
    found = [
        Difference(_cell_name(*cell), in_every_language(present[cell].label), in_every_language(wanted[cell].label))
        for cell in USUAL
        if wanted[cell] != present[cell]
    ]
    if not found:
        return
    PriorityCell.objects.all().delete()
    PriorityCell.objects.bulk_create(
        PriorityCell(impact=impact, urgency=urgency, priority=priority)
        for (impact, urgency), priority in wanted.items()
        if priority != USUAL[impact, urgency]
    )
    label = in_every_language(lambda: _("Priority matrix"))
    record(Entry(kind="priority_matrix", label=label, action=Action.CHANGED, differences=found), by=by)
    forget()
    transaction.on_commit(forget)


def _cell_name(impact: int, urgency: int) -> dict[str, str]:
    def words() -> str:
        told = {"impact": Level(impact).label, "urgency": Level(urgency).label}
        return _("Impact: %(impact)s, urgency: %(urgency)s") % told

    return in_every_language(words)


def as_matrix(chosen: Mapping[str, int]) -> Matrix:
    """From the fields of the form, `cell_<impact>_<urgency>`."""
    return {(impact, urgency): Priority(chosen[f"cell_{impact}_{urgency}"]) for impact, urgency in USUAL}


# Waiting reasons


@transaction.atomic
def save_reason(reason: WaitingReason, fields: Mapping[str, Any], *, by: User) -> WaitingReason:
    """A new one comes last. One that was ever used keeps its code: journals name it."""
    if reason.pk is None and WaitingReason.objects.filter(code=fields["code"]).exists():
        raise Refused(_("Another waiting reason has this short name already."))
    with changing(reason, by=by):
        if reason.pk is None:
            last = WaitingReason.objects.aggregate(last=Max("position"))["last"]
            reason.code, reason.position = fields["code"], (last or 0) + 1
        reason.name, reason.kind, reason.is_active = fields["name"], fields["kind"], fields["is_active"]
        reason.save()
    return reason


@transaction.atomic
def place_reason(reason: WaitingReason, *, earlier: bool, by: User) -> None:
    """One place up or down in the list that agents choose from."""
    held = list(WaitingReason.objects.select_for_update().order_by("position", "code"))
    at = next(number for number, one in enumerate(held) if one.pk == reason.pk)
    other = at - 1 if earlier else at + 1
    if not 0 <= other < len(held):
        return
    with changing(reason, by=by, action=Action.MOVED):
        held[at], held[other] = held[other], held[at]
        for position, one in enumerate(held, 1):
            one.position = position
        WaitingReason.objects.bulk_update(held, ["position"])
