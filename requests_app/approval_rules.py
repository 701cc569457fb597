"""What a department wants agreed to: every write of rules and groups."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from .approvers import Wanted
from .configuration import changing
from .models import ApprovalRule, ApproverGroup, Department, Service, ServiceApproval, Translated, User


@transaction.atomic
def set_rule(
    service: Service, question: Translated, steps: Sequence[Wanted], *, in_order: bool, by: User | None = None
) -> ApprovalRule | None:
    """In place of the rule so far; without steps the service wants nothing agreed to. Open rounds go on as they are."""
    held = Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    with changing(held, by=by):
        return _write(held, question, steps, in_order=in_order)


def _write(held: Service, question: Translated, steps: Sequence[Wanted], *, in_order: bool) -> ApprovalRule | None:
    if not steps:
        ApprovalRule.objects.filter(service=held).delete()
        return None
    values = {"question": question, "in_order": in_order}
    rule, _made = ApprovalRule.objects.update_or_create(service=held, defaults=values)
    rule.steps.all().delete()
    for number, one in enumerate(steps, 1):
        step = ServiceApproval.objects.create(
            rule=rule, number=number, chosen=one.chosen, group=one.group, needed=one.needed
        )
        step.people.set(one.people)
    return rule


@transaction.atomic
def save_group(
    group: ApproverGroup, name: Translated, members: Sequence[User], *, by: User | None = None
) -> ApproverGroup:
    """Open rounds keep those they asked."""
    with changing(group, by=by):
        group.name = name
        group.save()
        group.members.set(members)
    return group


def remove_group(group: ApproverGroup, *, by: User | None = None) -> None:
    with changing(group, by=by):
        group.delete()


def rules_of(department: Department) -> list[Service]:
    """Its services with their rules and the rules' steps, in three statements."""
    services = Service.objects.filter(provider=department).exclude(state=Service.State.RETIRED)
    read = services.select_related("approval_rule").prefetch_related(
        "approval_rule__steps__group", "approval_rule__steps__people"
    )
    return list(read.order_by("code"))


def is_used(group: ApproverGroup) -> bool:
    return group.rule_steps.exists()
