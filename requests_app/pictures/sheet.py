"""How a chart looks, read from the style sheets of the pages: a file has to bring its look along.

Only what charts.css uses is understood: classes, element names, descendants, custom properties. What depends on
hovering, on the width or on a setting of the reader is left out; colours are those of the light theme.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple, Self
from xml.etree import ElementTree as ET

from django.conf import settings

from .markup import classes_of

# These an element takes from what it stands in.
INHERITED = ("fill", "stroke", "stroke-width", "font-size", "font-weight", "text-anchor", "--series")
PRESENTATION = ("fill", "stroke", "stroke-width", "text-anchor")


class Simple(NamedTuple):
    """`.plot-line.plot-style-2`, or `text`."""

    tag: str
    classes: frozenset[str]


class Rule(NamedTuple):
    path: tuple[Simple, ...]
    declarations: dict[str, str]
    specificity: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Styled:
    """An element's own look and the simple selectors it and what it stands in can be met by."""

    ancestors: tuple[Simple, ...] = ()
    look: dict[str, str] = field(default_factory=dict)

    def inside(self, element: ET.Element) -> Self:
        """The look of an element that stands directly in this one."""
        here = Simple(element.tag, classes_of(element))
        ancestors = (*self.ancestors, here)
        declared = {name: value for name in PRESENTATION if (value := element.get(name))}
        for rule in rules():
            if _meets(rule.path, ancestors):
                declared.update(rule.declarations)
        look = {name: self.look[name] for name in INHERITED if name in self.look} | declared
        return type(self)(ancestors, {name: _resolved(value, look) for name, value in look.items()})

    def number(self, name: str, default: float) -> float:
        """A length in px or a plain number."""
        text = self.look.get(name, "").removesuffix("px")
        try:
            return float(text)
        except ValueError:
            return default


@cache
def rules() -> tuple[Rule, ...]:
    """Those of charts.css, the ones that win last."""
    text = _without_conditions((settings.BASE_DIR / "static/css/charts.css").read_text(encoding="utf-8"))
    found = []
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        declarations = dict(re.findall(r"([\w-]+)\s*:\s*([^;]+)", body))
        for selector in selectors.split(","):
            if ":" not in selector:
                path = tuple(_simple(part) for part in selector.replace(">", " ").split())
                classes, tags = sum(len(one.classes) for one in path), sum(bool(one.tag) for one in path)
                found.append(Rule(path, declarations, (classes, tags)))
    return tuple(sorted(found, key=lambda rule: rule.specificity))


@cache
def tokens() -> dict[str, str]:
    """`--ink`, `--t-plot` and the others, colours in the light theme."""
    text = (settings.BASE_DIR / "static/css/tokens.css").read_text(encoding="utf-8")
    # What stands first is the rule, what a language or a width changes comes after it.
    plain = dict(reversed(re.findall(r"(--[\w-]+):\s*([\w.]+);", text)))
    return plain | dict(re.findall(r"(--[\w-]+):\s*light-dark\((#\w+)", text))


def _without_conditions(text: str) -> str:
    """Without comments and blocks that hold only under conditions; the layer's own braces do no harm."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"@(?:media|container|supports)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", text)
    return re.sub(r"@layer[^{;]*\{", "", text)


def _simple(text: str) -> Simple:
    tag = re.match(r"[a-z]\w*", text)
    return Simple(tag.group() if tag else "", frozenset(re.findall(r"\.([\w-]+)", text)))


def _meets(path: tuple[Simple, ...], chain: tuple[Simple, ...]) -> bool:
    """The last of `path` is the element itself, those before it stand anywhere above, in order."""
    if not _is(chain[-1], path[-1]):
        return False
    above = iter(chain[:-1])
    return all(any(_is(one, wanted) for one in above) for wanted in path[:-1])


def _is(one: Simple, wanted: Simple) -> bool:
    return wanted.tag in ("", one.tag) and wanted.classes <= one.classes


def _resolved(value: str, look: dict[str, str]) -> str:
    """`var(--series)` becomes a value, by way of the element's own properties."""
    for _depth in range(3):
        found = re.search(r"var\((--[\w-]+)\)", value)
        if not found:
            break
        name = found.group(1)
        value = value.replace(found.group(), look.get(name) or tokens().get(name, "none"))
    return value.strip()
