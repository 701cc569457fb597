"""Public holidays have names in every language of the portal, also of countries whose library speaks English only."""

from __future__ import annotations

from datetime import date

import pytest

from sla import holiday_names
from sla.holiday_import import Source, candidates

WEEK = {"mon": [["09:00", "17:00"]]}


def test_german_holidays_are_named_in_three_languages() -> None:
    found = candidates(Source("DE", "BY"), [2026], WEEK)
    assert found[date(2026, 4, 6)].name == {
        "en": "Easter Monday",
        "zh-hans": "复活节星期一",
        "ru": "Пасхальный понедельник",
    }
    assert all(set(day.name) == {"en", "zh-hans", "ru"} for day in found.values())


@pytest.mark.parametrize(
    ("english", "chinese", "russian"),
    [
        ("Christmas Day (observed)", "圣诞节（补休）", "Рождество (перенос)"),
        (
            "All Saints' Day; National Unity Day",
            "诸圣节；民族团结日",
            "День всех святых; День национального единства",
        ),
        ("A feast nobody knows", "", ""),
        ("Christmas Day; A feast nobody knows", "", ""),
    ],
)
def test_names_with_remarks_and_two_on_one_day(english: str, chinese: str, russian: str) -> None:
    assert holiday_names.in_language(english, "zh-hans") == chinese
    assert holiday_names.in_language(english, "ru") == russian
