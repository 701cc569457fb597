"""What is configuration of people, departments and what they offer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from requests_app.fields.questions import Question
from requests_app.fields.words import KINDS, condition_words
from requests_app.models import (
    ApprovalRule,
    ApproverGroup,
    AssignmentRule,
    CannedReply,
    Company,
    Department,
    FormVersion,
    Membership,
    QueueView,
    SecondStep,
    Service,
    ServiceApproval,
    ServiceTemplate,
    Translated,
    User,
    WaitingReason,
)
from requests_app.phrases import listed

from .kinds import Kind, register

PERSON = (
    *("display_name", "email", "department", "manager", "language", "time_zone", "is_admin", "is_active"),
    "is_service_account",
)
DEPARTMENT = (
    *("code", "name", "description", "time_zone", "head", "parent", "closed_at", "merged_into", "counts_effort"),
)
SERVICE = (
    *("provider", "code", "name", "description", "to_bring", "icon", "default_impact", "default_urgency", "state"),
    *("audience", "audience_departments", "audience_people", "is_confidential", "handlers"),
    *("asking", "asking_share", "is_triage"),
)


def in_every_language(text: Any) -> dict[str, str]:
    """What a lazy text or a function of nothing says in each of the portal's languages."""
    said = {}
    for code, _language in settings.LANGUAGES:
        with override(code):
            said[code] = str(text() if callable(text) else text)
    return said


def _roles(person: User) -> list[dict[str, str]]:
    served = person.memberships.select_related("department").order_by("department__code")
    return [in_every_language(lambda one=one: f"{one.get_role_display()} · {one.department}") for one in served]


def _approval(service: Service) -> list[dict[str, str]]:
    """The question, the order and the steps of its rule, a line each; nothing where it has none."""
    rule = ApprovalRule.objects.filter(service=service).first()
    if rule is None:
        return []
    order = _("One after the other") if rule.in_order else _("All at once")
    steps = rule.steps.select_related("group").prefetch_related("people")
    return [dict(rule.question), in_every_language(order), *(_step(step) for step in steps)]


def _step(step: ServiceApproval) -> dict[str, str]:
    def words() -> str:
        who = step.get_chosen_display()
        named = [str(step.group)] if step.group else [f"{one.display_name} ({one.email})" for one in step.people.all()]
        needed = step.needed or pgettext_lazy("approvers", "All of them")
        return f"{step.number}. {who}{f': {listed(named)}' if named else ''} · {needed}"

    return in_every_language(words)


def _assignment(thing: Service | Department) -> list[dict[str, str]]:
    """How new requests find somebody, and among whom; of a department what is usual there."""
    if isinstance(thing, Service):
        rule = AssignmentRule.objects.filter(service=thing).first()
    else:
        rule = AssignmentRule.objects.of(thing).filter(service=None).first()
    if rule is None:
        return []
    people = [rule.owner] if rule.owner else rule.members.order_by("pk")
    named = [f"{one.display_name} ({one.email})" for one in people]
    return [in_every_language(rule.get_strategy_display), *(in_every_language(lambda one=one: one) for one in named)]


def _questions(service: Service) -> list[dict[str, str]]:
    """What is asked since the newest version of its form was published."""
    form = FormVersion.objects.in_force(service)
    asked = form.questions if form else []
    return [in_every_language(partial(_question, one, asked)) for one in asked]


def _question(one: Question, asked: Sequence[Question]) -> str:
    """Its words, kind, marks, choices, help and condition, so that a change of any of them shows."""
    marks = [_("required")] * one.required + [_("Whole numbers only")] * one.whole
    told = [one.label, KINDS[one.kind][0], *marks, listed(choice.label for choice in one.choices), one.help]
    when = condition_words(one.when, asked, {}) if one.when else ""
    return " · ".join(str(part) for part in (*told, when) if str(part))


def beside(service: Service) -> dict[str, Any]:
    """What belongs to a service beside its own fields, in the reader's language, for the page of whoever edits it."""
    return {
        "questions": [Translated(line) for line in _questions(service)],
        "has_draft": FormVersion.objects.of(service).drafts().exists(),
        "approval": [Translated(line) for line in _approval(service)],
        "assignment": [Translated(line) for line in _assignment(service)],
    }


def _hours(membership: Membership) -> str:
    return f"{membership.weekly_hours.normalize():f}"


def _second_step(person: User) -> str:
    return str(_("yes")) if SecondStep.objects.filter(person=person).exists() else ""


def _person_page(pk: str) -> str:
    return reverse("people:edit", args=[pk])


def _import_page(pk: str) -> str:
    return reverse("people:import_report", args=[pk])


def _service_page(pk: str) -> str:
    # By its id, which stays: reading its present address for every row of a list would cost a statement each.
    return reverse("administration:service", args=[pk])


def _reason_page(pk: str) -> str:
    return reverse("administration:waiting_reason", args=[pk])


def _company_page(pk: str) -> str:
    return reverse("administration:company")


def _department_page(pk: str) -> str:
    return reverse("administration:department", args=[pk])


def _group_page(pk: str) -> str:
    return reverse("approvals:group", args=[pk])


OURS = (
    Kind(
        code="person",
        label=pgettext_lazy("configuration", "Person"),
        model=User,
        fields=PERSON,
        further={"roles": (_("Roles"), _roles), "second_step": (_("Second step"), _second_step)},
        page=_person_page,
    ),
    Kind(
        code="company",
        label=pgettext_lazy("configuration", "Company"),
        model=Company,
        fields=("name", "languages", "admins_confirm", "idle_minutes"),
        page=_company_page,
    ),
    Kind(
        code="department",
        label=pgettext_lazy("configuration", "Department"),
        model=Department,
        fields=DEPARTMENT,
        further={"assignment": (_("Who gets it"), _assignment)},
        page=_department_page,
    ),
    Kind(
        code="service",
        label=pgettext_lazy("configuration", "Service"),
        model=Service,
        fields=SERVICE,
        further={
            "questions": (_("Questions"), _questions),
            "approval": (_("Approval"), _approval),
            "assignment": (_("Who gets it"), _assignment),
        },
        page=_service_page,
    ),
    Kind(
        code="approver_group",
        label=pgettext_lazy("configuration", "Group of approvers"),
        model=ApproverGroup,
        fields=("department", "name", "members"),
        page=_group_page,
    ),
    Kind(
        code="canned_reply",
        label=pgettext_lazy("configuration", "Canned reply"),
        model=CannedReply,
        fields=("department", "title", "text"),
    ),
    Kind(
        code="service_template",
        label=pgettext_lazy("configuration", "Template of a service"),
        model=ServiceTemplate,
        fields=("service", "name", "description", "link"),
    ),
    Kind(
        code="queue_view",
        label=pgettext_lazy("configuration", "Shared view of a queue"),
        model=QueueView,
        fields=("department", "owner", "name", "query", "is_shared", "is_usual", "removed_at"),
        labels={"query": _("What it shows"), "removed_at": pgettext_lazy("configuration", "Removed")},
    ),
    Kind(
        code="weekly_hours",
        label=pgettext_lazy("configuration", "Weekly hours"),
        model=Membership,
        further={"hours": (_("Hours a week"), _hours)},
    ),
    Kind(
        code="waiting_reason",
        label=pgettext_lazy("configuration", "Waiting reason"),
        model=WaitingReason,
        fields=("code", "name", "kind", "position", "is_active"),
        page=_reason_page,
    ),
    Kind(
        code="people_import",
        label=pgettext_lazy("configuration", "Import of people"),
        page=_import_page,
    ),
    Kind(
        code="priority_matrix",
        label=pgettext_lazy("configuration", "Priorities"),
    ),
)


def register_all() -> None:
    register(*OURS)
