"""The style sheets as rules and declarations: enough of CSS for the tests that prove colours and sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
# What holds only there is judged by other measures: paper is white, and forced colours are the reader's own.
ELSEWHERE = ("@media print", "@media (forced-colors")
# Their braces hold rules; those of other at-rules hold no rules of elements.
WRAPPERS = ("@media", "@layer", "@supports", "@container")


class Rule(NamedTuple):
    """One selector with what is declared for it, and the conditions it stands under."""

    sheet: str
    selector: str
    declarations: dict[str, str]
    under: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.sheet}: {self.selector}"


@cache
def on_screen() -> tuple[Rule, ...]:
    """Every rule of every sheet, in order, except those for paper and forced colours."""
    return tuple(rule for rule in rules() if not any(one.startswith(ELSEWHERE) for one in rule.under))


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of every sheet, one for each selector of a list."""
    found: list[Rule] = []
    for sheet in sorted(CSS.glob("*.css"), key=lambda path: (path.name != "tokens.css", path.name)):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        found += _rules_in(text, sheet.name, ())
    return tuple(found)


def _rules_in(text: str, sheet: str, under: tuple[str, ...]) -> Iterator[Rule]:
    for head, body in _blocks(text):
        if head.startswith(WRAPPERS):
            yield from _rules_in(body, sheet, (*under, head))
        elif not head.startswith("@"):
            declared = dict(_declarations(body))
            for selector in _listed(head):
                yield Rule(sheet, selector, declared, under)


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """What stands before each outermost pair of braces, and what between them."""
    depth = begin = opened = 0
    for at, sign in enumerate(text):
        if sign == "{":
            depth += 1
            opened = at if depth == 1 else opened
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield " ".join(text[begin:opened].split()), text[opened + 1 : at]
                begin = at + 1
        elif sign == ";" and depth == 0:
            begin = at + 1


def _declarations(body: str) -> Iterator[tuple[str, str]]:
    for declaration in body.split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            yield name.strip(), " ".join(value.replace("!important", "").split())


def _listed(selectors: str) -> list[str]:
    """The selectors of a list; a comma between parentheses belongs to one of them."""
    return [one.strip() for one in re.split(r",(?![^()]*\))(?![^(]*\)\))", selectors)]
