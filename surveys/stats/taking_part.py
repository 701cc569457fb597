"""Who answered, and what the silent ones do to the figure."""

from collections.abc import Mapping, Sequence
from math import fsum
from typing import TypedDict

DISPOSITIONS = ("I", "P", "R", "NC", "O", "UH", "UO")


class ResponseRate(TypedDict):
    rr1: float | None
    rr2: float | None


class SampledScore(TypedDict):
    score: float
    probability: float


def response_rate(*, dispositions: Mapping[str, int]) -> ResponseRate:
    """AAPOR response rates: RR1 = I / all, RR2 = (I + P) / all; None where nobody was invited.

    Keys: I complete, P partial, R refused, NC not contacted, O other, UH and UO unknown. Missing keys are 0,
    unknown ones raise ValueError.
    """
    if unknown := dispositions.keys() - set(DISPOSITIONS):
        raise ValueError(f"unknown dispositions {sorted(unknown)}")
    invited = sum(dispositions.values())
    if not invited:
        return {"rr1": None, "rr2": None}
    complete, partial = dispositions.get("I", 0), dispositions.get("P", 0)
    return {"rr1": complete / invited, "rr2": (complete + partial) / invited}


def sampled_mean(*, rows: Sequence[SampledScore]) -> float | None:
    """Mean of answers that were asked for with different probabilities (Hajek: sum(x/p) / sum(1/p)).

    Raises ValueError for a probability outside 0 (exclusive) to 1.
    """
    if any(not 0 < row["probability"] <= 1 for row in rows):
        raise ValueError("a probability lies above 0 and at most at 1")
    if not rows:
        return None
    return fsum(row["score"] / row["probability"] for row in rows) / fsum(1 / row["probability"] for row in rows)
