"""Pictures in a text: from the ids a letter has for them to the names its files got."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, unquote_to_bytes

from .headers import from_base64

_BRACKETS = re.compile(r"[\[\]\s]+")
_PICTURE = re.compile(r"!\[([^\]\n]{0,200})\]\(cid:([^)\s]{1,300})\)")
_IMAGE = re.compile(r"image/[a-z0-9.+-]{1,20}")
MOST_EMBEDDED = 50


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


@dataclass(frozen=True, slots=True)
class Embedded:
    """A picture that was written into the text itself."""

    content_id: str
    content_type: str
    content: bytes

    @property
    def name(self) -> str:
        return f"{self.content_id}.{self.content_type.rpartition('/')[2].removesuffix('+xml')[:5]}"


def read_data(address: str, number: int) -> Embedded | None:
    """The picture of a `data:` address; None for everything else."""
    head, comma, content = address.partition(",") if address[:5].lower() == "data:" else ("", "", "")
    content_type = head[5:].partition(";")[0].strip().lower()
    if not comma or not _IMAGE.fullmatch(content_type) or number >= MOST_EMBEDDED:
        return None
    raw = from_base64(unquote_to_bytes(content)) if head.lower().endswith(";base64") else unquote_to_bytes(content)
    return Embedded(f"picture-{number + 1}", content_type, raw) if raw else None
