"""What somebody meant who typed with the other keyboard layout switched on: “ghbrfp” is «приказ»."""

from __future__ import annotations

# The same places of a keyboard, in English and in Russian.
ENGLISH = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
TO_RUSSIAN = str.maketrans(ENGLISH, RUSSIAN)
TO_ENGLISH = str.maketrans(RUSSIAN, ENGLISH)


def slipped(text: str) -> str:
    """The text as the other layout would have written it; empty where that changes nothing. Always in small letters."""
    small = text.lower()
    if any(letter in RUSSIAN for letter in small):
        return small.translate(TO_ENGLISH)
    meant = small.translate(TO_RUSSIAN)
    return meant if meant != small else ""
