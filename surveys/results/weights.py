"""How much the dimensions matter to the people asked: ranks or 100 points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypedDict

from surveys.stats import ipa_quadrants, roc_weights
from surveys.stats.importance import ImportantItem

from .caution import rounded

DIMENSIONS = ("T", "R", "S", "A", "E")
ROC = roc_weights(n=len(DIMENSIONS))


class Weights(TypedDict):
    """`weights` add to 100; `how` is rank or points."""

    n: int
    how: str
    weights: dict[str, float]


class Placed(TypedDict):
    """One dimension on the map; `potential` is importance * (best possible - performance), importance in 0..1."""

    importance: float
    performance: float
    place: str
    potential: float


def weights_of(cells: Mapping[str, int], k: int) -> Weights | None:
    """From counted cells such as “rank:R:1” and “points:R:40”; None where fewer than k people said."""
    sums, people, how = dict.fromkeys(DIMENSIONS, 0.0), dict.fromkeys(DIMENSIONS, 0), ""
    for cell, count in cells.items():
        found = weight_in(cell)
        if found:
            how, dimension, weight = found
            sums[dimension] += weight * count
            people[dimension] += count
    n = min(people.values())
    if n < k:
        return None
    means = {dimension: sums[dimension] / people[dimension] for dimension in DIMENSIONS}
    total = sum(means.values())
    if not total:
        return None
    # Means of whole answers add to 100 already; somebody who ranked only some must not bend the scale.
    return {"n": n, "how": how, "weights": {name: mean / total * 100 for name, mean in means.items()}}


def weight_in(cell: str) -> tuple[str, str, float] | None:
    """(rank or points, dimension, points of 100), or None for a cell that says something else."""
    how, _, rest = cell.partition(":")
    dimension, _, number = rest.partition(":")
    if dimension not in DIMENSIONS or not number.isdigit():
        return None
    if how == "points":
        return how, dimension, float(number)
    if how == "rank" and 1 <= int(number) <= len(ROC):
        return how, dimension, ROC[int(number) - 1] * 100
    return None


def personal_weights(cells: Iterable[str]) -> dict[str, float] | None:
    """One person's points over all five dimensions, adding to 100; None where they did not say all of it."""
    found = {place[1]: place[2] for cell in cells if (place := weight_in(cell))}
    total = sum(found.values())
    if len(found) < len(DIMENSIONS) or not total:
        return None
    return {name: weight / total * 100 for name, weight in found.items()}


def placed(weights: Mapping[str, float], performance: Mapping[str, float], best: float) -> dict[str, Placed]:
    """Importance beside performance for every dimension that has both."""
    items: list[ImportantItem] = [
        {"id": name, "importance": weights[name], "performance": value}
        for name, value in performance.items()
        if name in weights
    ]
    places = ipa_quadrants(items=items)
    return {
        item["id"]: {
            "importance": rounded(item["importance"]),
            "performance": rounded(item["performance"]),
            "place": places[item["id"]],
            "potential": rounded(item["importance"] / 100 * (best - item["performance"])),
        }
        for item in items
    }
