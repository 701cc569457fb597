"""Which queue somebody came from, and where in it: kept in the address of a request while they go through it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from requests_app.pagination import PASSING

from .selection import CODE, Selection

LONGEST = 2500


@dataclass(frozen=True, slots=True)
class Place:
    """A department's queue, by its code, and what its address asked for."""

    dept: str
    query: str

    @classmethod
    def of_queue(cls, dept: str, query: QueryDict) -> Place:
        said = query.copy()
        for name in PASSING:
            said.pop(name, None)
        return cls(dept, said.urlencode())

    @classmethod
    def read(cls, query: QueryDict) -> Place | None:
        """What the address of a request says; None for none, or for one that nobody made here."""
        dept, _mark, said = query.get("in", "")[:LONGEST].partition("?")
        return cls(dept, said) if CODE.fullmatch(dept) and "_" not in dept else None

    @property
    def suffix(self) -> str:
        """For an address of a request: `?in=…`."""
        return f"?{urlencode({'in': f'{self.dept}?{self.query}'})}"

    @property
    def url(self) -> str:
        """Of the queue."""
        return reverse("queue", args=[self.dept]) + (f"?{self.query}" if self.query else "")

    @property
    def selection(self) -> Selection:
        return Selection.of(QueryDict(self.query))


def suffix_of(query: QueryDict) -> str:
    """Whatever place the address of a request names, for another address of it; empty for none."""
    place = Place.read(query)
    return place.suffix if place else ""
