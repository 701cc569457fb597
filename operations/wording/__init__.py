"""What an editor would strike out of a translated text, as far as a machine can see it: one sentence a slip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import signs, terms
from .same import differences


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the code with its translation: one string each, or the forms of a plural."""

    ids: Sequence[str]
    strings: Sequence[str]
    # Of a search: typed on a keyboard, with the signs of one.
    typed: bool = False


def slips(language: str, text: Text, struck: Sequence[terms.Struck]) -> Iterator[str]:
    """Of one text in the language of a catalogue (`ru`, `zh_Hans`); `struck`: words that the glossary strikes out."""
    for string in text.strings:
        yield from differences(text.ids, string)
        yield from () if text.typed else signs.slips(language, string)
        yield from terms.slips(language, string, struck)


def slips_of_english(text: Text, struck: Sequence[terms.Struck]) -> Iterator[str]:
    """Of the text as the code has it."""
    for string in text.ids:
        yield from () if text.typed else signs.slips("en", string)
        yield from terms.slips("en", string, struck)
