"""What people looked for and did not find, beside the departments it may have been meant for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboards.period import Period
from requests_app.models import Department, Service
from requests_app.readings import Steps, reading
from requests_app.search import unmet
from requests_app.search.likely import resembling

# Of a department the words are chosen from those of the whole company: few services resemble anything.
OF_THE_COMPANY, LOOKED_AT, SHOWN = 12, 300, 8


@dataclass(frozen=True, slots=True)
class Missed:
    """At least five people looked for these words; `near` are departments whose services resemble them."""

    words: str
    people: int
    near: tuple[Department, ...] = ()


@reading
def of_company(period: Period, departments: Mapping[int, Department]) -> Steps[list[Missed]]:
    """In the months of these days, most people first; two steps, where there are any."""
    (found,) = yield (unmet.missed(period.start, period.last, most=OF_THE_COMPANY),)
    (offered,) = (yield (Service.objects.published(),)) if found else ([],)
    return [Missed(said, people, _near(said, offered, departments)) for said, people in found]


@reading
def of_department(period: Period, department: Department) -> Steps[list[Missed]]:
    """Only what resembles a service of this department."""
    services = Service.objects.published().filter(provider=department)
    found, offered = yield unmet.missed(period.start, period.last, most=LOOKED_AT), services
    return [Missed(said, people) for said, people in unmet.about(found, offered)[:SHOWN]]


def _near(said: str, offered: Iterable[Service], departments: Mapping[int, Department]) -> tuple[Department, ...]:
    providers = dict.fromkeys(service.provider_id for service in resembling(said, offered))
    return tuple(departments[pk] for pk in providers if pk in departments)
