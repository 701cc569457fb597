"""WCAG 2.2 contrast of everything the style sheets lay on something, computed from them in both themes; no database."""

from __future__ import annotations

import re
from itertools import product

import pytest

from . import pairs
from .colours import GROUNDS, THEMES, TONES, contrast, of_hex, read, tokens
from .sheets import on_screen, rules

# What is read needs 4.5 : 1 (1.4.3); what only has to be seen - bounds of controls, lines of charts - 3 : 1 (1.4.11).
READ, SEEN = 4.5, 3.0
SERIES = tuple(f"c{number}" for number in range(1, 6))
# It separates; nothing is told by it that is not told otherwise.
DECORATION = {"line"}


def test_the_formula_gives_the_known_extremes() -> None:
    assert contrast(of_hex("#000000"), of_hex("#ffffff")) == pytest.approx(21)
    assert contrast(of_hex("#777777"), of_hex("#ffffff")) == pytest.approx(4.48, abs=0.01)


def test_mixtures_and_veils_are_computed_as_browsers_do() -> None:
    mixed = read("color-mix(in srgb, var(--ink) 50%, transparent)", "light")
    assert mixed
    assert mixed == pytest.approx((*tokens("light")["ink"][:3], 0.5))
    assert mixed.over(of_hex("#ffffff"))[0] == pytest.approx((tokens("light")["ink"].red + 1) / 2)


@pytest.mark.parametrize("theme", THEMES)
def test_every_word_can_be_read_on_the_ground_its_rule_puts_it_on(theme: str) -> None:
    weak = {f"{one.where}: {one.front} on {one.ground}" for one in pairs.words(theme) if contrast(*one.colours) < READ}
    assert not weak


@pytest.mark.parametrize("theme", THEMES)
def test_the_colours_of_words_can_be_read_on_every_ground_and_wash(theme: str) -> None:
    colours = tokens(theme)
    every = product(pairs.ANYWHERE, (*GROUNDS, *pairs.WASHES))
    assert not [(a, b) for a, b in every if contrast(colours[a], colours[b]) < READ]


@pytest.mark.parametrize("theme", THEMES)
def test_controls_and_the_ring_of_the_focus_can_be_seen_on_every_ground(theme: str) -> None:
    weak = {f"{one.where}: {one.front} on {one.ground}" for one in pairs.shapes(theme) if contrast(*one.colours) < SEEN}
    assert not weak


@pytest.mark.parametrize("theme", THEMES)
def test_lines_of_charts_and_signs_can_be_seen_on_every_ground(theme: str) -> None:
    colours = tokens(theme)
    every = product(("edge", *SERIES, *TONES), GROUNDS)
    assert not [(a, b) for a, b in every if contrast(colours[a], colours[b]) < SEEN]


@pytest.mark.parametrize("theme", THEMES)
def test_figures_can_be_read_on_every_shade_of_a_grid(theme: str) -> None:
    colours = tokens(theme)
    shades = {0: colours["sunken"], 5: colours["c1"]}
    for rule in rules():
        found, opacity = re.fullmatch(r"\.plot-shade-(\d)", rule.selector), rule.declarations.get("fill-opacity")
        if found and opacity:
            shades[int(found[1])] = colours["c1"]._replace(alpha=float(opacity)).over(colours["surface"])
    on_last = contrast(colours["surface"], shades.pop(5))
    assert len(shades) == 5
    assert min([on_last, *(contrast(colours["ink"], shade) for shade in shades.values())]) >= READ


def test_the_sheets_are_read_to_their_end_and_pairs_are_found() -> None:
    """A parser that loses rules would prove nothing."""
    found = list(pairs.words("light"))
    where = {one.where for one in found}
    assert len(rules()) > len(on_screen()) > 900
    assert {"components.css: .btn.main:hover", "components.css: .tag", "charts.css: .plot text"} <= where
    assert {one.ground for one in found if one.where == "components.css: .btn.main:hover"} == {"var(--accent-strong)"}


def test_no_colour_of_the_tokens_escapes_these_proofs() -> None:
    proven = {*GROUNDS, *pairs.WASHES, *pairs.ANYWHERE, *SERIES, "edge"}
    for one in (*pairs.words("light"), *pairs.shapes("light")):
        proven |= set(re.findall(r"var\(--([\w-]+)\)", f"{one.front} {one.ground}"))
    assert set(tokens("light")) - proven == DECORATION
    assert set(tokens("light")) == set(tokens("dark"))


def test_every_variable_that_is_used_is_defined_somewhere() -> None:
    text = " ".join(f"{name}: {value};" for rule in rules() for name, value in rule.declarations.items())
    assert set(re.findall(r"var\(--([\w-]+)", text)) <= set(re.findall(r"(?<!var\()--([\w-]+):", text))


def test_the_series_of_a_chart_differ_by_more_than_colour() -> None:
    lines = {
        r.selector: r.declarations.get("stroke-dasharray") for r in rules() if ".plot-line.plot-style-" in r.selector
    }
    assert len(lines) >= 3
    assert len(set(lines.values())) == len(lines)
