"""Working time as admins type it: “2 h 30 min”, “90 min”, “2:30”, “3 d”, in the words of every portal language."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import pgettext

DAYS, HOURS, MINUTES, SECONDS = "days", "hours", "minutes", "seconds"
UNITS = {
    **dict.fromkeys(("d", "day", "days", "天", "日", "工作日", "д", "дн", "день", "дня", "дней"), DAYS),
    **dict.fromkeys(("h", "hour", "hours", "小时", "时", "ч", "час", "часа", "часов"), HOURS),
    **dict.fromkeys(("m", "min", "minute", "minutes", "分钟", "分", "м", "мин"), MINUTES),
    **dict.fromkeys(("s", "sec", "second", "seconds", "秒", "с", "сек"), SECONDS),
}
PART = re.compile(r"\s*(\d{1,6}(?:[.,]\d{1,2})?)\s*([^\W\d_]+)\.?\s*")
CLOCK = re.compile(r"\s*(\d{1,6}):([0-5]\d)\s*")


def parse(text: str, day_seconds: int) -> int:
    """Whole seconds; a day is one usual working day of the calendar. Raises ValueError for what is no duration."""
    if match := CLOCK.fullmatch(text):
        return int(match[1]) * 3600 + int(match[2]) * 60
    size = {DAYS: day_seconds, HOURS: 3600, MINUTES: 60, SECONDS: 1}
    seconds, place, seen = 0, 0, set[str]()
    while place < len(text):
        match = PART.match(text, place)
        unit = UNITS.get(match[2].lower()) if match else None
        if match is None or unit is None or unit in seen:
            raise ValueError(text)
        part = Decimal(match[1].replace(",", ".")) * size[unit]
        if part % 1:
            raise ValueError(text)
        seconds, place = seconds + int(part), match.end()
        seen.add(unit)
    if not seen:
        raise ValueError(text)
    return seconds


def names_days(text: str) -> bool:
    """Whether what was typed says “3 d”, which means another time in another calendar."""
    return any(UNITS.get(unit.lower()) == DAYS for _number, unit in PART.findall(text))


def written(seconds: int) -> str:
    """The other way round, to be edited by this reader; days are written as hours: so it is true of any calendar."""
    units = pgettext("unit as typed", "h"), pgettext("unit as typed", "min"), pgettext("unit as typed", "s")
    parts = zip((seconds // 3600, seconds // 60 % 60, seconds % 60), units, strict=True)
    return " ".join(f"{number} {unit}" for number, unit in parts if number)
