"""What was found, marked in what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import connection
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from . import words

AROUND = 80  # characters before the first word found
SHOWN = 240


def stems(text: str) -> list[str]:
    """What the words looked for begin with, as PostgreSQL stems them, and the Chinese runs as they are."""
    terms = words.terms(text)
    plain = [term for term in terms if not words.is_cjk(term)]
    found = [term for term in terms if words.is_cjk(term)]
    if plain:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tsvector_to_array(public.search_words(%s))", [" ".join(plain)])
            found += cursor.fetchone()[0]
    return found


def marked(text: str, found: Iterable[str], *, shown: int = SHOWN) -> SafeString:
    """One line of the text around the first word found, with all of them marked."""
    pattern = _pattern(found)
    line = " ".join(text.split())
    if pattern is None:
        return conditional_escape(_cut(line, 0, shown))
    first = pattern.search(line)
    excerpt = _cut(line, max(first.start() - AROUND, 0) if first else 0, shown)
    return format_html_join("", "{}{}", _pieces(excerpt, pattern))


def _pieces(text: str, pattern: re.Pattern[str]) -> Iterable[tuple[str, str]]:
    at = 0
    for match in pattern.finditer(text):
        yield text[at : match.start()], _mark(match[0])
        at = match.end()
    yield text[at:], ""


def _mark(word: str) -> str:
    return format_html_join("", "<mark>{}</mark>", [(word,)])


def _pattern(found: Iterable[str]) -> re.Pattern[str] | None:
    """A stem at the beginning of a word, to the end of the word; a Chinese run wherever it stands."""
    parts = [
        re.escape(one) if words.is_cjk(one) else rf"(?<![^\W_]){_either_e(_open_end(one))}[^\W_{words.CJK}]*"
        for one in sorted(found, key=len, reverse=True)
    ]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _open_end(stem: str) -> str:
    # “studi” is the stem of study, “happi” of happy.
    return stem[:-1] if len(stem) > 3 and stem.endswith("i") else stem


def _either_e(stem: str) -> str:
    return re.escape(stem).replace("е", "[её]")


def _cut(line: str, start: int, length: int) -> str:
    end = start + length
    return ("… " if start else "") + line[start:end].strip() + (" …" if end < len(line) else "")
