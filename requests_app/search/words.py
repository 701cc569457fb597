"""What was typed, as a query that PostgreSQL reads: words by their stems, Chinese by pairs of characters.

The other half, what texts are indexed as, is the SQL function `search_words`; the two have to agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.contrib.postgres.search import SearchQuery

from requests_app.models.request_texts import CONFIGURATION

LONGEST = 200
MOST_WORDS = 20

CJK = "㐀-䶿一-鿿豈-﫿ぁ-ヿ가-힣"
_QUOTED_OR_WORD = re.compile(r'(-?)"([^"]*)"|(\S+)')
_NOT_A_VERB = re.compile(r"пись\b", re.IGNORECASE)  # запись, подпись: see the SQL function
_RUN = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")


def query(text: str, *, typing: bool = False, any_word: bool = False) -> SearchQuery | None:
    """`tsquery` for the ORM; None where nothing is asked."""
    raw = tsquery(text, typing=typing, any_word=any_word)
    return of(raw) if raw else None


def of(raw: str) -> SearchQuery:
    """What `tsquery` gave, for the ORM."""
    return SearchQuery(raw, config=CONFIGURATION, search_type="raw")


def tsquery(text: str, *, typing: bool = False, any_word: bool = False) -> str:
    """All words of the text, or any of them; empty where it has none. While `typing`, the last word may go on.

    Quotes keep words together, a minus leaves out. What is joined without a space (INV-2024-118, wi-fi) stays together.
    """
    parts = list(_parts(text[:LONGEST], typing=typing))[:MOST_WORDS]
    wanted = [part for part in parts if not part.startswith("!")]
    if not wanted:
        return ""
    return " | ".join(wanted) if any_word else " & ".join(parts)


def _parts(text: str, *, typing: bool) -> Iterator[str]:
    found = list(_QUOTED_OR_WORD.finditer(text))
    for place, match in enumerate(found):
        minus, phrase, word = match.groups()
        written = word if phrase is None else phrase
        without = minus or ("-" if word and re.match(r"-\w", word) else "")
        goes_on = typing and place == len(found) - 1 and phrase is None and not text[-1:].isspace()
        if part := _phrase(written, goes_on=goes_on):
            yield f"!({part})" if without else part


def _phrase(text: str, *, goes_on: bool) -> str:
    """One stretch of text as lexemes that follow each other."""
    runs = _RUN.findall(_NOT_A_VERB.sub("писи", text.replace("ё", "е").replace("Ё", "Е")))
    lexemes: list[str] = []
    for run in runs:
        lexemes += _pairs(run) if is_cjk(run) else [f"'{run}'"]
    if lexemes and goes_on and not is_cjk(runs[-1]):
        lexemes[-1] += ":*"
    # Chinese is indexed behind the other words of its text, so only what is of one kind can follow each other.
    kinds = {is_cjk(run) for run in runs}
    return f"({(' & ' if len(kinds) > 1 else ' <-> ').join(lexemes)})" if len(lexemes) > 1 else "".join(lexemes)


def _pairs(run: str) -> list[str]:
    """打印机 as 打印 and 印机; a single character is the beginning of any pair."""
    return [f"'{run[i : i + 2]}'" for i in range(len(run) - 1)] or [f"'{run}':*"]


def is_cjk(run: str) -> bool:
    return bool(re.match(f"[{CJK}]", run))


def terms(text: str) -> list[str]:
    """The words and Chinese runs of the text, without what is left out: what is highlighted where it is found."""
    kept = re.sub(r'(?:^|\s)-(?:"[^"]*"|\w\S*)', " ", text[:LONGEST])
    return list(dict.fromkeys(run.casefold() for run in _RUN.findall(kept)))[:MOST_WORDS]


def written(text: str) -> list[str]:
    """The same as they were written, capitals and all."""
    return _RUN.findall(text[:LONGEST])


def lexemes(term: str) -> list[str]:
    """One word or Chinese run as quoted lexemes of a `tsquery`."""
    return _pairs(term) if is_cjk(term) else [f"'{_NOT_A_VERB.sub('писи', term.replace('ё', 'е'))}'"]
