"""HTML as a stream of tags and texts, read once from left to right.

Not `html.parser`, which takes quadratic time for some broken pages, and not a tree: whoever nests a hundred thousand
elements gets nothing for it. What is safe to show is not decided here; the portal's Markdown does that.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

KEPT = frozenset({"href", "src", "alt", "width", "height", "style", "class", "id", "hidden", "start"})
# Whose content is no text, and may hold what looks like tags.
RAW = frozenset({"script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript"})
LONGEST_STYLE = 2_000

_TAG = re.compile(r"</?([a-zA-Z][^\s/>]{0,40})")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>=]+)(\s*=\s*)?|[\s/=]+")
_BARE = re.compile(r"[^\s>]*")
# Python refuses to read numbers of thousands of digits, and no character has one.
_HUGE = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")


@dataclass(frozen=True, slots=True)
class Tag:
    """`<name>` or `</name>`, the name in small letters."""

    name: str
    closes: bool
    attributes: Mapping[str, str]


class _Source:
    """A text in which what was once looked for in vain is never looked for again."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lost: set[str] = set()
        self._small: str | None = None

    def find(self, what: str, at: int) -> int:
        found = -1 if what in self._lost else self.text.find(what, at)
        if found < 0:
            self._lost.add(what)
        return found

    def find_end_of(self, name: str, at: int) -> int:
        """Where the closing tag of a raw element begins, whatever its capitals."""
        if self._small is None:
            # ASCII only: other letters may change their number when they become small.
            self._small = self.text.translate(_SMALL)
        what = f"</{name}"
        found = -1 if what in self._lost else self._small.find(what, at)
        if found < 0:
            self._lost.add(what)
        return found


_SMALL = {number: number + 32 for number in range(ord("A"), ord("Z") + 1)}


def stream(text: str) -> Iterator[Tag | str]:
    """Tags and texts in their order; comments, declarations and the content of scripts are left out."""
    source, at = _Source(text), 0
    while at < len(text):
        start = source.find("<", at)
        if start < 0 or source.find(">", start) < 0:
            yield unescaped(text[at:])
            return
        if start > at:
            yield unescaped(text[at:start])
        if found := _TAG.match(text, start):
            name, closes = found[1].lower(), text[start + 1] == "/"
            attributes, at = _attributes(source, found.end())
            yield Tag(name, closes, attributes)
            if name in RAW and not closes:
                at = source.find_end_of(name, at)
                if at < 0:
                    return
        elif text.startswith(("<!", "<?", "</"), start):
            at = _after_declaration(source, start)
        else:
            yield "<"
            at = start + 1


def unescaped(text: str) -> str:
    return html.unescape(_HUGE.sub("", text)) if "&" in text else text


def _after_declaration(source: _Source, start: int) -> int:
    if source.text.startswith("<!--", start):
        # `<!-->` is a whole comment, as browsers read it.
        end = source.find("-->", start + 2)
        return end + 3 if end >= 0 else len(source.text)
    return source.find(">", start) + 1 or len(source.text)


def _attributes(source: _Source, at: int) -> tuple[Mapping[str, str], int]:
    """The attributes somebody asks for, and where the tag ends."""
    kept: dict[str, str] = {}
    while found := _ATTRIBUTE.match(source.text, at):
        name, value, at = (found[1] or "").lower(), "", found.end()
        if found[2]:
            value, at = _value(source, at)
        if name in KEPT:
            kept.setdefault(name, unescaped(value if name in ("src", "href") else value[:LONGEST_STYLE]))
    return kept, at + 1


def _value(source: _Source, at: int) -> tuple[str, int]:
    quote = source.text[at : at + 1]
    if quote in ('"', "'"):
        end = source.find(quote, at + 1)
        if end >= 0:
            return source.text[at + 1 : end], end + 1
    found = _BARE.match(source.text, at)
    end = found.end() if found else at
    return source.text[at:end], end
