"""Versions of a calendar that have not reached a clock yet, some of which correct the past: a verb counts by the right
hours at once, and the jobs that come later find nothing to change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pytest

from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from sla import audit, calendars, recalculation
from sla.days import Day, Kind
from sla.models import BusinessCalendar, CalendarVersion, Clock, Recalculation
from sla.sweep import sweep
from tests.conftest import Travel
from tests.make import OFFICE_HOURS, make_request, make_service, make_standard
from tests.sla.conftest import at, done_clock

HOUR = 3600
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 6, day) for day in (9, 10, 11, 12))


@pytest.fixture
def office(it: Department) -> BusinessCalendar:
    """IT works from nine to six in Berlin and promises a result within 24 of its hours."""
    return make_standard(it, spec=OFFICE_HOURS, first_response=None, resolution=24 * HOUR).calendar


@pytest.fixture
def filed(office: BusinessCalendar, laptop: Service, li_wei: User) -> ServiceRequest:
    """On Monday at 15:00 in Berlin: three hours that day, nine on each of the next."""
    return make_request(laptop, li_wei, now=at(13))


def close(calendar: BusinessCalendar, days: Sequence[date], now: datetime) -> CalendarVersion:
    """The next version, in which these days are closed; where they have passed, they always were."""
    draft = calendars.open_draft(calendar, by=None, now=now)
    for day in days:
        calendars.set_day(draft, day, Day(Kind.CLOSED), by=None, now=now)
    return calendars.publish(draft, by=None, note="Nobody entered it", correct_past=True, now=now)


def work_off(*order: int) -> None:
    """Do the jobs that wait, by their place in line; then whatever is left."""
    jobs = list(Recalculation.objects.order_by("pk"))
    for place in (*order, *range(len(jobs))):
        recalculation.run(jobs[place])
    assert not Recalculation.objects.unfinished().exists()


def ends(request: ServiceRequest) -> tuple[str, int, datetime | None, datetime | None]:
    """State, working hours consumed so far, due moment, and the moment it broke."""
    clock = done_clock(request)
    return clock.state, clock.consumed_us // (HOUR * 10**6), clock.due_at, clock.overran_at


def assert_settled(request: ServiceRequest, *order: int) -> None:
    """Neither the jobs nor the audit find anything that the verb did not know."""
    before = ends(request)
    work_off(*order)
    assert ends(request) == before
    assert audit.recount(Clock.objects.all(), at(23, day=30))[1] == []


class TestBetweenPublishingAndTheJob:
    def test_a_verb_counts_by_the_new_hours(
        self, office: BusinessCalendar, filed: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        close(office, [WEDNESDAY], now=at(8, day=9))
        transitions.ask(filed, "Which?", by=olga, now=at(8, day=11))
        assert ends(filed) == ("paused", 3 + 9 + 1, None, None)
        transitions.answer(filed, "This", by=li_wei, now=at(9, day=11))
        assert_settled(filed)

    def test_a_corrected_day_is_counted_anew_also_in_what_is_over(
        self, office: BusinessCalendar, filed: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(8, day=10))
        assert ends(filed)[1] == 3 + 9 + 1
        close(office, [TUESDAY], now=at(7, day=11))
        transitions.answer(filed, "This", by=li_wei, now=at(8, day=11))
        # Eight hours are left on Thursday, nine on Friday, and three on Monday.
        assert ends(filed) == ("running", 3 + 1, at(10, day=15), None)
        assert_settled(filed)

    def test_what_had_broken_only_by_the_wrong_hours_is_kept(
        self, office: BusinessCalendar, filed: ServiceRequest, olga: User, travel: Travel
    ) -> None:
        sweep(now=at(12, day=11))
        assert ends(filed)[3] == at(10, day=11)
        close(office, [TUESDAY], now=at(13, day=11))
        transitions.resolve(filed, by=olga, now=at(8, day=12))
        assert ends(filed) == ("met", 3 + 9 + 9 + 1, at(10, day=12), None)
        assert_settled(filed)

    def test_what_is_over_only_by_the_right_hours_is_broken(
        self, office: BusinessCalendar, laptop: Service, li_wei: User, olga: User
    ) -> None:
        close(office, [FRIDAY], now=at(7))
        request = make_request(laptop, li_wei, now=at(13, day=10))
        transitions.ask(request, "Which?", by=olga, now=at(7, day=16))
        assert ends(request)[1] == 3 + 9 + 9
        draft = calendars.open_draft(office, by=None, now=at(8, day=16))
        calendars.clear_day(draft, FRIDAY, by=None, now=at(8, day=16))
        calendars.publish(draft, by=None, note="They worked", correct_past=True, now=at(8, day=16))
        transitions.answer(request, "This", by=li_wei, now=at(9, day=16))
        assert ends(request) == ("running", 3 + 9 + 9 + 9, at(10, day=15), at(10, day=15))
        assert_settled(request)

    def test_the_sweep_finds_no_breach_by_hours_that_were_corrected(
        self, office: BusinessCalendar, filed: ServiceRequest, travel: Travel
    ) -> None:
        close(office, [TUESDAY], now=at(8, day=11))
        sweep(now=at(11, day=11))
        assert ends(filed)[2:] == (at(10, day=12), None)
        assert_settled(filed)

    def test_what_was_done_and_comes_back_is_counted_anew(
        self, office: BusinessCalendar, filed: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.resolve(filed, by=olga, now=at(8, day=10))
        close(office, [TUESDAY], now=at(7, day=11))
        transitions.reopen(filed, "It is not", by=li_wei, now=at(8, day=11))
        assert ends(filed) == ("running", 3 + 1, at(10, day=15), None)
        assert_settled(filed)


class TestTwoThatWait:
    """Wednesday is closed from Tuesday on, and on Friday somebody finds that Thursday had been closed as well."""

    @pytest.fixture
    def both(self, office: BusinessCalendar, filed: ServiceRequest) -> None:
        close(office, [WEDNESDAY], now=at(8, day=9))
        close(office, [THURSDAY], now=at(7, day=12))

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    def test_the_order_in_which_they_come_does_not_matter(
        self, both: None, filed: ServiceRequest, order: tuple[int, int]
    ) -> None:
        work_off(*order)
        assert ends(filed)[2:] == (at(10, day=15), None)
        assert audit.recount(Clock.objects.all(), at(9, day=12))[1] == []

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    def test_a_verb_before_both_counts_by_both(
        self, both: None, filed: ServiceRequest, olga: User, order: tuple[int, int]
    ) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(8, day=12))
        assert ends(filed) == ("paused", 3 + 9 + 1, None, None)
        assert_settled(filed, *order)

    def test_one_that_corrects_more_than_the_other_changed_overrules_it(
        self, office: BusinessCalendar, filed: ServiceRequest, olga: User
    ) -> None:
        close(office, [WEDNESDAY], now=at(8, day=9))
        close(office, [TUESDAY], now=at(7, day=12))
        transitions.ask(filed, "Which?", by=olga, now=at(8, day=12))
        assert ends(filed) == ("paused", 3 + 9 + 1, None, None)
        assert_settled(filed, 1)


class TestACorrectionBeforeAnother:
    """On Thursday somebody corrects Tuesday, and an hour later closes Friday."""

    @pytest.fixture
    def both(self, office: BusinessCalendar, filed: ServiceRequest, olga: User) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(8, day=10))
        close(office, [TUESDAY], now=at(7, day=11))
        close(office, [FRIDAY], now=at(8, day=11))

    def test_a_verb_counts_by_both(self, both: None, filed: ServiceRequest, li_wei: User) -> None:
        transitions.answer(filed, "This", by=li_wei, now=at(10, day=11))
        # Six hours are left on Thursday, nine on Monday, five on Tuesday.
        assert ends(filed) == ("running", 3 + 1, at(12, day=16), None)
        assert_settled(filed)

    def test_the_later_one_waits_for_the_correction(self, both: None, filed: ServiceRequest) -> None:
        correction, closing = Recalculation.objects.order_by("pk")
        assert [correction.kind, closing.kind] == ["past", "hours"]
        recalculation.run(closing)
        assert closing.state == Recalculation.State.WAITING
        assert recalculation.free_jobs() == [correction.pk]
        recalculation.run(correction)
        assert recalculation.free_jobs() == [closing.pk]
        work_off()
        assert ends(filed)[:2] == ("paused", 3 + 1)

    def test_a_request_of_another_calendar_does_not_wait(self, both: None, finance: Department, li_wei: User) -> None:
        other = {**OFFICE_HOURS, "tz": "Asia/Shanghai"}
        calendar = make_standard(finance, spec=other, resolution=24 * HOUR).calendar
        make_request(make_service(finance, "invoice"), li_wei, now=at(13))
        close(calendar, [date(2026, 6, 10)], now=at(13, 30))
        job = Recalculation.objects.latest("pk")
        recalculation.run(job)
        assert job.state == Recalculation.State.DONE
