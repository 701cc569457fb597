"""How much each thing matters, and importance beside performance."""

from collections.abc import Sequence
from math import fsum
from typing import TypedDict


class ImportantItem(TypedDict):
    id: str
    importance: float
    performance: float


def roc_weights(*, n: int) -> list[float]:
    """Weights of ranks 1 to n that add to 1: `w_i = (1/n) * sum(1/j for j = i..n)`.

    Rank-order centroid, Barron & Barrett 1996.
    """
    if n < 1:
        raise ValueError("nothing to weigh")
    return [fsum(1 / j for j in range(i, n + 1)) / n for i in range(1, n + 1)]


def ipa_quadrants(*, items: Sequence[ImportantItem]) -> dict[str, str]:
    """concentrate (important, low), keep (important, good), overkill (less important, good) or low; by id.

    Martilla & James 1977 with the crosshair at the means, so every set has something low, even an excellent one.
    At or above mean importance is important; below mean performance is low.
    """
    if not items:
        return {}
    importance = fsum(item["importance"] for item in items) / len(items)
    performance = fsum(item["performance"] for item in items) / len(items)
    # A hair of slack: an item at the mean is important, whatever the last bit of the mean says.
    return {
        item["id"]: _quadrant(item["importance"] >= importance - 1e-12, item["performance"] < performance - 1e-12)
        for item in items
    }


def _quadrant(important: bool, low: bool) -> str:
    if important:
        return "concentrate" if low else "keep"
    return "low" if low else "overkill"
