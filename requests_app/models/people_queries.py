"""People and departments by what one wants to know of them.

What these rows refer to is imported where it is needed: the tables themselves are declared with these words.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from requests_app import name_order
from requests_app.counting import CappedCount

from .roles import SERVED

if TYPE_CHECKING:
    from .people import Department, User


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def named(self, text: str) -> Self:
        """Whose e-mail address or full name this is, whatever the capitals."""
        return self.filter(models.Q(email__iexact=text) | models.Q(display_name__iexact=text))

    def suggested_for(self, text: str) -> Self:
        """Whose name or address has every word."""
        found = self
        for word in text.split():
            found = found.filter(models.Q(email__icontains=word) | models.Q(display_name__icontains=word))
        return found

    def by_name(self) -> Self:
        """As the reader's language sorts names; namesakes by age of their account."""
        return self.order_by(name_order.ordered("display_name"), "pk")

    def working_in(self, department: Department) -> Self:
        """Agents and managers of the department."""
        return self.filter(memberships__department=department)

    def managing(self, department: Department) -> Self:
        from .people import Membership

        return self.filter(memberships__department=department, memberships__role=Membership.Role.MANAGER)

    def with_absence(self, now: datetime) -> Self:
        """Adds `away_until`: the last day of the absence they are in, or None."""
        from .absences import Absence

        away = Absence.objects.at(now).filter(user=OuterRef("pk")).values("until_day")
        return self.annotate(away_until=Subquery(away[:1]))

    def away_at(self, now: datetime) -> Self:
        from .absences import Absence

        return self.filter(pk__in=Absence.objects.at(now).values("user"))

    def in_team_of(self, leader: User) -> Self:
        """Who reports to this person, or serves in a department they manage; not they themselves."""
        from .people import Department, Membership

        managed = Membership.objects.filter(department__in=Department.objects.managed_by(leader)).values("user")
        return self.filter(models.Q(manager=leader) | models.Q(pk__in=managed)).exclude(pk=leader.pk)

    def service_accounts(self) -> Self:
        return self.filter(is_service_account=True)

    def admins(self) -> Self:
        return self.filter(is_admin=True)

    def with_roles(self) -> Self:
        """Reads `roles` in the same statement."""
        from .people import Membership

        served = Membership.objects.filter(user=OuterRef("pk"))
        return self.annotate(served=ArraySubquery(served.values_list(JSONObject(**SERVED))))


class DepartmentQuerySet(models.QuerySet["Department"]):
    def running(self) -> Self:
        """Neither closed nor part of another one by now."""
        return self.filter(closed_at=None)

    def serving(self) -> Self:
        """Departments that offer at least one published service."""
        return self.filter(services__state="published").distinct()

    def for_administration(self) -> Self:
        """Adds `people_count`, `service_count` and `open_count`, all capped; by code."""
        from .catalogue import Service
        from .people import User
        from .requests import ServiceRequest

        return self.select_related("head", "merged_into").annotate(
            people_count=CappedCount(User.objects.active().filter(department=OuterRef("pk"))),
            service_count=CappedCount(Service.objects.published().filter(provider=OuterRef("pk"))),
            open_count=CappedCount(ServiceRequest.objects.held_by_outer().open()),
        )

    def with_open_count(self, user: User) -> Self:
        """Adds `open_count`, capped: how many open requests each holds that this person of it may see."""
        from .requests import ServiceRequest

        return self.annotate(open_count=CappedCount(ServiceRequest.objects.held_by_outer().handled_by(user).open()))

    def with_triage(self) -> Self:
        """Adds `has_triage`: takes in what nobody knows where to bring."""
        from .catalogue import Service

        return self.annotate(has_triage=Exists(Service.objects.for_triage().filter(provider=OuterRef("pk"))))

    def with_role_of(self, user: User) -> Self:
        """Only where the person serves today; adds `role`."""
        return self.running().filter(memberships__user=user).annotate(role=F("memberships__role"))

    def managed_by(self, user: User) -> Self:
        from .people import Membership

        return self.filter(pk__in=[pk for pk, role in user.roles.items() if role == Membership.Role.MANAGER])
