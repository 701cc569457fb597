"""What is written out and applied elsewhere is the same there; what is applied twice changes nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from requests_app.models import (
    ApprovalRule,
    AssignmentRule,
    CannedReply,
    Company,
    ConfigurationChange,
    Department,
    FormVersion,
    Membership,
    Service,
    ServiceTemplate,
    User,
    WaitingReason,
    priorities,
)
from requests_app.models.priorities import matrix
from sla.models import BusinessCalendar, CalendarVersion, ServiceStandard
from tests.operations.as_code.conftest import EXAMPLE, Apply, dumped


def pictures() -> dict[str, Any]:
    """What the tables say, without ids and moments."""
    ids = dict(Department.objects.values_list("pk", "code"))
    priorities.forget()
    return {
        "company": list(Company.objects.values_list("name", "languages")),
        "priorities": matrix(),
        "canned": list(CannedReply.objects.order_by("title").values_list("department__code", "owner", "title", "text")),
        "departments": list(
            Department.objects.order_by("code").values(
                *("code", "name", "description", "time_zone", "parent__code", "head__email", "counts_effort")
            )
        ),
        "roles": sorted(Membership.objects.values_list("department__code", "user__email", "role")),
        "reasons": list(WaitingReason.objects.values_list("code", "name", "kind", "is_active")),
        "services": list(
            Service.objects.order_by("provider__code", "code").values(
                *("provider__code", "code", "name", "description", "to_bring", "icon", "default_impact"),
                *("default_urgency", "state", "audience", "is_confidential", "asking", "asking_share", "is_triage"),
            )
        ),
        "handlers": sorted(Service.objects.values_list("code", "handlers__email", "audience_people__email")),
        "forms": [
            (one.number, _with_codes(one.fields, ids))
            for one in FormVersion.objects.order_by("service__code", "number")
        ],
        "approvals": [
            (rule.question, rule.in_order, list(rule.steps.values_list("chosen", "people__email", "needed")))
            for rule in ApprovalRule.objects.order_by("service__code")
        ],
        "routing": sorted(
            AssignmentRule.objects.values_list("department__code", "strategy", "members__email"), key=str
        ),
        "templates": [_with_codes([one.link], ids) for one in ServiceTemplate.objects.order_by("pk")],
        "calendars": list(BusinessCalendar.objects.values_list("code", "name", "description")),
        "hours": list(CalendarVersion.objects.order_by("calendar__code").values_list("number", "digest", "days")),
        "standards": [_standard(one) for one in ServiceStandard.objects.by_department()],
    }


def _with_codes(told: Any, ids: dict[int, str]) -> Any:
    """Ids of departments differ from portal to portal."""
    text = str(told)
    for pk, code in ids.items():
        text = text.replace(f"'{pk}'", f"'{code}'")
    return text


def _standard(one: ServiceStandard) -> tuple[Any, ...]:
    targets = [(each.metric, each.priority, each.seconds, each.steps) for each in one.targets.all()]
    scope = (one.department.code, str(one.service), str(one.requester_department), one.priority)
    said = (one.name, one.pledge, one.state, one.calendar.code, one.pause_statuses, one.reopening)
    return *scope, *said, one.checklist, one.checked_by_another, one.number, targets


@pytest.mark.usefixtures("people")
class TestRoundTrip:
    def test_the_example_says_what_it_says(self, apply: Apply) -> None:
        told = apply(EXAMPLE.read_text())
        assert "+ service it/new-equipment" in told
        assert "Done." in told
        form = FormVersion.objects.get(service__code="new-equipment")
        assert {question.kind.value for question in form.questions} == {
            *("short", "long", "number", "date", "range", "choice", "several", "yes_no", "person", "department"),
            *("file", "section"),
        }
        assert Service.objects.get(code="where-to-ask").is_triage
        assert Service.objects.get(code="move").state == Service.State.DRAFT
        standard = ServiceStandard.objects.get(service=None)
        late = standard.targets.get(metric="resolution", priority=None).steps
        assert {"at": "+28800", "tell": ["head"], "do": "give_to_manager"} in late
        calendar = CalendarVersion.objects.get()
        assert calendar.working_calendar.spec.openings_on(date(2026, 12, 24)) == ()
        assert calendar.working_calendar.spec.openings_on(date(2026, 10, 3)) == ()

    def test_a_dump_makes_an_empty_portal_the_same(self, apply: Apply) -> None:
        before = transaction.savepoint()
        apply(EXAMPLE.read_text())
        dump, there = dumped(), pictures()
        transaction.savepoint_rollback(before)
        assert not Department.objects.exists()
        apply(dump)
        assert pictures() == there

    def test_a_second_time_changes_nothing_and_leaves_no_row(self, apply: Apply) -> None:
        apply(EXAMPLE.read_text())
        before, rows = pictures(), ConfigurationChange.objects.count()
        editions = list(Service.objects.order_by("pk").values_list("edition", flat=True))
        assert "Nothing to change." in apply(EXAMPLE.read_text())
        assert "Nothing to change." in apply(dumped())
        assert pictures() == before
        assert ConfigurationChange.objects.count() == rows
        assert list(Service.objects.order_by("pk").values_list("edition", flat=True)) == editions

    def test_a_dump_of_a_dump_is_the_same_text(self, apply: Apply) -> None:
        apply(EXAMPLE.read_text())
        first = dumped()
        apply(first)
        assert dumped() == first

    def test_sections_can_be_written_alone(self, apply: Apply) -> None:
        apply(EXAMPLE.read_text())
        told = dumped("calendars", "standards")
        assert "\ncalendars:\n" in told
        assert "\nservices:\n" not in told

    def test_every_change_bears_the_name_of_who_applied_it(self, apply: Apply, anna: User) -> None:
        apply(EXAMPLE.read_text())
        assert set(ConfigurationChange.objects.values_list("by", flat=True)) == {anna.pk}
        kinds = set(ConfigurationChange.objects.values_list("kind", flat=True))
        assert {
            "department",
            "service",
            "standard",
            "calendar",
            "approver_group",
            "waiting_reason",
            "canned_reply",
        } <= kinds
        assert {"company", "priority_matrix", "canned_reply"} <= kinds
        assert set(ServiceStandard.objects.values_list("published_by", flat=True)) == {anna.pk}
