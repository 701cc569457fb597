"""Pictures in a text: from the ids a letter has for them to the names its files got."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

_BRACKETS = re.compile(r"[\[\]\s]+")
_PICTURE = re.compile(r"!\[([^\]\n]{0,200})\]\(cid:([^)\s]{1,300})\)")


def mark(words: str, content_id: str) -> str:
    """Where a picture stood in a letter."""
    clean = _BRACKETS.sub(" ", words).strip()[:200]
    return f"![{clean}](cid:{quote(content_id[:100], safe='@')})"


def placed(text: str, names: Mapping[str, str]) -> str:
    """A text of a letter with file names where it has ids. A picture without a name there leaves its words.

    `names`: the name under which an attachment was stored, by its `content_id`.
    """

    def named(found: re.Match[str]) -> str:
        words, name = found[1], names.get(unquote(found[2]))
        return f"![{words}]({quote(name)})" if name else words

    return _PICTURE.sub(named, text)
