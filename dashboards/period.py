"""Which days and which service a page speaks about: read from its address, and written back into links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _

LENGTHS = {"30d": 30, "90d": 90, "365d": 365}
USUAL = "90d"
CUSTOM = "custom"
BEFORE = "before"
LONGEST = timedelta(days=3653)
# The years that calendars know; beyond them some zone has no such day.
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` on and before `end`. `name` is a key of LENGTHS, or custom; `service` a code, or empty.

    `compare`: as many days before stand beside them.
    """

    name: str
    start: date
    end: date
    service: str = ""
    compare: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str], *, today: date) -> Self:
        """What the address asks for; whatever it does not say, or says wrongly, is the usual period up to today.

        In an address `to` is the last day, as people mean it.
        """
        service, compare = query.get("service", ""), query.get("compare") == BEFORE
        first, last = _day(query.get("from")), _day(query.get("to"))
        if query.get("period", CUSTOM) == CUSTOM and first and last and first <= last and last - first < LONGEST:
            return cls(CUSTOM, first, last + timedelta(days=1), service, compare)
        name = query.get("period", "")
        name = name if name in LENGTHS else USUAL
        end = today + timedelta(days=1)
        return cls(name, end - timedelta(days=LENGTHS[name]), end, service, compare)

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def length(self) -> int:
        return (self.end - self.start).days

    @property
    def bucket(self) -> str:
        """In which pieces of time a chart shows it: never so many that they cannot be told apart."""
        return "day" if self.length <= 31 else "week" if self.length <= 200 else "month"

    def buckets(self) -> list[date]:
        """The first days of all those pieces, from the one that holds the first day."""
        found = []
        day = self.start - timedelta(days=self.start.weekday()) if self.bucket == "week" else self.start
        day = self.start.replace(day=1) if self.bucket == "month" else day
        while day < self.end:
            found.append(day)
            day = self.after(day)
        return found

    def after(self, first: date) -> date:
        """The first day of the piece after the one that begins with `first`."""
        if self.bucket == "month":
            return date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return first + timedelta(days=7 if self.bucket == "week" else 1)

    def query(self, **changes: str) -> str:
        """This period as the query of an address, with other parameters beside it."""
        dates = {"from": self.start.isoformat(), "to": self.last.isoformat()} if self.name == CUSTOM else {}
        beside = {"compare": BEFORE} if self.compare else {}
        values = {"period": self.name, **dates, "service": self.service, **beside, **changes}
        return urlencode({name: value for name, value in values.items() if value})

    def other(self, *, name: str | None = None, service: str | None = None, compare: bool | None = None) -> Self:
        """The same page with one thing changed."""
        return replace(
            self,
            name=name or self.name,
            service=self.service if service is None else service,
            compare=self.compare if compare is None else compare,
        )

    def before(self) -> Self:
        """As many days before these; nothing stands beside them."""
        return replace(self, name=CUSTOM, start=self.start - (self.end - self.start), end=self.start, compare=False)

    def words(self) -> str:
        return {
            "30d": _("last 30 days"),
            "90d": _("last 90 days"),
            "365d": _("last 365 days"),
        }.get(self.name) or _("chosen days")


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None
