"""SERVQUAL: what people got minus what they need, per dimension and overall."""

from collections.abc import Mapping, Sequence
from math import ceil, fsum
from typing import TypedDict, final

Answers = Mapping[str, float | None]


class Response(TypedDict):
    """One person's answers by item: expectation (what is needed) and perception (what was got)."""

    E: Answers
    P: Answers


class GapMeans(TypedDict):
    gaps: dict[str, float]
    overall: float


@final
class Overall(TypedDict):
    unweighted: float
    weighted: float | None


@final
class Broken(TypedDict):
    error: str


class DimensionGap(TypedDict):
    n: int
    gap: float | None


def servqual_gap_means(*, expectation: Mapping[str, float], perception: Mapping[str, float]) -> GapMeans:
    """Gap `P - E` of each dimension, and their plain mean. Parasuraman, Zeithaml, Berry 1988.

    Raises ValueError unless both name the same dimensions.
    """
    if expectation.keys() != perception.keys() or not perception:
        raise ValueError("perception and expectation have the same dimensions")
    gaps = {name: perception[name] - expectation[name] for name in perception}
    return {"gaps": gaps, "overall": _mean(list(gaps.values()))}


def servqual_overall(*, gaps: Mapping[str, float], weights: Mapping[str, float] | None = None) -> Overall | Broken:
    """Plain mean of the gaps and, with points that add to 100, the sum of `points/100 * gap`, on the scale of gaps.

    Zeithaml, Parasuraman, Berry 1990. Points that do not add to 100 are answered with the error `weights_sum`: printed
    scores elsewhere differ by factors of 100 and 5, because the points were not divided or the sum was.
    """
    if weights is not None and abs(fsum(weights[name] for name in gaps) - 100) > 1e-6:
        return {"error": "weights_sum"}
    weighted = None if weights is None else fsum(weights[name] / 100 * gap for name, gap in gaps.items())
    return {"unweighted": _mean(list(gaps.values())), "weighted": weighted}


def servqual_dimension_gaps(
    *, items: Mapping[str, Sequence[str]], responses: Sequence[Response], min_answered_share: float = 0.5
) -> dict[str, DimensionGap]:
    """Mean over people of their own mean gap in a dimension, and how many people count.

    An item counts where both sides are answered; a person counts in a dimension with at least that share of its items,
    rounded up. `gap` is None where nobody counts.
    """
    result: dict[str, DimensionGap] = {}
    for dimension, names in items.items():
        scores = [_person_gap(one, names, min_answered_share) for one in responses]
        found = [score for score in scores if score is not None]
        result[dimension] = {"n": len(found), "gap": _mean(found) if found else None}
    return result


def _person_gap(response: Response, items: Sequence[str], min_share: float) -> float | None:
    pairs = [(response["P"].get(item), response["E"].get(item)) for item in items]
    gaps = [got - needed for got, needed in pairs if got is not None and needed is not None]
    return _mean(gaps) if gaps and len(gaps) >= ceil(min_share * len(items)) else None


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)
