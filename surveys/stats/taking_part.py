"""Who answered, and what the silent ones do to the figure."""

from collections.abc import Mapping, Sequence
from math import fsum, sqrt
from typing import TypedDict

DISPOSITIONS = ("I", "P", "R", "NC", "O", "UH", "UO")


class ResponseRate(TypedDict):
    rr1: float | None
    rr2: float | None


class Bounds(TypedDict):
    lower: float
    upper: float


class AskedGroup(TypedDict):
    invited: int
    responded: int


class Representativity(TypedDict):
    rate: float
    r: float


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


def nonresponse_bounds(*, favourable: int, responded: int, invited: int) -> Bounds | None:
    """The favourable share if all silent people were unfavourable, and if all were favourable; None with nobody asked.

    Manski's worst-case bounds: `favourable/invited` to `(favourable + silent)/invited`.
    """
    if not 0 <= favourable <= responded <= invited:
        raise ValueError(f"{favourable} favourable of {responded} answers of {invited} people cannot be")
    if not invited:
        return None
    return {"lower": favourable / invited, "upper": (favourable + invited - responded) / invited}


def r_indicator(*, groups: Sequence[AskedGroup]) -> Representativity | None:
    """How alike the groups answered: `1 - 2 * sd of the response rates over all people`, 1 where all rates are equal.

    Schouten, Cobben, Bethlehem 2009, population standard deviation. None with nobody asked.
    """
    invited = sum(group["invited"] for group in groups)
    if not invited:
        return None
    rate = sum(group["responded"] for group in groups) / invited
    squares = fsum(g["invited"] * (g["responded"] / g["invited"] - rate) ** 2 for g in groups if g["invited"])
    return {"rate": rate, "r": 1 - 2 * sqrt(squares / invited)}
