"""What a department wants agreed to before it begins: rules of its services, and groups that decide together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .translated import TranslatedField

if TYPE_CHECKING:
    from .people import Department, User


class Chosen(models.TextChoices):
    """How the approvers of a step are found."""

    PEOPLE = "people", pgettext_lazy("approvers", "Named people")
    MANAGER = "manager", pgettext_lazy("approvers", "Line manager")
    HEAD = "head", pgettext_lazy("approvers", "Head of department")
    GROUP = "group", pgettext_lazy("approvers", "Group")


class ApproverGroupQuerySet(models.QuerySet["ApproverGroup"]):
    def managed_by(self, user: User) -> Self:
        from .people import Department

        return self if user.is_admin else self.filter(department__in=Department.objects.managed_by(user))

    def of(self, department: Department) -> Self:
        return self.filter(department=department)


class ApproverGroup(models.Model):
    """People who decide together, such as a purchasing board. The managers of its department say who is in it."""

    department = models.ForeignKey(
        "Department", models.CASCADE, related_name="approver_groups", verbose_name=_("department")
    )
    name = TranslatedField(_("name"))
    members: models.ManyToManyField[User, models.Model] = models.ManyToManyField(
        "User", related_name="+", verbose_name=_("members")
    )

    objects = ApproverGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group of approvers")
        verbose_name_plural = _("groups of approvers")
        ordering = ["department", "id"]

    def __str__(self) -> str:
        return str(self.name)


class ApprovalRule(models.Model):
    """Requests for this service have to be agreed to first: the round begins by itself when one is filed."""

    service = models.OneToOneField("Service", models.CASCADE, related_name="approval_rule", verbose_name=_("service"))
    question = TranslatedField(_("what is to be approved"))
    in_order = models.BooleanField(_("one after the other"), default=True)

    class Meta:
        verbose_name = _("approval rule")
        verbose_name_plural = _("approval rules")

    def __str__(self) -> str:
        return f"{self.service_id}: {self.question}"


class ServiceApproval(models.Model):
    """One step of a service's rule."""

    ALL = 0

    rule = models.ForeignKey(ApprovalRule, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    chosen = models.CharField(max_length=8, choices=Chosen.choices)
    people: models.ManyToManyField[User, models.Model] = models.ManyToManyField("User", related_name="+", blank=True)
    group = models.ForeignKey(ApproverGroup, models.PROTECT, null=True, blank=True, related_name="rule_steps")
    # So many have to agree; ALL: everybody who is asked.
    needed = models.PositiveSmallIntegerField(default=ALL)

    class Meta:
        verbose_name = _("step of an approval rule")
        verbose_name_plural = _("steps of an approval rule")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="service_approval_number_once"),
            models.CheckConstraint(
                name="service_approval_group_where_chosen",
                condition=Q(chosen="group", group__isnull=False) | ~Q(chosen="group") & Q(group=None),
            ),
            models.CheckConstraint(
                name="service_approval_known_way", condition=Q(chosen__in=["people", "manager", "head", "group"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}.{self.number} {self.chosen}"
