"""Departments, services, calendars and standards of a log: found in the portal, or made."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from django.utils.text import slugify

from requests_app.models import Department, Service
from sla import calendars, proposals, standards
from sla.models import BusinessCalendar, CalendarVersion, Scope, ServiceStandard
from sla.steps import warnings
from sla.terms import Target

from . import promises
from .mapping import Mapping, Naming

_CODE = re.compile(r"[A-Za-z0-9_-]{1,60}")


def code_of(name: str, naming: Naming) -> str:
    """The mapping's code for a name, the name itself where it is one, else one made from it, always the same."""
    if given := naming.codes.get(name):
        return given
    if _CODE.fullmatch(name):
        return name
    slug = slugify(name)[:50].strip("-")
    if slug == "-".join(name.lower().split()):
        return slug
    # What the slug leaves out must not make two names one.
    return f"{slug or 'x'}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


class Catalogue:
    """Everything is looked up once; `forget` after a transaction that was undone."""

    def __init__(self, mapping: Mapping, now: datetime) -> None:
        self.mapping, self.now = mapping, now
        self.forget()

    def forget(self) -> None:
        self.departments: dict[str, Department] = {}
        self.services: dict[tuple[str, str], Service] = {}
        self.calendars: dict[str, CalendarVersion] = {}
        self._decided: set[Scope] = set()

    def department(self, name: str) -> Department:
        if name not in self.departments:
            self.departments[name] = self._department(name)
        return self.departments[name]

    def _department(self, name: str) -> Department:
        naming = self.mapping.departments
        defaults = {"name": self._name(name, naming), "time_zone": naming.zone}
        return Department.objects.get_or_create(code=code_of(name, naming), defaults=defaults)[0]

    def _name(self, name: str, naming: Naming) -> dict[str, str]:
        return naming.names.get(name) or {self.mapping.language: name}

    def service(self, department: str, name: str) -> Service:
        if (department, name) not in self.services:
            self.services[department, name] = self._service(department, name)
        return self.services[department, name]

    def _service(self, department: str, name: str) -> Service:
        naming, provider = self.mapping.services, self.department(department)
        # Nobody may serve there yet, so a log opens nothing for filing unless the mapping says so.
        state = Service.State.PUBLISHED if naming.active else Service.State.DRAFT
        defaults = {"name": self._name(name, naming), "state": state}
        service, _made = Service.objects.get_or_create(provider=provider, code=code_of(name, naming), defaults=defaults)
        standard = self.mapping.promised.for_service(department, name)
        if standard is not None:
            self._publish(standard, provider, service if standard.services else None)
        return service

    def _publish(self, standard: promises.Standard, department: Department, service: Service | None) -> None:
        """Put the mapping's standard into force, unless somebody already decided what is promised there."""
        scope = Scope(department.pk, service.pk if service else None)
        if scope in self._decided:
            return
        self._decided.add(scope)
        if ServiceStandard.objects.of_scope(scope).exists():
            return
        proposal = proposals.Proposal(
            name={self.mapping.language: standard.name},
            pledge={self.mapping.language: standard.pledge} if standard.pledge else {},
            calendar=self.calendar(standard.calendar).calendar,
            targets={(one.metric, one.priority): Target(one.seconds, warnings(one.percents)) for one in standard.goals},
            pause_statuses=standard.pauses,
        )
        since = datetime(standard.since.year, standard.since.month, standard.since.day, tzinfo=self.mapping.zone)
        draft = standards.draft(scope, proposal, by=None)
        standards.publish(draft, by=None, now=self.now, since=since)

    def calendar(self, code: str) -> CalendarVersion:
        """The newest version of a calendar of the mapping; the portal's code of it begins with the source."""
        if code not in self.calendars:
            calendar = self.mapping.promised.calendars[code]
            version = calendars.ensure(
                f"{self.mapping.source}-{code}", {self.mapping.language: calendar.name}, calendar.spec, now=self.now
            )
            version.calendar = BusinessCalendar.objects.get(pk=version.calendar_id)
            self.calendars[code] = version
        return self.calendars[code]
