"""Every text that a person reads exists in every portal language, and says the same things."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog

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
