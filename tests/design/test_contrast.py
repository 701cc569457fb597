"""WCAG 2.2 contrast of the design tokens, computed from the style sheet in both themes; no database."""

import re
from itertools import product
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
TOKEN = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
THEMES: dict[str, dict[str, str]] = {
    "light": {name: light for name, light, _ in TOKEN.findall(TOKENS)},
    "dark": {name: dark for name, _, dark in TOKEN.findall(TOKENS)},
}

GROUNDS = ("paper", "sunken", "surface", "raised")
TONES = ("good", "soon", "late", "wait", "accent")
WASHES = (*(f"{tone}-wash" for tone in TONES), "neutral-wash")

# What is read needs 4.5 : 1 (1.4.3); what only has to be seen - bounds of controls, lines of charts - 3 : 1 (1.4.11).
TEXT = [
    *product(("ink", "soft", "accent", "accent-strong"), (*GROUNDS, *WASHES)),
    *product(TONES, (*GROUNDS, "accent-wash")),
    *((tone, f"{tone}-wash") for tone in TONES),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("late-ink", "late"),
    ("paper", "ink"),
]
GRAPHIC = list(product(("edge", "accent", "c1", "c2", "c3", "c4", "c5", *TONES), GROUNDS))


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_gives_the_known_extremes() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read_on_every_ground_it_stands_on(theme: str) -> None:
    colours = THEMES[theme]
    weak = {pair: ratio for pair in TEXT if (ratio := contrast(colours[pair[0]], colours[pair[1]])) < 4.5}
    assert not weak


@pytest.mark.parametrize("theme", THEMES)
def test_controls_and_charts_can_be_seen_on_every_ground(theme: str) -> None:
    colours = THEMES[theme]
    weak = {pair: ratio for pair in GRAPHIC if (ratio := contrast(colours[pair[0]], colours[pair[1]])) < 3}
    assert not weak


def test_every_colour_lives_in_the_tokens() -> None:
    """A colour written anywhere else would escape these tests. Print has its own two."""
    for sheet in CSS.glob("*.css"):
        screen = TOKEN.sub("", sheet.read_text()).split("@media print", 1)[0]
        assert not re.findall(r"#[0-9a-f]{3,8}\b(?=[\s;,)])", screen), sheet.name


def test_every_variable_that_is_used_is_defined_somewhere() -> None:
    text = "".join(sheet.read_text() for sheet in CSS.glob("*.css"))
    assert set(re.findall(r"var\(--([\w-]+)\)", text)) <= set(re.findall(r"--([\w-]+):", text))


def test_the_three_series_of_a_chart_differ_from_their_neighbours_by_more_than_colour() -> None:
    components = (CSS / "components.css").read_text()
    dashes = re.findall(r"\.chart \.line\.s\d \{ stroke-dasharray: ([\d ]+) \}", components)
    assert len(dashes) >= 3
    assert len(set(dashes)) == len(dashes)
