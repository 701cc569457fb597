"""Colours as the style sheets write them, and their contrast by WCAG 2.2, in one theme at a time."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from .sheets import rules

THEMES = ("light", "dark")
# What everything else lies on, from the back to the front.
GROUNDS = ("paper", "sunken", "surface", "raised")
TONES = ("good", "soon", "late", "wait", "accent")


class Colour(NamedTuple):
    """Red, green, blue and opacity, each 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def over(self, ground: Colour) -> Colour:
        """What is seen where this lies on a ground that lets nothing through."""
        red, green, blue = (a * self.alpha + b * (1 - self.alpha) for a, b in zip(self[:3], ground[:3], strict=True))
        return Colour(red, green, blue)


TRANSPARENT = Colour(0, 0, 0, 0)


@cache
def tokens(theme: str) -> dict[str, Colour]:
    """The colours of tokens.css by their names, without the two dashes."""
    declared = next(rule for rule in rules() if rule.sheet == "tokens.css" and "--paper" in rule.declarations)
    pairs = {
        name[2:]: re.fullmatch(r"light-dark\((#\w{6}), (#\w{6})\)", value)
        for name, value in declared.declarations.items()
    }
    return {name: of_hex(pair[1 + THEMES.index(theme)]) for name, pair in pairs.items() if pair}


def of_hex(text: str) -> Colour:
    """`#rrggbb`."""
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return Colour(red, green, blue)


def read(value: str, theme: str) -> Colour | None:
    """A colour as sheets write it: a token, a mixture of two, or nothing. None: it is no colour of ours."""
    value = value.strip()
    if value in ("transparent", "none"):
        return TRANSPARENT
    if name := re.fullmatch(r"var\(--([\w-]+)\)", value):
        return tokens(theme).get(name[1])
    if mix := re.fullmatch(r"color-mix\(in srgb, (\S+) ([\d.]+)%, (\S+)\)", value):
        one, other = read(mix[1], theme), read(mix[3], theme)
        return _mixed(one, other, float(mix[2]) / 100) if one and other else None
    return None


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    # CSS mixes premultiplied: half of transparent takes opacity away, and does not darken.
    alpha = one.alpha * share + other.alpha * (1 - share)
    red, green, blue = (
        (a * one.alpha * share + b * other.alpha * (1 - share)) / (alpha or 1)
        for a, b in zip(one[:3], other[:3], strict=True)
    )
    return Colour(red, green, blue, alpha)


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of two colours that let nothing through, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
