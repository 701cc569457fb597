"""Colours, space, type, corners and motion are said once, in tokens.css; other sheets use them. No database."""

from __future__ import annotations

import re

import pytest

from .sheets import Rule, rules

OURS = [rule for rule in rules() if rule.sheet != "tokens.css" and not any("print" in each for each in rule.under)]
SPACE = re.compile(r"(?:row-|column-)?gap|(?:padding|margin)(?:-[a-z-]+)?")
MOTION = re.compile(r"(?:transition|animation)(?:-duration|-delay)?")
# Further in than that is where something stands, and no rhythm.
INDENT = 1.5


def said(*properties: str | re.Pattern[str]) -> list[tuple[Rule, str]]:
    """Every rule that declares one of these, with the value; parentheses and what is in them left out."""
    return [
        (rule, re.sub(r"var\([^()]*\)", "", value))
        for rule in OURS
        for name, value in rule.declarations.items()
        if any(re.fullmatch(one, name) for one in properties)
    ]


def lengths(value: str, unit: str) -> list[float]:
    return [abs(float(one)) for one in re.findall(rf"(?<![\w.-])(-?(?:\d*\.)?\d+){unit}\b", value)]


def test_no_other_sheet_writes_a_colour() -> None:
    raw = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|lab)\(|light-dark\(")
    wrong = [
        str(rule)
        for rule in OURS
        for value in rule.declarations.values()
        if raw.search(re.sub(r"url\([^)]*\)", "", value))
    ]
    assert not wrong


def test_distances_are_steps_of_the_scale() -> None:
    wrong = [str(rule) for rule, value in said(SPACE) if any(0 < one <= INDENT for one in lengths(value, "rem"))]
    wrong += [str(rule) for rule, value in said(SPACE) if any(one > 3 for one in lengths(value, "px"))]
    assert not wrong


@pytest.mark.parametrize("name", ["font-size", "font-weight", "letter-spacing", "font-family"])
def test_type_is_of_the_tokens(name: str) -> None:
    """Relative to what stands around is allowed; Chinese is not spaced at all."""
    allowed = re.compile(r"(?:[\d.]+em|inherit|0|)")
    assert not [str(rule) for rule, value in said(name) if not allowed.fullmatch(value.strip())]


def test_corners_are_of_the_tokens() -> None:
    allowed = re.compile(r"(?:0|50%|inherit|[\d.]+em|\s)*")
    assert not [f"{rule} {value}" for rule, value in said("border-radius") if not allowed.fullmatch(value)]


def test_whatever_moves_takes_as_long_as_the_tokens_say() -> None:
    wrong = [str(rule) for rule, value in said(MOTION) if re.search(r"\d(?:\.\d+)?m?s\b", value)]
    # The one that ends all motion for those who asked for none.
    assert set(wrong) <= {"base.css: *", "base.css: ::before", "base.css: ::after"}


def test_who_wants_no_motion_gets_none() -> None:
    reduced = [rule for rule in rules() if any("prefers-reduced-motion" in one for one in rule.under)]
    durations = next(rule.declarations for rule in reduced if rule.sheet == "tokens.css")
    moving = {
        name
        for rule in rules()
        for name in re.findall(r"var\((--(?:quick|calm|turn))\)", " ".join(rule.declarations.values()))
    }
    assert moving <= set(durations)
