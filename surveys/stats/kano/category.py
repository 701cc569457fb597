"""Which kind of need it is, and how sure that is."""

from collections.abc import Iterable, Mapping
from math import sqrt
from typing import TypedDict

# Berger et al. 1993 decide ties for the need whose absence hurts more; R and Q behind is our extension.
TIE_ORDER = "MOAIRQ"
DISTINCT_ABOVE = 6  # points; Lee & Newcomb 1997
FONG_90 = 1.65


class Coefficients(TypedDict):
    better: float | None
    worse: float | None


class Summary(TypedDict):
    n: int
    mode: str | None
    blauth: str | None
    better: float | None
    worse: float | None
    total_strength: float | None
    category_strength: float | None
    distinct: bool | None
    category_6pct: str | None
    fong_lhs: float | None
    fong_rhs: float | None
    fong_significant: bool | None


def kano_better_worse(**counts: float) -> Coefficients:
    """How far meeting a need pleases and missing it annoys, from counts or shares of A, O, M, I.

    Berger et al. 1993: better `(A+O)/(A+O+M+I)` in 0..1, worse `-(O+M)/(A+O+M+I)` in -1..0; None without such answers.
    """
    attractive, expected, basic = (counts.get(letter, 0) for letter in "AOM")
    base = attractive + expected + basic + counts.get("I", 0)
    if not base:
        return {"better": None, "worse": None}
    return {"better": (attractive + expected) / base, "worse": -(expected + basic) / base}


def kano_summary(*, counts: Mapping[str, int]) -> Summary:
    """Every usual reading of one need from the counts of its letters; None throughout where nobody answered.

    `mode` is the commonest letter. `blauth` first asks whether the need matters at all (O+A+M against I+R+Q). The
    strengths are in points of 100: `category_strength` is the lead of the first over the second of A, O, M, I, R; up to
    6 points it is mixed and `category_6pct` takes that of the two whose absence hurts more. Fong 1996: the lead is
    significant (90 %) when `a-b >= 1.65*sqrt((a+b)(2n-a-b)/(2n))`. n counts all answers, R and Q as well.
    """
    n = sum(counts.values())
    if not n:
        return _nothing()
    coefficients = kano_better_worse(**{letter: float(count) for letter, count in counts.items()})
    first, second = sorted("AOMIR", key=lambda letter: (-counts.get(letter, 0), TIE_ORDER.index(letter)))[:2]
    a, b = counts.get(first, 0), counts.get(second, 0)
    strength, bound = (a - b) / n * 100, FONG_90 * sqrt((a + b) * (2 * n - a - b) / (2 * n))
    return {
        "n": n,
        "mode": _largest(counts, TIE_ORDER),
        "blauth": _blauth(counts),
        **coefficients,
        "total_strength": sum(counts.get(letter, 0) for letter in "AOM") / n * 100,
        "category_strength": strength,
        "distinct": strength > DISTINCT_ABOVE,
        "category_6pct": first if strength > DISTINCT_ABOVE else min((first, second), key=TIE_ORDER.index),
        "fong_lhs": a - b,
        "fong_rhs": bound,
        "fong_significant": a - b >= bound,
    }


def _blauth(counts: Mapping[str, int]) -> str:
    matters, does_not = (sum(counts.get(letter, 0) for letter in letters) for letters in ("OAM", "IRQ"))
    return _largest(counts, "MOA" if matters > does_not else "IRQ")


def _largest(counts: Mapping[str, int], letters: Iterable[str]) -> str:
    return max(letters, key=lambda letter: (counts.get(letter, 0), -TIE_ORDER.index(letter)))


def _nothing() -> Summary:
    return {
        "n": 0,
        "mode": None,
        "blauth": None,
        "better": None,
        "worse": None,
        "total_strength": None,
        "category_strength": None,
        "distinct": None,
        "category_6pct": None,
        "fong_lhs": None,
        "fong_rhs": None,
        "fong_significant": None,
    }
