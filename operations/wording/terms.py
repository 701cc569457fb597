"""Words that docs/glossary.md strikes out: one concept, one word, in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .same import FILLED_IN

# “| ru | тикет, инцидент | заявка | |”, under the heading of such words.
ROW = re.compile(r"^\| (en|zh_Hans|ru) \| ([^|]+) \| ([^|]+) \| ([^|]*)\|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Struck:
    """Beginnings of words that are not used in a language, what is said instead, and phrases that may have them."""

    language: str
    words: tuple[str, ...]
    instead: str
    but_for: tuple[str, ...]


def read(glossary: Path) -> list[Struck]:
    """The table of words that are not used."""
    rows = ROW.findall(glossary.read_text(encoding="utf-8"))
    return [
        Struck(language, _split(words), instead.strip(), _split(but_for)) for language, words, instead, but_for in rows
    ]


def _split(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(",") if word.strip())


def slips(language: str, string: str, struck: Sequence[Struck]) -> Iterator[str]:
    """Of one string."""
    for one in struck:
        if one.language == language and (found := _found(one, string)):
            yield f"says “{found}”; our word is “{one.instead}”"


def _found(one: Struck, string: str) -> str:
    string = FILLED_IN.sub("", string)
    for phrase in one.but_for:
        string = re.sub(re.escape(phrase), "", string, flags=re.IGNORECASE)
    # Chinese has no spaces to begin a word after; elsewhere endings follow.
    before = "" if one.language.startswith("zh") else r"\b"
    found = re.search(before + f"(?:{'|'.join(map(re.escape, one.words))})", string, re.IGNORECASE)
    return found[0] if found else ""
