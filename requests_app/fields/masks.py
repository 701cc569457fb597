"""A pattern that people who lead departments can write: `INV-9999-*` instead of a regular expression.

`9` is a digit, `A` a letter of any script, `X` a letter or digit, `?` any one character, `*` any characters or none;
everything else stands for itself, also one of these after a backslash. Matching takes linear time, whatever is typed.
"""

from __future__ import annotations

import re
from functools import lru_cache

SIGNS = {"9": r"[0-9]", "A": r"[^\W\d_]", "X": r"[^\W_]", "?": r".", "*": r".*"}
MOST_STARS = 1


class BadMask(ValueError):
    """More than one star: matching could then take long."""


@lru_cache(maxsize=512)
def compiled(mask: str) -> re.Pattern[str]:
    """Raises BadMask."""
    parts, stars, literally = [], 0, False
    for sign in mask:
        if sign == "\\" and not literally:
            literally = True
            continue
        parts.append(re.escape(sign) if literally or sign not in SIGNS else SIGNS[sign])
        stars += sign == "*" and not literally
        literally = False
    if stars > MOST_STARS or literally:
        raise BadMask
    return re.compile("".join(parts), re.DOTALL)


def fits(mask: str, text: str) -> bool:
    return compiled(mask).fullmatch(text) is not None
