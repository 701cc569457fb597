"""Which of the portal's languages a text is written in, as far as its letters tell."""

from __future__ import annotations

import re

SAMPLE = 5_000
_ENGLISH = re.compile(
    r"\b(?:the|is|are|not|please|to|and|of|for|with|hello|hi|thanks|my|we|you|it|on|in)\b", re.IGNORECASE
)
_FOREIGN = re.compile("[\u3040-\u30ff\uac00-\ud7a3іїєґў]", re.IGNORECASE)


def guess(text: str) -> str:
    """A code of the portal's languages; empty where there are too few letters or it is another one."""
    sample = text[:SAMPLE]
    han = sum(1 for letter in sample if "\u4e00" <= letter <= "\u9fff")
    russian = sum(1 for letter in sample if "\u0400" <= letter <= "\u04ff")
    latin = sum(1 for letter in sample if letter.isascii() and letter.isalpha())
    if han + russian > 1 and _FOREIGN.search(sample):
        return ""
    # Names of things are in Latin letters everywhere; one Chinese character says as much as a few of those.
    if han >= 2 and han * 4 >= latin:
        return "zh-hans"
    if russian >= 3 and russian * 2 >= latin:
        return "ru"
    return "en" if latin >= 3 and _ENGLISH.search(sample) else ""
