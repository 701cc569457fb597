"""Standards: who sees them, which one applies, and how versions follow each other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from requests_app.models import Department, Service, User
from requests_app.transitions import Refused
from sla import access, calendars, standards
from sla.models import Scope, ServiceStandard
from sla.proposals import Proposal
from sla.standards import Asked, standard_for
from sla.steps import Step, warnings
from sla.terms import Target
from tests.make import ALWAYS_OPEN, OFFICE_HOURS, make_request, make_standard
from tests.sla.conftest import answer_clock, at


def proposal(**changes: object) -> Proposal:
    version = calendars.ensure("always", {"en": "Always"}, ALWAYS_OPEN)
    values = {
        "name": {"en": "Standard"},
        "pledge": {},
        "calendar": version.calendar,
        "targets": {("first_response", None): Target(3600, warnings((50,)))},
        "pause_statuses": ("waiting",),
    }
    return Proposal(**{**values, **changes})  # type: ignore[arg-type]


def asked(
    department: Department, service: Service | None = None, *, by: Department | None = None, priority: int = 3
) -> Asked:
    return Asked(department.pk, service.pk if service else None, by.pk if by else None, priority)


def next_version(standard: ServiceStandard, by: User | None = None) -> ServiceStandard:
    return standards.revise(standard, by=by)


class TestWhichApplies:
    def test_the_services_own_before_the_departments_default(self, it: Department, laptop: Service) -> None:
        default, own = make_standard(it), make_standard(it, laptop)
        assert standard_for(asked(it, laptop), at(9)) == own
        assert standard_for(asked(it), at(9)) == default

    def test_another_departments_standard_never(self, finance: Department, laptop: Service, it: Department) -> None:
        make_standard(finance)
        assert standard_for(asked(it, laptop), at(9)) is None

    def test_one_that_promises_nothing_for_the_priority_is_passed_over(self, it: Department, laptop: Service) -> None:
        default = make_standard(it)
        critical: dict[tuple[str, int | None], int] = {("resolution", 1): 3600}
        own = make_standard(it, laptop, first_response=None, resolution=None, by_priority=critical)
        assert standard_for(asked(it, laptop, priority=1), at(9)) == own
        assert standard_for(asked(it, laptop), at(9)) == default

    def test_a_draft_applies_to_nobody(self, it: Department, laptop: Service) -> None:
        standards.draft(Scope(it.pk), proposal(), by=None)
        assert standard_for(asked(it, laptop), at(9)) is None


class TestPublish:
    def test_it_closes_the_running_version_where_the_next_begins(self, it: Department, laptop: Service) -> None:
        first = make_standard(it)
        second = standards.publish(next_version(first), by=None, now=at(9), since=at(12))
        first.refresh_from_db()
        assert (first.in_force_until, second.in_force_from, second.in_force_until) == (at(12), at(12), None)
        assert (first.number, second.number) == (1, 2)
        assert standard_for(asked(it, laptop), at(12) - timedelta(microseconds=1)) == first
        assert standard_for(asked(it, laptop), at(12)) == second

    def test_requests_keep_the_version_they_were_filed_under(
        self, it: Department, laptop: Service, li_wei: User
    ) -> None:
        first = make_standard(it)
        before = make_request(laptop, li_wei, now=at(9))
        draft = standards.draft(Scope(it.pk), proposal(), by=None)
        second = standards.publish(draft, by=None, now=at(10))
        after = make_request(laptop, li_wei, now=at(10))
        assert (answer_clock(before).standard, answer_clock(after).standard) == (first, second)
        assert (answer_clock(before).due_at, answer_clock(after).due_at) == (at(11), at(11))

    def test_only_a_draft_can_be_published(self, it: Department) -> None:
        with pytest.raises(Refused):
            standards.publish(make_standard(it), by=None)

    def test_before_a_planned_version_there_is_no_room(self, it: Department) -> None:
        first = make_standard(it)
        standards.publish(next_version(first), by=None, now=at(9), since=at(9, day=20))
        third = next_version(first)
        with pytest.raises(Refused):
            standards.publish(third, by=None, now=at(10))
        standards.publish(third, by=None, now=at(10), since=at(9, day=21))

    def test_it_is_written_down_who_did_it(self, it: Department, ada: User) -> None:
        standard = standards.publish(standards.draft(Scope(it.pk), proposal(), by=ada), by=ada, now=at(9))
        assert (standard.published_by, standard.published_at, standard.created_by) == (ada, at(9), ada)


class TestTheDatabaseRefuses:
    def overlapping(self, first: ServiceStandard, service: Service | None) -> ServiceStandard:
        return ServiceStandard(
            department=first.department,
            service=service,
            number=2,
            name={"en": "Second"},
            calendar=first.calendar,
            state="published",
            valid=DateTimeTZRange(at(9), at(10)),
        )

    def test_two_versions_in_force_at_once(self, it: Department, laptop: Service) -> None:
        first = make_standard(it, laptop)
        with pytest.raises(IntegrityError, match="standard_one_in_force"), transaction.atomic():
            self.overlapping(first, laptop).save()

    def test_two_defaults_of_a_department_in_force_at_once(self, it: Department) -> None:
        first = make_standard(it)
        with pytest.raises(IntegrityError, match="standard_one_in_force"), transaction.atomic():
            self.overlapping(first, None).save()

    def test_a_default_beside_a_services_own_is_fine(self, it: Department, laptop: Service) -> None:
        first = make_standard(it)
        self.overlapping(first, laptop).save()

    def test_a_published_version_that_is_never_in_force(self, it: Department) -> None:
        draft = standards.draft(Scope(it.pk), proposal(), by=None)
        with pytest.raises(IntegrityError, match="standard_published_has_range"), transaction.atomic():
            ServiceStandard.objects.filter(pk=draft.pk).update(state="published", valid=DateTimeTZRange(at(9), at(9)))

    def test_two_targets_for_the_same_priority(self, it: Department) -> None:
        draft = standards.draft(Scope(it.pk), proposal(), by=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            draft.targets.create(metric="first_response", seconds=60)


class TestRetire:
    def test_from_then_on_nothing_is_promised(self, it: Department, laptop: Service, li_wei: User) -> None:
        standard = standards.retire(make_standard(it), now=at(9))
        assert (standard.state, standard.in_force_until) == ("retired", at(9))
        assert standard_for(asked(it, laptop), at(9)) is None
        assert standard_for(asked(it, laptop), at(8)) == standard

    def test_a_planned_version_is_withdrawn_and_the_one_before_goes_on(self, it: Department, laptop: Service) -> None:
        first = make_standard(it)
        planned = standards.publish(next_version(first), by=None, now=at(9), since=at(9, day=20))
        assert standards.retire(planned, now=at(10)).valid is None
        assert standard_for(asked(it, laptop), at(9, day=25)) == first

    def test_what_is_over_cannot_be_retired(self, it: Department) -> None:
        first = make_standard(it)
        standards.publish(next_version(first), by=None, now=at(9))
        with pytest.raises(Refused):
            standards.retire(first, now=at(10))


class TestDraft:
    def test_there_is_one_draft_of_a_scope_and_it_is_rewritten(self, it: Department) -> None:
        first = standards.draft(Scope(it.pk), proposal(), by=None)
        again = standards.draft(Scope(it.pk), proposal(targets={("resolution", 1): Target(60)}), by=None)
        assert first.pk == again.pk
        assert [(one.metric, one.priority, one.seconds) for one in again.targets.all()] == [("resolution", 1, 60)]

    def test_a_revision_says_what_the_version_says(self, it: Department) -> None:
        first = make_standard(it, by_priority={("resolution", 1): 60})
        draft = next_version(first)
        assert draft.state == "draft"
        assert set(draft.targets.values_list("metric", "priority", "seconds")) == set(
            first.targets.values_list("metric", "priority", "seconds")
        )

    @pytest.mark.parametrize(
        "changes",
        [
            {"targets": {}},
            {"targets": {("first_response", None): Target(0)}},
            {"targets": {("first_response", None): Target(60, (Step("0%"),))}},
            {"targets": {("first_response", None): Target(60, (Step("1001%"),))}},
            {"targets": {("first_response", None): Target(60, (Step("soon"),))}},
            {"targets": {("first_response", None): Target(3600, (Step("50%"), Step("50%")))}},
            {"targets": {("first_response", None): Target(3600, (Step("50%"), Step("-1800")))}},
            {"targets": {("first_response", None): Target(3600, (Step("-3600"),))}},
            {"targets": {("promised", None): Target(3600)}},
            {"targets": {("happiness", None): Target(60)}},
            {"pause_statuses": ("closed",)},
            {"checklist": [{"key": "a", "text": {"en": "One"}}, {"key": "a", "text": {"en": "Two"}}]},
            {"checklist": [{"key": "a", "text": {}}]},
        ],
    )
    def test_what_no_clock_can_keep_is_refused(self, it: Department, changes: dict[str, object]) -> None:
        with pytest.raises(Refused):
            standards.draft(Scope(it.pk), proposal(**changes), by=None)

    def test_another_departments_service_is_refused(self, finance: Department, laptop: Service) -> None:
        with pytest.raises(Refused):
            standards.draft(Scope(finance.pk, laptop.pk), proposal(), by=None)

    def test_a_published_version_cannot_be_thrown_away(self, it: Department) -> None:
        standard = make_standard(it)
        with pytest.raises(Refused):
            standards.discard(standard, by=None)
        draft = next_version(standard)
        standards.discard(draft, by=None)
        assert not ServiceStandard.objects.filter(pk=draft.pk).exists()


class TestWhoSees:
    def test_published_ones_everybody(self, it: Department, li_wei: User) -> None:
        standard = make_standard(it)
        assert list(ServiceStandard.objects.visible_to(li_wei)) == [standard]

    def test_drafts_only_admins_and_the_departments_managers(
        self, it: Department, li_wei: User, olga: User, maria: User, boris: User, ada: User
    ) -> None:
        standards.draft(Scope(it.pk), proposal(), by=ada)
        seen = {
            person.display_name: ServiceStandard.objects.visible_to(person).exists()
            for person in (li_wei, olga, maria, boris, ada)
        }
        assert {name for name, sees in seen.items() if sees} == {"Maria Schulz", "Ada Admin"}

    def test_only_admins_set_them(self, maria: User, ada: User) -> None:
        assert access.can_set_standards(ada)
        assert not access.can_set_standards(maria)


class TestCalendars:
    def test_the_same_hours_make_no_further_version(self, db: None) -> None:
        first = calendars.ensure("office", {"en": "Office"}, OFFICE_HOURS)
        assert calendars.ensure("office", {"en": "Office"}, OFFICE_HOURS) == first
        other = calendars.ensure("office", {"en": "Office"}, {**OFFICE_HOURS, "holidays": ["2026-12-25"]})
        assert (first.number, other.number) == (1, 2)
        assert calendars.newest_version(first.calendar_id) == other

    def test_running_clocks_keep_the_version_they_count_with(
        self, it: Department, laptop: Service, li_wei: User
    ) -> None:
        standard = make_standard(it, spec=OFFICE_HOURS)
        request = make_request(laptop, li_wei, now=at(9))
        closed = {**OFFICE_HOURS, "holidays": ["2026-06-08"]}
        calendars.ensure(standard.calendar.code, {"en": "Office"}, closed)
        later = make_request(laptop, li_wei, now=at(9))
        assert answer_clock(request).due_at == at(11)
        assert answer_clock(later).due_at == at(9, day=9)

    def test_a_calendar_that_is_never_open_is_refused(self, db: None) -> None:
        with pytest.raises(Refused):
            calendars.ensure("never", {"en": "Never"}, {"tz": "UTC", "weekly": {}})

    def test_an_unknown_zone_is_refused(self, db: None) -> None:
        with pytest.raises(Refused, match="Moon/Crater"):
            calendars.ensure("moon", {"en": "Moon"}, {"tz": "Moon/Crater", "weekly": OFFICE_HOURS["weekly"]})
