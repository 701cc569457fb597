"""The department a page is about, with what its head and filter need, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q
from django.db.models.functions import JSONObject
from django.http import Http404

from dashboards.counting import Scope
from dashboards.period import Period
from requests_app import access
from requests_app.models import Department, Service, User
from requests_app.models.translated import Translated


@dataclass(frozen=True, slots=True)
class Offered:
    """A service as the filter names it."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Watched:
    """A department whose figures somebody may see."""

    department: Department
    handlers: int
    offered: list[Offered]

    def service(self, period: Period) -> Offered | None:
        """The service the address asks for; an unknown one is not found."""
        if not period.service:
            return None
        found = next((service for service in self.offered if service.code == period.service), None)
        if found is None:
            raise Http404
        return found

    def scope(self, period: Period) -> Scope:
        chosen = self.service(period)
        return Scope(self.department.pk, self.department.zone, (chosen.pk,) if chosen else None)


def watched(user: User, code: str) -> Watched:
    """Raises Http404 where there is no such department, or its figures are not this person's business."""
    services = Service.objects.filter(provider=OuterRef("pk")).order_by("code")
    found: Any = (
        Department.objects.filter(code=code)
        .annotate(
            handlers=Count("memberships", filter=Q(memberships__user__is_active=True)),
            offered=ArraySubquery(services.values(data=JSONObject(pk="pk", code="code", name="name"))),
        )
        .first()
    )
    if found is None or not access.can_see_dashboard(user, found):
        raise Http404
    offered = [Offered(row["pk"], row["code"], str(Translated(row["name"])) or row["code"]) for row in found.offered]
    return Watched(found, found.handlers, offered)
