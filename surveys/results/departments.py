"""Departments beside each other: shrunk towards the company, with interval and n, in no order of merit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from surveys.stats import beta_credible, prior_from_groups

from .caution import ENDS_OF_A_SHARE, Value, cautious, grade

# A prior of fewer answers shrinks nothing, one of more lets nobody differ.
WEAKEST, STRONGEST = 5.0, 200.0


@dataclass(frozen=True, slots=True)
class Asked:
    """Favourable answers (broken where it is a mean over several questions) of `n` people about one department."""

    department: int
    favourable: float
    n: int


class Beside(TypedDict):
    """`differs` is above or below where the interval leaves the company's mean out, else empty."""

    department: int
    n: int
    grade: str
    value: Value
    differs: str


class Comparison(TypedDict):
    """`alike`: no real difference between departments is visible at this n; everyone stands at the company's mean."""

    company: float
    strength: float
    alike: bool
    departments: list[Beside]


def compare(groups: Sequence[Asked]) -> Comparison | None:
    """Each department's share, borrowing from all; None with fewer than two departments, or where all answers agree."""
    prior = prior_from_groups(k=[one.favourable for one in groups], n=[one.n for one in groups])
    mean, found = prior["prior_mean"], prior["prior_strength"]
    if len(groups) < 2 or mean is None or not 0 < mean < 1:
        return None
    alike = found is None
    strength = STRONGEST if found is None else min(max(found, WEAKEST), STRONGEST)
    return {
        "company": mean,
        "strength": strength,
        "alike": alike,
        "departments": [_beside(one, mean, strength, alike=alike) for one in groups],
    }


def _beside(one: Asked, mean: float, strength: float, *, alike: bool) -> Beside:
    shrunk = beta_credible(k=one.favourable, n=one.n, prior_mean=mean, prior_strength=strength)
    level = grade(one.n)
    value, interval = (mean if alike else shrunk["mean"]), (shrunk["lower"], shrunk["upper"])
    differs = "" if alike or level == "early" else _differs(mean, *interval)
    # The shrunk value of few people is as good as their answers, once the company's mean is known.
    shown = cautious(value, interval, one.n, ends=(0, 1), margin=ENDS_OF_A_SHARE)
    return {"department": one.department, "n": one.n, "grade": level, "value": shown, "differs": differs}


def _differs(mean: float, low: float, high: float) -> str:
    return "above" if low > mean else "below" if high < mean else ""
