"""What a page's markup marks as told: headings, figures, lines of tables, charts, and parts it fetches by themselves.

`data-told` says what the words of an element are (TOLD), `data-chart` names a chart, `data-part` has the address of a
part. A value with a `data-label`, as cells have that stand under each other on a phone, brings its label along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from requests_app.phrases import named

VOID = frozenset({"br", "img", "input", "hr", "link", "meta", "wbr", "use", "path", "source"})
# Of the page: its filters. Of what follows: its heading. Of a figure: label and values, or why there is none.
TOLD = frozenset({"filters", "heading", "label", "value", "nothing"})


@dataclass(frozen=True, slots=True)
class Mark:
    """`kind` is one of TOLD, title, part (`words` is its address), chart or folded (`words` is its name), or end.

    A heading speaks of what stands in its `<section>`; `end` closes it.
    """

    kind: str
    words: str


@dataclass(slots=True)
class _Open:
    kind: str
    depth: int
    label: str
    words: list[str] = field(default_factory=list)

    def mark(self) -> Mark:
        words = " ".join("".join(self.words).split())
        return Mark(self.kind, named(self.label, words) if self.label and words else words)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Mark] = []
        self._open: _Open | None = None
        self._depth = 0
        self._folds: list[int] = []
        # Open sections: how many headings each has had.
        self._headed: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        self._depth += 1
        if tag == "details":
            self._folds.append(self._depth)
        if tag == "section":
            self._headed.append(0)
        if self._open is not None:
            if tag == "small":
                self._open.words.append(" · ")
            return
        self._note(tag, {name: value or "" for name, value in attrs})

    def _note(self, tag: str, attributes: dict[str, str]) -> None:
        if "data-chart" in attributes:
            self.found.append(Mark("folded" if self._folds else "chart", attributes["data-chart"]))
        elif "data-part" in attributes:
            self.found.append(Mark("part", attributes["data-part"]))
        kind = "title" if tag == "h1" else attributes.get("data-told")
        if kind:
            self._open = _Open(kind, self._depth, attributes.get("data-label", "") if kind == "value" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self._open is not None and self._open.depth == self._depth:
            self.found.append(self._open.mark())
            if self._open.kind == "heading" and self._headed:
                self._headed[-1] += 1
            self._open = None
        if tag == "section" and self._headed:
            self.found += [Mark("end", "")] * self._headed.pop()
        if self._folds and self._folds[-1] == self._depth:
            self._folds.pop()
        self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open.words.append(data)


def marks_of(html: str) -> Sequence[Mark]:
    """In the order of the page, the heading of the page as its title."""
    reader = _Reader()
    reader.feed(html)
    return reader.found
