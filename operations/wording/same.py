"""What a text and its translation have in common: what is filled in, the markup, and how they begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

FILLED_IN = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
MARKUP = re.compile(r"</?[a-z]+[^>]*>")
# A question stays one, a sentence keeps its stop; what stands in one cell as a heading keeps its colon.
ENDS = {"?": "?？", "!": "!！", "…": "…"}


def differences(ids: Sequence[str], string: str) -> Iterator[str]:
    """Between a text (with its plural, if it has one) and one form of its translation."""
    here = set(FILLED_IN.findall(string))
    # English may leave the number out where there is one thing only; other languages use that form for 21 as well.
    wanted = set(FILLED_IN.findall(ids[-1]))
    if here != wanted:
        yield f"fills in {_named(here)} instead of {_named(wanted)}"
    if sorted(MARKUP.findall(string)) != sorted(MARKUP.findall(ids[-1])):
        yield "has other markup"
    # Signs between two things are all there is to them: Chinese has its own, without a space.
    if any(letter.isalnum() for letter in MARKUP.sub("", FILLED_IN.sub("", ids[-1]))) and _edges(string) != (0, 0):
        yield "begins or ends with a space"
    last = ids[-1].rstrip()[-1:]
    if last in ENDS and string.rstrip()[-1:] not in ENDS[last] + "。.：:":
        yield f"does not end as “{last}” does"


def _named(placeholders: set[str]) -> str:
    return ", ".join(sorted(placeholders)) or "nothing"


def _edges(string: str) -> tuple[int, int]:
    return len(string) - len(string.lstrip()), len(string) - len(string.rstrip())
