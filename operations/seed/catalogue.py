"""Departments and what they offer, as rows."""

from __future__ import annotations

from dataclasses import dataclass

from requests_app.models import Department, Service

from . import content
from .content import DepartmentContent, ServiceContent


@dataclass(frozen=True, slots=True)
class Offer:
    """A service with its texts and those of its department."""

    service: Service
    content: ServiceContent
    provider: DepartmentContent


def make_departments() -> dict[str, Department]:
    rows = [
        Department(code=one.code, name=one.name, description=one.description, time_zone=one.zone)
        for one in content.departments()
    ]
    return {row.code: row for row in Department.objects.bulk_create(rows)}


def make_services(departments: dict[str, Department]) -> list[Offer]:
    offers = [
        Offer(_service(departments[provider.code], one), one, provider)
        for provider in content.departments()
        for one in provider.services
    ]
    Service.objects.bulk_create(offer.service for offer in offers)
    return offers


def _service(provider: Department, told: ServiceContent) -> Service:
    return Service(
        provider=provider,
        code=told.code,
        name=told.texts("name"),
        description=told.texts("description"),
        to_bring=told.texts("to_bring"),
        icon=told.icon,
        default_impact=told.impact,
        default_urgency=told.urgency,
    )
