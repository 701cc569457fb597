"""Every text that a person reads exists in every portal language, and says the same things."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings

from operations import catalogues

FOUND: list[Catalog] = []


@pytest.fixture
def found() -> Catalog:
    if not FOUND:
        FOUND.append(catalogues.collect())
    return FOUND[0]


@pytest.mark.parametrize("language", catalogues.languages())
def test_the_catalogue_is_complete_and_holds_nothing_else(language: str, found: Catalog) -> None:
    assert catalogues.problems(language, found) == []


def test_texts_are_found_in_templates_and_in_code(found: Catalog) -> None:
    places = {path.split("/")[0] for message in found for path, _line in message.locations}
    assert {"templates", "requests_app", "sla", "surveys", "dashboards", "operations"} <= places


def test_a_missing_text_is_named_with_its_place() -> None:
    found = Catalog()
    found.add("Nobody ever translated this", locations=[("templates/base.html", 3)])
    assert catalogues.problems("ru", found)[0] == (
        "ru: 'Nobody ever translated this' (templates/base.html) is not translated"
    )


def test_no_text_stands_inside_an_f_string() -> None:
    """It would be found on some versions of Python only, and stay English on the others."""
    top = Path(settings.BASE_DIR)
    hidden = [
        f"{path.relative_to(top)}:{call.lineno}"
        for app in catalogues.APPS
        for path in sorted((top / app).rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in catalogues.KEYWORDS
        if call.args and isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []
