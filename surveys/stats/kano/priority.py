"""What to do first: the order of needs, each with the reason for its place."""

from collections.abc import Sequence
from typing import TypedDict

HURTS, PAYS, DELIGHTS, KEEP, STOP, ASK = "hurts", "pays", "delights", "keep", "stop", "ask"
REASONS = (HURTS, PAYS, DELIGHTS, KEEP, STOP, ASK)


class RankedNeed(TypedDict):
    """`performance` on 0..100; None where nobody measured it: the need then counts as wholly unmet."""

    id: str
    category: str
    better: float | None
    worse: float | None
    performance: float | None


def kano_rank(*, items: Sequence[RankedNeed], target: float) -> list[str]:
    """Ids in the order of work: basic needs with a gap by `|worse| * gap`, expected ones by `(better - worse) * gap`,
    attractive ones by better, then those that are met, those nobody minds, and those to talk about. Ties by id."""
    return [item["id"] for item in sorted(items, key=lambda item: _key(item, target))]


def kano_reason(item: RankedNeed, target: float) -> str:
    """Why a need has its place: hurts, pays, delights, keep, stop or ask (one of REASONS, in this order)."""
    category = item["category"]
    if category in ("M", "O"):
        if not _gap(item, target):
            return KEEP
        return HURTS if category == "M" else PAYS
    return {"A": DELIGHTS, "I": STOP}.get(category, ASK)


def _key(item: RankedNeed, target: float) -> tuple[int, float, str]:
    reason, gap = kano_reason(item, target), _gap(item, target)
    better, worse = item["better"] or 0.0, item["worse"] or 0.0
    weight = {HURTS: -worse * gap, PAYS: (better - worse) * gap, DELIGHTS: better}.get(reason, 0.0)
    return REASONS.index(reason), -weight, item["id"]


def _gap(item: RankedNeed, target: float) -> float:
    performance = item["performance"]
    return target if performance is None else max(0.0, target - performance)
