"""Chance that can be repeated: the same words always begin the same row of numbers."""

from random import Random


def dice(*words: object) -> Random:
    return Random(" ".join(map(str, words)))  # noqa: S311 - nothing here is secret
