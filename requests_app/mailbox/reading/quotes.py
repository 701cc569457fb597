"""What was newly written in a letter, apart from what its program copied under, over or around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import marks
from .patterns import (
    ATTRIBUTION,
    BROKEN_INTO,
    ENDS_ATTRIBUTION,
    FORWARDED,
    HEADER_LINES,
    LONGEST_LINE,
    MOMENT_AND_ADDRESS,
    ORIGINAL,
    OTHER,
    SENDER,
    SOMEBODY_WROTE,
)

CONTEXT_LINES = 3  # of a quote, kept before an answer that stands within it
_RULE = re.compile(r"[-_=*—–\s]{0,200}")
_LINK = re.compile(r"\[([^\]]{0,200})\]\([^)\s]{0,300}\)")


@dataclass(frozen=True, slots=True)
class Split:
    """`text` is new, `quoted` came along. `forwarded`: the old letter is what this one is for, and is in `text`."""

    text: str
    quoted: str = ""
    forwarded: bool = False


def split(text: str, *, is_reply: bool) -> Split:
    """`is_reply`: whether headers and subject say that it answers something, and does not send something on.

    A letter that answers nothing was written for everything that is in it.
    """
    lines = text.split("\n")
    end, forwards = _first_cut(lines)
    if not is_reply or forwards:
        return Split(_joined(lines), forwarded=end < len(lines))
    new, old = _apart(lines[:end])
    return Split(_joined(new), _joined([*old, *lines[end:]]))


def _first_cut(lines: Sequence[str]) -> tuple[int, bool]:
    """Where everything is old from, and whether that is a forwarded letter. The number of lines: nowhere."""
    for number, line in enumerate(lines):
        if len(line) > LONGEST_LINE or line.startswith(">"):
            continue
        plain = _plain(line)
        if FORWARDED.fullmatch(plain):
            return number, True
        if line == marks.QUOTE_BEGINS or ORIGINAL.fullmatch(plain) or _begins_header(lines, number, plain):
            return number, _is_forward_marked(lines, number)
    return len(lines), False


def _is_forward_marked(lines: Sequence[str], number: int) -> bool:
    following = (line for line in lines[number : number + 3] if len(line) <= LONGEST_LINE)
    return any(FORWARDED.fullmatch(_plain(line)) for line in following)


def _plain(line: str) -> str:
    """A line without what Markdown and mail programs put around its words."""
    return _LINK.sub(r"\1", line).replace("**", "").replace("\u00a0", " ").strip(" \t|*_") if line else ""


def _begins_header(lines: Sequence[str], number: int, plain: str) -> bool:
    """`From:`, and close under it a subject and another label: a journey has a from, a to and a date as well."""
    if not SENDER.fullmatch(plain):
        return False
    found: set[str] = set()
    for line in lines[number + 1 : number + 1 + HEADER_LINES]:
        if len(line) <= LONGEST_LINE and (label := OTHER.fullmatch(_plain(line))):
            found.add(str(label.lastgroup))
    return "subject" in found and len(found) > 1


@dataclass(slots=True)
class _Piece:
    """Lines one after the other that are all quoted, with the line that says whom, or all not."""

    is_quote: bool
    lines: list[str]


def _apart(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """New and old lines where the old ones are quotes."""
    pieces = _pieces(lines)
    quotes = [piece for piece in pieces if piece.is_quote]
    answers = [piece for piece in pieces if not piece.is_quote and _joined(piece.lines)]
    old = [line for piece in quotes for line in piece.lines]
    # One answer over, under, or both around one quote needs no quote to be understood.
    if len(quotes) < 2 or len(answers) < 2:
        return [line for piece in answers for line in [*piece.lines, ""]], old
    return _with_context(pieces), old


def _pieces(lines: Sequence[str]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for number, line in enumerate(lines):
        is_quote = line.startswith(">")
        if not is_quote and (start := _attribution(lines, number, pieces)) is not None:
            moved = [pieces[-1].lines.pop() for _ in range(number - start)][::-1] if pieces else []
            pieces.append(_Piece(True, [*moved, line]))
            if not _quote_follows(lines, number):
                pieces[-1].lines += lines[number + 1 :]
                break
        elif pieces and (pieces[-1].is_quote == is_quote or (not line.strip() and _quote_follows(lines, number))):
            pieces[-1].lines.append(line)
        else:
            pieces.append(_Piece(is_quote, [line]))
    return pieces


def _attribution(lines: Sequence[str], number: int, pieces: Sequence[_Piece]) -> int | None:
    """Where a line that says who wrote begins, if it ends at this one: programs break it."""
    line = _plain(lines[number]) if len(lines[number]) <= LONGEST_LINE else ""
    if not ENDS_ATTRIBUTION.search(line[-30:]):
        return None
    room = len(pieces[-1].lines) if pieces and not pieces[-1].is_quote else 0
    joined = ""
    for back in range(min(BROKEN_INTO, room + 1)):
        before = lines[number - back]
        if not before.strip() or len(before) + len(joined) > LONGEST_LINE:
            break
        joined = f"{_plain(before)} {joined}".strip()
        if ATTRIBUTION.fullmatch(joined) or MOMENT_AND_ADDRESS.fullmatch(joined):
            return number - back
    if SOMEBODY_WROTE.fullmatch(line) and _quote_follows(lines, number):
        return number
    return None


def _quote_follows(lines: Sequence[str], number: int) -> bool:
    following = next((line for line in lines[number + 1 : number + 4] if line.strip()), "")
    return following.startswith(">")


def _with_context(pieces: Sequence[_Piece]) -> list[str]:
    """Answers between quotes, each after the end of what it answers."""
    out: list[str] = []
    for number, piece in enumerate(pieces):
        if not piece.is_quote:
            out += [*piece.lines, ""]
        elif number + 1 < len(pieces) and _joined(pieces[number + 1].lines):
            out += [*_last_paragraph(piece.lines), ""]
    return out


def _last_paragraph(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for line in reversed(lines):
        if not line.startswith(">"):
            break
        if line.strip("> "):
            kept.append(line)
        elif kept:
            break
        if len(kept) == CONTEXT_LINES:
            break
    return kept[::-1]


def _joined(lines: Sequence[str]) -> str:
    """Text of lines without empty ones and rules around it, and never with two empty ones in a row."""
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while (
        end > start
        and len(lines[end - 1]) <= LONGEST_LINE
        and _RULE.fullmatch(lines[end - 1])
        and lines[end - 1] != "--"
    ):
        end -= 1
    kept: list[str] = []
    for line in lines[start:end]:
        if line.strip() or not kept or kept[-1].strip():
            kept.append(line)
    return "\n".join(kept)


def _is_rule(line: str) -> bool:
    """Empty, or a line drawn over what follows; two dashes begin a signature."""
    return len(line) <= LONGEST_LINE and line.strip() != "--" and _RULE.fullmatch(line) is not None
