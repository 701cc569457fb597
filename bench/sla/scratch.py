"""A database beside the configured one, dropped at the end, and the company that lives in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from bench.sla.arithmetic import SPEC
from requests_app.models import Service, User
from sla import calendars
from sla.models import CalendarVersion, ServiceStandard
from tests.make import make_agent, make_department, make_manager, make_service, make_standard, make_user, utc

ANSWERED_IN, DONE_IN = 8 * 3600, 40 * 3600  # working seconds: a day, a week
STEPS = (50, 75, 90)
SINCE = utc(2020, 1, 1)


@contextmanager
def database() -> Iterator[str]:
    """Its name. Everything is migrated; nothing is in it, and pages answer Django's test client."""
    name = f"bench_sla_{os.getpid()}"
    connection.settings_dict["TEST"]["NAME"] = name
    # A page that was refused for its host takes no time at all, and was measured as one.
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        yield name
    finally:
        teardown_databases(made, verbosity=0)


def address() -> str:
    """DATABASE_URL of the scratch database, for processes of their own."""
    said = connection.settings_dict
    person = ":".join(quote(said[key], safe="") for key in ("USER", "PASSWORD") if said[key])
    port = f":{said['PORT']}" if said["PORT"] else ""
    if said["HOST"].startswith("/"):
        return f"postgresql://{person}@{port}/{said['NAME']}?host={quote(said['HOST'], safe='')}"
    return f"postgresql://{person}@{said['HOST']}{port}/{said['NAME']}"


@dataclass(frozen=True, slots=True)
class Company:
    """One department with a service, its standard and its people, and somebody who asks for things."""

    service: Service
    standard: ServiceStandard
    version: CalendarVersion
    agent: User
    requester: User


# The same hours under a calendar of their own, so that correcting them touches no other company's clocks.
PAST = SPEC | {"holidays": [*SPEC["holidays"], "2019-12-27"]}


def company(code: str, spec: dict[str, Any] = SPEC) -> Company:
    department = make_department(code)
    department.head = make_manager(f"Head of {code}", department)
    department.save(update_fields=["head"])
    agent = make_agent(f"Agent of {code}", department)
    standard = make_standard(
        department, first_response=ANSWERED_IN, resolution=DONE_IN, warn=STEPS, spec=spec, since=SINCE
    )
    version = standard.calendar.versions.get()
    return Company(make_service(department, code), standard, version, agent, make_user(f"Somebody of {code}"))


def other_hours(version: CalendarVersion, spec: dict[str, Any]) -> CalendarVersion:
    """The next version of the same calendar, which counts from now on."""
    return calendars.ensure(version.calendar.code, dict(version.calendar.name), spec)
