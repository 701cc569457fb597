"""Who gets a new request by itself: what a department, or one of its services, has decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from .people import Department, User
    from .requests import ServiceRequest


class Strategy(models.TextChoices):
    """How the person is found."""

    MANUAL = "manual", pgettext_lazy("assignment", "By hand: colleagues take it, or somebody assigns it")
    TURNS = "turns", pgettext_lazy("assignment", "In turn: the next colleague who is there")
    LEAST = "least", pgettext_lazy("assignment", "Least loaded: the least open work for their weekly hours")
    OWNER = "owner", pgettext_lazy("assignment", "Always the same person")


class AssignmentRuleQuerySet(models.QuerySet["AssignmentRule"]):
    def of(self, department: Department) -> Self:
        return self.filter(department=department)

    def automatic(self) -> Self:
        return self.exclude(strategy=Strategy.MANUAL)

    def for_request(self, request: ServiceRequest) -> Self:
        """What counts where it is now, the service's own rule first. Another department's service has none there."""
        meant = Q(service=None) | Q(service=request.service_id)
        return self.filter(meant, department=request.department_id).order_by(F("service").asc(nulls_last=True))


class AssignmentRule(models.Model):
    """One row a service, or without a service the department's usual way. No row: by hand."""

    department = models.ForeignKey(
        "Department", models.CASCADE, related_name="assignment_rules", verbose_name=_("department")
    )
    service = models.OneToOneField(
        "Service", models.CASCADE, null=True, blank=True, related_name="assignment_rule", verbose_name=_("service")
    )
    strategy = models.CharField(
        pgettext_lazy("assignment", "how"), max_length=6, choices=Strategy.choices, default=Strategy.MANUAL
    )
    owner = models.ForeignKey(
        "User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("always this person")
    )
    # Empty: everybody who serves there.
    members: models.ManyToManyField[User, models.Model] = models.ManyToManyField(
        "User", related_name="+", blank=True, verbose_name=_("only among")
    )
    # Who got the last one. Turns go on behind them, whoever came or went meanwhile.
    last = models.ForeignKey("User", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AssignmentRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment rule")
        verbose_name_plural = _("assignment rules")
        constraints = [
            models.UniqueConstraint(
                fields=["department"], name="assignment_rule_one_usual_way", condition=Q(service=None)
            ),
            models.CheckConstraint(
                name="assignment_rule_known_way", condition=Q(strategy__in=["manual", "turns", "least", "owner"])
            ),
            models.CheckConstraint(
                name="assignment_rule_owner_where_chosen",
                condition=Q(strategy="owner", owner__isnull=False) | ~Q(strategy="owner") & Q(owner=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department_id}/{self.service_id or '*'} {self.strategy}"

    @property
    def is_automatic(self) -> bool:
        return self.strategy != Strategy.MANUAL
