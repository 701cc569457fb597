"""Who took part: rates from invitations, which know who was asked and never what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, TypedDict

from django.db.models import Count, Q

from surveys.models import Campaign, Invitation
from surveys.stats import nonresponse_bounds, r_indicator, response_rate

from .caution import EARLY_BELOW, FULL_FROM, rounded

# From so many invited on their number is told.
LEAST_INVITED = EARLY_BELOW


class Rate(TypedDict):
    """`key` is a department asked about, or the wave (1 before any reminder)."""

    key: int
    invited: int
    rate: float


class TakingPart(TypedDict):
    """`rr1` is AAPOR's response rate 1. `waves`: of all who answered, the share who did so in each wave."""

    invited: int | None
    rr1: float | None
    r: float | None
    waves: dict[str, float]
    departments: list[Rate]
    favourable: dict[str, float] | None


def taking_part(campaign: Campaign, favourable: tuple[float, int] | None = None) -> TakingPart:
    """From the invitations of the campaign; `favourable` is (favourable, judged) of all answers, for worst-case bounds.

    Nothing below 10 invited people, and no rate of a department of fewer.
    """
    invitations = Invitation.objects.filter(campaign=campaign)
    answered = Count("pk", filter=Q(done=True))
    rows = list(invitations.values_list("department").annotate(asked=Count("pk"), done=answered).order_by("department"))
    invited, done = sum(asked for _, asked, _ in rows), sum(count for *_, count in rows)
    if invited < LEAST_INVITED or done < campaign.k:
        return _nothing(invited)
    found = r_indicator(groups=[{"invited": asked, "responded": count} for _, asked, count in rows])
    waves = invitations.filter(done=True).values_list("wave").annotate(Count("pk"))
    rate = response_rate(dispositions={"I": done, "NC": invited - done})["rr1"]
    return {
        "invited": invited,
        "rr1": None if rate is None else rounded(rate),
        "r": rounded(found["r"]) if found and len(rows) > 1 and done >= FULL_FROM else None,
        "waves": _waves(dict(waves), campaign.k),
        "departments": _departments(rows, campaign.k),
        "favourable": _bounds(favourable, invited),
    }


def _nothing(invited: int) -> TakingPart:
    told = invited if invited >= LEAST_INVITED else None
    return {"invited": told, "rr1": None, "r": None, "waves": {}, "departments": [], "favourable": None}


def _departments(rows: Sequence[Any], k: int) -> list[Rate]:
    large = [row for row in rows if row[0] is not None and row[1] >= LEAST_INVITED and row[2] >= k]
    # One left out alone would follow from the whole.
    if len(rows) - len(large) == 1:
        large = []
    return [{"key": about, "invited": asked, "rate": rounded(done / asked)} for about, asked, done in large]


def _waves(counted: dict[int, int], k: int) -> dict[str, float]:
    """Late answers stand in for those who never came. A wave of fewer than k is told together with its neighbour."""
    merged: Counter[int] = Counter()
    waiting = 0
    for wave, count in sorted(counted.items()):
        waiting += count
        if waiting >= k:
            merged[wave] = waiting
            waiting = 0
    if waiting and merged:
        merged[max(merged)] += waiting
    total = sum(merged.values())
    return {str(wave): rounded(count / total) for wave, count in merged.items()} if len(merged) > 1 else {}


def _bounds(favourable: tuple[float, int] | None, invited: int) -> dict[str, float] | None:
    if favourable is None or not favourable[1] or favourable[1] > invited:
        return None
    bounds = nonresponse_bounds(favourable=round(favourable[0]), responded=favourable[1], invited=invited)
    return None if bounds is None else {name: rounded(value) for name, value in bounds.items()}  # type: ignore[arg-type]
