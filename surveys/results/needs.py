"""One need of a Kano campaign: which kind it is, how sure that is, and how much it pleases or annoys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from surveys.stats import kano_rank, kano_summary, wilson
from surveys.stats.kano.evaluation import letters_of_cells
from surveys.stats.kano.priority import RankedNeed, kano_reason
from surveys.stats.kano.score import continuous_of_cells

from .caution import EARLY_BELOW, ENDS_OF_A_MEAN, ENDS_OF_A_SHARE, EXACT_FROM, Value, cautious, grade, rounded
from .scales import Cells

MOST_IMPORTANT = 9
# Above it, the question was not understood: reword it or drop it.
QUESTIONABLE_ABOVE = 0.05
# Of 100: where nobody measured performance, every need counts as unmet.
TARGET = 80


class Need(TypedDict):
    """`letter` is the commonest (M O A I R Q); `decided` the one after the rule of the lead, `mixed` where that is
    small. `sure` is Fong's test at 90 %. Continuous scores lie on -2..4."""

    n: int | None
    grade: str
    letter: str
    blauth: str
    pouliot: str
    decided: str
    mixed: bool
    sure: bool
    strength: float | None
    counts: dict[str, int] | None
    better: Value
    worse: Value
    functional: Value
    dysfunctional: Value
    quadrant: str
    importance: Value
    unclear: bool


def need_of(cells: Cells, k: int) -> Need | None:
    """From the 25 counted pairs and the numbers 1 to 9; None below k answers."""
    letters = letters_of_cells(cells)
    n = sum(letters.values())
    if n < k:
        return None
    summary, scores = kano_summary(counts=letters), continuous_of_cells(cells)
    judged = sum(letters[letter] for letter in "AOMI")
    telling = n >= EXACT_FROM
    return {
        "n": n,
        "grade": grade(n),
        "letter": summary["mode"] or "",
        "blauth": summary["blauth"] or "",
        "pouliot": kano_summary(counts=letters_of_cells(cells, table="pouliot"))["mode"] or "",
        "decided": summary["category_6pct"] or "",
        "mixed": not summary["distinct"],
        "sure": bool(summary["fong_significant"]) and n >= EARLY_BELOW,
        "strength": rounded(summary["category_strength"] or 0) if telling else None,
        "counts": letters if telling else None,
        "better": _coefficient(summary["better"], judged, (0, 1)),
        "worse": _coefficient(summary["worse"], judged, (-1, 0)),
        "functional": _score(scores["functional"], scores["n"]),
        "dysfunctional": _score(scores["dysfunctional"], scores["n"]),
        "quadrant": scores["quadrant"] or "" if telling else "",
        "importance": _importance(cells, k),
        "unclear": telling and letters["Q"] / n > QUESTIONABLE_ABOVE,
    }


def _coefficient(value: float | None, n: int, ends: tuple[float, float]) -> Value:
    """Better and worse are shares of A, O, M and I, so their interval is that of a share."""
    if value is None:
        return cautious(None, None, n, ends=ends, margin=ENDS_OF_A_SHARE)
    interval = wilson(k=round(abs(value) * n), n=n) or [0, 0]
    signed = interval if ends[0] == 0 else [-interval[1], -interval[0]]
    return cautious(value, signed, n, ends=ends, margin=ENDS_OF_A_SHARE)


def _score(value: float | None, n: int) -> Value:
    return cautious(value, None, n, ends=(-2, 4), margin=ENDS_OF_A_MEAN)


def _importance(cells: Cells, k: int) -> Value:
    counts = [cells.get(f"importance:{number}", 0) for number in range(1, MOST_IMPORTANT + 1)]
    n = sum(counts)
    mean = sum(number * count for number, count in enumerate(counts, 1)) / n if n >= k else None
    return cautious(mean, None, n, ends=(1, MOST_IMPORTANT), margin=ENDS_OF_A_MEAN)


class Ranked(TypedDict):
    question: str
    reason: str


def priorities(needs: dict[str, Need], performance: dict[str, float] | None = None) -> list[Ranked]:
    """What to do first, and why (a word of `kano_reason`). `performance` on 0..100 by question, where it is known."""
    items: list[RankedNeed] = [
        {
            "id": question,
            "category": need["decided"],
            "better": need["better"]["value"],
            "worse": need["worse"]["value"],
            "performance": (performance or {}).get(question),
        }
        for question, need in needs.items()
    ]
    by_id = {item["id"]: item for item in items}
    order: Sequence[str] = kano_rank(items=items, target=TARGET)
    return [{"question": question, "reason": kano_reason(by_id[question], TARGET)} for question in order]
