"""What stands on what, found in the style sheets: words on grounds, edges and rings beside grounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .colours import GROUNDS, TONES, TRANSPARENT, Colour, read, tokens
from .sheets import Rule, on_screen

WASHES = (*(f"{tone}-wash" for tone in TONES), "neutral-wash")
# Words that are written in whatever a page puts them into: they have to be read everywhere.
ANYWHERE = ("ink", "soft", "accent", "accent-strong", *TONES)
# Painted areas in which nothing is ever written.
WORDLESS = re.compile(r"progress|::backdrop|\.journey-bar|\.spinner|^select\b|\.clock-bar|::selection")
# Who operates it sees where it is: what these draw around themselves is their shape.
CONTROLS = re.compile(r"(?:^|[\s(,])(?:input|select|textarea)\b(?!:checked)|\.box$|\.input$|\.rating-points label$")
LINES = ("border", "border-color", "border-inline-start", "border-block-end", "outline")
# Pictures and signs take the colour of words and are no words.
SIGNS = re.compile(r"\.icon(?:\.\w+)?$|::before$")
# The classes that set the two together, on an element whose own rule reads var(--tone) and var(--wash).
TONED = {f"var(--{tone})": f"var(--{tone}-wash)" for tone in TONES}


class Pair(NamedTuple):
    """Where one colour has to stand out from another; both let nothing through."""

    where: str
    front: str
    ground: str
    colours: tuple[Colour, Colour]


def words(theme: str) -> Iterator[Pair]:
    """Every colour of words with every ground the sheets put it on."""
    for rule in (one for one in on_screen() if not _is_sign(one)):
        front, ground = _colour_of(rule), rule.declarations.get("background")
        if not front and not _is_painted(ground):
            continue
        fronts = [front] if front else _fronts_on(rule)
        for one in fronts:
            for each, under in _alternatives(one, ground if _is_painted(ground) else _ground_of(rule)):
                yield from _laid(rule, each, under, theme)


def shapes(theme: str) -> Iterator[Pair]:
    """Every edge of a control, ring around what has the focus, and sign, with what lies beside it."""
    for rule in on_screen():
        names = LINES if CONTROLS.search(rule.selector) else ("color",) if _is_sign(rule) else ("outline",)
        for value in (rule.declarations[name] for name in names if name in rule.declarations):
            if found := re.search(r"var\(--[\w-]+\)|transparent", value):
                for ground in GROUNDS:
                    yield from _laid(rule, found.group(), f"var(--{ground})", theme)


def _is_sign(rule: Rule) -> bool:
    return bool(SIGNS.search(rule.selector)) and "background" not in rule.declarations


def _colour_of(rule: Rule) -> str | None:
    """Of its words, if it gives one of its own; those of a picture are filled."""
    # Figures on shades are proven shade by shade.
    in_picture = rule.sheet == "charts.css" and re.search(r"text$|-label$|-value$", rule.selector)
    value = rule.declarations.get("fill" if in_picture else "color")
    return None if value in (None, "inherit", "currentColor", "transparent") else value


def _is_painted(ground: str | None) -> bool:
    return bool(ground) and ground not in ("none", "transparent", "inherit", "var(--wash, none)")


def _fronts_on(rule: Rule) -> list[str]:
    """What is written on a ground that says nothing of its words: what its element has, or else anything."""
    if WORDLESS.search(rule.selector):
        return []
    inherited = next(filter(None, map(_colour_of, _said_before(rule))), None)
    return [inherited] if inherited else [f"var(--{name})" for name in ANYWHERE]


def _ground_of(rule: Rule) -> str | None:
    """Of the element itself in a less special state, or of what it stands in."""
    grounds = (one.declarations.get("background") for one in _said_before(rule))
    return next((ground for ground in grounds if _is_painted(ground)), None)


def _said_before(rule: Rule) -> list[Rule]:
    """The rules whose selector this one only narrows or goes down from, nearest first: `.btn.main:hover`, `.btn`."""
    found = [one for one in on_screen() if _narrows(rule.selector, one.selector)]
    return sorted(found, key=lambda one: -len(one.selector))


def _narrows(selector: str, wider: str) -> bool:
    return selector.startswith(wider) and selector[len(wider) : len(wider) + 1] in (":", ".", "[", " ")


def _alternatives(front: str, ground: str | None) -> Iterator[tuple[str, str | None]]:
    """With var(--tone, …) and var(--wash, …) replaced: by what stands there without a tone, and by each tone."""
    yield _without_tone(front), _without_tone(ground) if ground else None
    if front.startswith("var(--tone"):
        for tone, wash in TONED.items():
            yield tone, wash if ground and ground.startswith("var(--wash") else ground


def _without_tone(value: str) -> str:
    return re.sub(r"^var\(--(?:tone|wash), (.+)\)$", r"\1", value)


def _laid(rule: Rule, front: str, ground: str | None, theme: str) -> Iterator[Pair]:
    """The pair on every ground there can be; one that lets something through lies on each of the others."""
    colour = read(front, theme)
    assert colour, f"{rule} uses {front}, which is no colour of tokens.css"
    everywhere = {name: tokens(theme)[name] for name in (*GROUNDS, *WASHES)}
    if ground is None:
        under = everywhere
    else:
        painted = read(ground, theme) or TRANSPARENT
        under = {ground: painted} if painted.alpha == 1 else {n: painted.over(c) for n, c in everywhere.items()}
    for name, below in under.items():
        yield Pair(str(rule), front, name, (colour.over(below), below))
