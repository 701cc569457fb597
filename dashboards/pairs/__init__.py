"""Pairs of departments, who asked and who serves, in both directions: from the roll-ups `PairFigures`."""

from .pair import Pair
from .reading import given_to, pair_of, pairs, taken_from

__all__ = ["Pair", "given_to", "pair_of", "pairs", "taken_from"]
