"""Ids for the names of a log: real ones, and made-up ones for a trial run that writes nothing."""

from __future__ import annotations

from requests_app.models import Service

from .catalogue import Catalogue
from .people import People


class RealNames:
    def __init__(self, catalogue: Catalogue, people: People) -> None:
        self.catalogue, self.people = catalogue, people

    def department(self, name: str) -> int:
        return self.catalogue.department(name).pk

    def service(self, department: str, name: str) -> Service:
        return self.catalogue.service(department, name)

    def person(self, name: str) -> int | None:
        return self.people[name] if name else None

    def somebody(self) -> int:
        return self.people[self.people.nobody]


class ImaginedNames:
    """Numbers in the order in which names turn up; nothing is looked up."""

    def __init__(self) -> None:
        self.departments: dict[str, int] = {}
        self.services: dict[tuple[str, str], Service] = {}

    def department(self, name: str) -> int:
        return self.departments.setdefault(name, len(self.departments) + 1)

    def service(self, department: str, name: str) -> Service:
        known = self.services.get((department, name))
        if known is None:
            known = Service(pk=len(self.services) + 1, provider_id=self.department(department), code=name[:80])
            self.services[department, name] = known
        return known

    def person(self, name: str) -> int | None:
        # Numbers of people are only compared within one case; a dictionary of them would grow with the file.
        return hash(name) or 1 if name else None

    def somebody(self) -> int:
        return -1
