"""What an admin says about a calendar: read, checked, and written back in one canonical form."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KEYS = ("tz", "weekly", "holidays", "workdays", "exceptions")
DAY_MINUTES = 24 * 60


class CalendarError(ValueError):
    """A spec that cannot be used. `key` and `value` say where; the sentence says what is wrong with them."""

    def __init__(self, key: str, value: object, reason: str) -> None:
        super().__init__(key, value, reason)
        self.key, self.value, self.reason = key, value, reason

    def __str__(self) -> str:
        return f"{self.key}: {self.value!r} {self.reason}."


class Opening(NamedTuple):
    """Wall-clock minutes after midnight of the date on which it starts; past 1440 is the next day."""

    opens: int
    closes: int

    def as_json(self) -> list[str]:
        # A night shift is written as people write it, 22:00 to 06:00; only a full 24:00 keeps its own name.
        closes = self.closes if self.closes <= DAY_MINUTES else self.closes - DAY_MINUTES
        return [f"{minute // 60:02}:{minute % 60:02}" for minute in (self.opens, closes)]


Openings = tuple[Opening, ...]
Dated = dict[date, Openings]


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """The checked spec. `weekly` holds seven days from Monday; an empty tuple of openings means closed."""

    zone: ZoneInfo
    weekly: tuple[Openings, ...]
    holidays: tuple[date, ...]
    workdays: Dated
    exceptions: Dated
    by_date: Dated

    @classmethod
    def parse(cls, spec: Mapping[str, Any]) -> Self:
        """Read the JSON object; what is missing is empty (only `tz` must be there). Raises CalendarError."""
        _require_mapping("calendar", spec, KEYS)
        weekly = _require_mapping("weekly", spec.get("weekly", {}), WEEKDAYS)
        holidays = tuple(sorted(_dates("holidays", spec.get("holidays", []))))
        workdays = _dated_openings("workdays", spec.get("workdays", {}))
        exceptions = _dated_openings("exceptions", spec.get("exceptions", {}))
        return cls(
            zone=_zone(spec.get("tz")),
            weekly=tuple(_openings(f"weekly.{day}", weekly.get(day, [])) for day in WEEKDAYS),
            holidays=holidays,
            workdays=workdays,
            exceptions=exceptions,
            by_date=dict.fromkeys(holidays, ()) | workdays | exceptions,  # the later one wins
        )

    def openings_on(self, day: date) -> Openings:
        """The openings that start on this local date."""
        dated = self.by_date.get(day)
        return self.weekly[day.weekday()] if dated is None else dated

    def as_json(self) -> dict[str, Any]:
        """The canonical spec: parsing it gives this object again, and equal calendars write equal text."""
        return {
            "tz": self.zone.key,
            "weekly": {
                day: _as_json(openings) for day, openings in zip(WEEKDAYS, self.weekly, strict=True) if openings
            },
            "holidays": [day.isoformat() for day in self.holidays],
            "workdays": {day.isoformat(): _as_json(self.workdays[day]) for day in sorted(self.workdays)},
            "exceptions": {day.isoformat(): _as_json(self.exceptions[day]) for day in sorted(self.exceptions)},
        }

    def digest(self) -> str:
        """SHA-256 of the canonical spec, in hex."""
        text = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _as_json(openings: Openings) -> list[list[str]]:
    return [opening.as_json() for opening in openings]


def _require_mapping(key: str, value: object, known: tuple[str, ...] | None = None) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise CalendarError(key, value, "is not an object with keys and values")
    unknown = next((name for name in value if known and name not in known), None)
    if unknown is not None:
        raise CalendarError(key, unknown, f"is not a known key; use {', '.join(known or ())}")
    return value


def _require_list(key: str, value: object) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise CalendarError(key, value, "is not a list")
    return value


def _zone(name: object) -> ZoneInfo:
    # "localtime" is a file of the server, and the zone must come from the calendar alone.
    if isinstance(name, str) and name not in ("", "localtime"):
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):  # unknown, a path, a directory
            pass
    raise CalendarError("tz", name, "is not the name of a time zone such as 'Europe/Berlin'")


def _dates(key: str, values: object) -> set[date]:
    return {_date(key, value) for value in _require_list(key, values)}


def _date(key: str, value: object) -> date:
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            return date.fromisoformat(value)
    except ValueError:  # 2026-02-30
        pass
    raise CalendarError(key, value, "is not a date such as '2026-01-31'")


def _dated_openings(key: str, value: object) -> Dated:
    days = _require_mapping(key, value)
    return {_date(key, day): _openings(f"{key}.{day}", openings) for day, openings in days.items()}


def _openings(key: str, value: object) -> Openings:
    return tuple(sorted({_opening(key, pair) for pair in _require_list(key, value)}))


def _opening(key: str, pair: object) -> Opening:
    if not (isinstance(pair, list | tuple) and len(pair) == 2):
        raise CalendarError(key, pair, "is not a pair of times such as ['09:00', '17:00']")
    opens, closes = _minute(key, pair[0]), _minute(key, pair[1])
    if opens == closes:
        raise CalendarError(key, pair, "starts and ends at the same time; a whole day is 00:00 to 24:00")
    if opens == DAY_MINUTES:
        raise CalendarError(key, pair, "starts at 24:00; write it as 00:00 of the next day")
    return Opening(opens, closes if closes > opens else closes + DAY_MINUTES)


def _minute(key: str, value: object) -> int:
    match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)|24:00", value, re.ASCII) if isinstance(value, str) else None
    if match is None:
        raise CalendarError(key, value, "is not a time between 00:00 and 24:00 such as '09:30'")
    return int(match[1]) * 60 + int(match[2]) if match[1] else DAY_MINUTES
