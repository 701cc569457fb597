"""What stands under a text and is none: signatures, what telephones add, and what lawyers do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import marks
from .patterns import LONGEST_LINE
from .rules import Rules

LONGEST_SIGNATURE = 25  # lines; more under two dashes is a text
LONGEST_NOTICE = 60
CLOSE_TO_END = 3
_DASHES = re.compile(r"(?:>\s?)?(?:--|—)\s?")
_LINK = re.compile(r"\[([^\]]{0,200})\]\([^)\s]{0,300}\)|\s?<https?://[^>\s]{1,300}>")
_RULE = re.compile(r"[-_=*—–~#\s]{0,200}")


@dataclass(frozen=True, slots=True)
class Trimmed:
    text: str
    signature: str = ""


def trim(text: str, rules: Rules) -> Trimmed:
    """The text without what is under it. A text of which nothing else would be left stays whole."""
    lines, marked = _without_marked(text.split("\n"))
    lines = _without_banner(lines, rules.banners)
    end = len(lines)
    end = min(_dashes(lines[:end]), end)
    end = _first_disclaimer(lines[:end], rules.disclaimers)
    end = _first_ending(lines[:end], rules.endings)
    if not _says_something(lines[:end]):
        whole = marks.without(text).strip()
        return Trimmed(whole)
    return Trimmed("\n".join(lines[:end]).strip(), "\n".join([*lines[end:], *marked]).strip())


def _says_something(lines: Sequence[str]) -> bool:
    return any(not _is_rule(line) for line in lines)


def _is_rule(line: str) -> bool:
    return len(line) <= LONGEST_LINE and _RULE.fullmatch(line) is not None


def _without_marked(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Lines outside and inside of what a mail program marked as a signature."""
    outside: list[str] = []
    inside: list[str] = []
    depth = 0
    for line in lines:
        if line == marks.SIGNATURE_BEGINS:
            depth += 1
        elif line == marks.SIGNATURE_ENDS:
            depth -= 1
        elif line not in marks.ALL:
            (inside if depth > 0 else outside).append(line)
    return outside, inside


def _without_banner(lines: list[str], banners: Sequence[str]) -> list[str]:
    """Without the warning that a server puts over letters from outside."""
    start = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    if start == len(lines) or not _matches(lines[start], banners):
        return lines
    rest = start
    while rest < len(lines) and lines[rest].strip():
        rest += 1
    return lines[rest:] if _says_something(lines[rest:]) else lines


def _dashes(lines: Sequence[str]) -> int:
    """Where two dashes begin a signature that is short enough to be one."""
    found, below = len(lines), 0
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if len(line) < 10 and _DASHES.fullmatch(line):
            found = number
        below += bool(line.strip())
        if below > LONGEST_SIGNATURE:
            break
    return found


def _first_disclaimer(lines: Sequence[str], disclaimers: Sequence[str]) -> int:
    """The legal notice begins a paragraph, or is all there is to the end: Outlook puts no room between paragraphs."""
    for number in range(max(0, len(lines) - LONGEST_NOTICE), len(lines)):
        is_apart = number == 0 or _is_rule(lines[number - 1]) or len(lines) - number <= CLOSE_TO_END
        if is_apart and lines[number].strip() and _matches(lines[number], disclaimers):
            return number
    return len(lines)


def _first_ending(lines: Sequence[str], endings: Sequence[str]) -> int:
    """Lines of a telephone at the very end, with empty ones and rules between."""
    end = len(lines)
    number = end
    while number > 0:
        line = lines[number - 1]
        if _matches(line, endings, whole=True):
            end = number - 1
        elif not _is_rule(line):
            break
        number -= 1
    return end


def _matches(line: str, expressions: Sequence[str], *, whole: bool = False) -> bool:
    plain = _LINK.sub(lambda found: found[1] or "", line[:LONGEST_LINE]).replace("**", "").strip(" \t*_>|")
    if whole and len(line) > LONGEST_LINE:
        return False
    tries = re.fullmatch if whole else re.match
    return any(tries(expression, plain, re.IGNORECASE) for expression in expressions)
