"""HTML of letters as Markdown of the portal: what a reader would see, and nothing that is hidden from them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from . import marks, styles
from .elements import APART, BLOCKS, CELLS, ENDED_BY, IN_TABLES, LISTS, SKIPPED, VOID
from .lines import Lines
from .pictures import Embedded, mark, read_data
from .runs import PLAIN, Look, Runs, clean
from .tables import Table
from .tags import Tag, stream

DEEPEST = 200  # elements open at a time; deeper ones are read as if their tags were not there
DEEPEST_TABLES = 6
DEEPEST_QUOTES = 3
DEEPEST_LISTS = 5
MOST_TOKENS = 200_000  # tags and texts between them


@dataclass(slots=True)
class Open:
    """An element that is open: what held before it, and what it began."""

    name: str
    look: Look
    quotes: int
    is_hidden: bool
    is_apart: bool
    began: str = ""  # "table", "cell" or "list"
    mark_at_end: str = ""


class Reader:
    """Reads one page. Texts gather in `_runs` until a block begins or ends, and become lines then."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.is_cut = False
        self.pictures: list[Embedded] = []
        self._outputs = [Lines()]
        self._tables: list[Table] = []
        self._lists: list[int | None] = []  # the next number, or None for points
        self._open: list[Open] = []
        self._names: Counter[str] = Counter()
        self._runs = Runs()
        self._look = PLAIN
        self._quotes = 0
        self._hidden = 0
        self._marker = ""
        self._in_point = False

    def read(self, page: str) -> str:
        """Lines of Markdown, at most about `most` characters; `marks` among them."""
        for number, one in enumerate(stream(page)):
            if isinstance(one, str):
                self._text(one)
            elif one.closes:
                self._closed(one.name)
            else:
                self._opened(one)
            if number > MOST_TOKENS or sum(output.size for output in self._outputs) > self.most:
                self.is_cut = True
                break
        self._flush()
        while self._open:
            self._close_last()
        return "\n".join(self._outputs[0].trimmed())

    # Texts and pictures

    def _text(self, text: str) -> None:
        if self._hidden:
            return
        text = clean(text)
        if self._in_point:
            text = styles.point(text)
        if not self._names["pre"]:
            self._runs.add(text, self._look)
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self._runs.add_break()
            self._runs.add(line, self._look)

    def _void(self, tag: Tag) -> None:
        match tag.name:
            case "br":
                self._runs.add_break()
            case "hr":
                self._flush(apart=True)
                self._outputs[-1].add("---", self._quotes)
                self._gap()
            case "img":
                self._picture(tag)

    def _picture(self, tag: Tag) -> None:
        source, words = tag.attributes.get("src", "").strip(), clean(tag.attributes.get("alt", "")).strip()
        if styles.is_tiny(tag):
            return
        if source[:4].lower() == "cid:":
            self._runs.add(mark(words, source[4:]), PLAIN)
        elif found := read_data(source, len(self.pictures)):
            self.pictures.append(found)
            self._runs.add(mark(words, found.content_id), PLAIN)
        elif words:
            # A page of the portal asks no other host for pictures; their words are all that can be shown.
            self._runs.add(words[:200], self._look)

    # Elements

    def _opened(self, tag: Tag) -> None:
        while self._open and tag.name in ENDED_BY.get(self._open[-1].name, ()):
            self._close_last()
        if tag.name in VOID:
            if not self._hidden:
                self._void(tag)
            return
        if len(self._open) >= DEEPEST:
            return
        is_apart = tag.name in APART and not styles.is_a_line(tag)
        opened = Open(tag.name, self._look, self._quotes, tag.name in SKIPPED or styles.hides(tag), is_apart)
        self._open.append(opened)
        self._names[tag.name] += 1
        self._hidden += opened.is_hidden
        if self._hidden:
            return
        if tag.name in BLOCKS:
            self._begin_block(tag, opened)
        self._look = styles.look(tag, self._look)
        self._in_point = self._in_point or styles.is_point(tag)

    def _closed(self, name: str) -> None:
        """A closing tag ends everything inside; one that nothing opened, or that is outside of the cell, nothing."""
        if not self._names[name]:
            return
        if name not in IN_TABLES:
            for one in reversed(self._open):
                if one.name == name:
                    break
                if one.name in CELLS:
                    return
        while self._close_last() != name:
            pass

    def _close_last(self) -> str:
        closed = self._open.pop()
        self._names[closed.name] -= 1
        if not self._hidden:
            if closed.name in BLOCKS:
                self._flush()
            self._end(closed)
        self._hidden -= closed.is_hidden
        self._look, self._quotes = closed.look, closed.quotes
        if not self._hidden and not closed.is_hidden and closed.is_apart:
            self._gap()
        return closed.name

    def _begin_block(self, tag: Tag, opened: Open) -> None:
        self._flush(apart=opened.is_apart)
        if styles.begins_quote(tag):
            self._outputs[-1].add(marks.QUOTE_BEGINS, 0)
        if styles.is_signature(tag):
            self._outputs[-1].add(marks.SIGNATURE_BEGINS, 0)
            opened.mark_at_end = marks.SIGNATURE_ENDS
        if tag.name == "blockquote" and not styles.only_indents(tag):
            self._quotes = min(self._quotes + 1, DEEPEST_QUOTES)
        elif tag.name in LISTS:
            opened.began = "list"
            self._lists.append(styles.first_number(tag) if tag.name == "ol" else None)
        elif tag.name == "li":
            self._marker = self._next_marker()
        elif tag.name == "table" and len(self._tables) < DEEPEST_TABLES:
            opened.began = "table"
            self._begin_table()
        elif tag.name == "tr" and self._is_between_cells():
            self._tables[-1].rows.append([])
        elif tag.name in CELLS and self._is_between_cells():
            opened.began = "cell"
            self._tables[-1].is_in_cell = True
            self._outputs.append(Lines())

    def _end(self, closed: Open) -> None:
        if closed.began == "list":
            self._lists.pop()
        elif closed.began == "cell":
            self._tables[-1].end_cell(self._outputs.pop().trimmed())
        elif closed.began == "table":
            for line in self._tables.pop().lines():
                self._outputs[-1].add(line, self._quotes)
        elif closed.name == "li":
            self._marker = ""
        elif closed.name == "span":
            self._in_point = False
        if closed.mark_at_end:
            self._outputs[-1].add(closed.mark_at_end, 0)

    def _begin_table(self) -> None:
        if self._tables:
            self._tables[-1].holds_tables = True
        self._tables.append(Table())

    def _is_between_cells(self) -> bool:
        return bool(self._tables) and not self._tables[-1].is_in_cell

    def _next_marker(self) -> str:
        indent = "   " * (min(max(len(self._lists), 1), DEEPEST_LISTS) - 1)
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"{indent}- "
        self._lists[-1] = number + 1
        return f"{indent}{number}. "

    # Lines

    def _flush(self, *, apart: bool = False) -> None:
        """What has gathered becomes lines. A block with nothing but a break or a hard space is an empty line."""
        text = self._runs.take()
        if text is not None:
            marker, self._marker = self._marker, ""
            # The break before the end of a block opens no line of its own.
            for line in text.removesuffix("\n").split("\n"):
                self._outputs[-1].add(marker + line if line else "", self._quotes)
                marker = " " * len(marker)
        if apart:
            self._gap()

    def _gap(self) -> None:
        if not self._lists:
            self._outputs[-1].gap(self._quotes)
