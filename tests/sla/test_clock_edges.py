"""What clocks do where standards, working hours and verbs meet in ways that nobody plans."""

from __future__ import annotations

import pytest
from django.urls import reverse

from requests_app import transitions
from requests_app.models import Department, Priority, Service, ServiceRequest, User
from requests_app.transitions import Refused
from sla import audit, calendars, explaining, standards
from sla.models import BusinessCalendar, Clock, Metric
from tests.conftest import SignedIn, Travel
from tests.make import ALWAYS_OPEN, OFFICE_HOURS, make_request, make_standard, utc
from tests.sla.conftest import at

HOUR = 3600
TWO_DAYS = {
    "tz": "UTC",
    "exceptions": {"2026-06-01": [["09:00", "18:00"]], "2026-06-02": [["09:00", "18:00"]]},
}


def clock_of(request: ServiceRequest, metric: str = Metric.RESOLUTION) -> Clock:
    return request.clocks.get(metric=metric)


class TestACalendarThatEnds:
    def test_stops_nobody_from_filing_and_answering(
        self, it: Department, laptop: Service, li_wei: User, olga: User, travel: Travel
    ) -> None:
        make_standard(it, spec=TWO_DAYS, since=utc(2026, 5, 1))
        travel("2026-06-02 17:00")
        before = make_request(laptop, li_wei)
        transitions.ask(before, "Which one?", by=olga)
        travel("2026-06-04 10:00")
        after = make_request(laptop, li_wei)
        transitions.answer(before, "The big one.", by=li_wei)
        for one in (before, after):
            assert f"{clock_of(one).due_at:%Y}" == "2036"
        assert audit.recount(Clock.objects.all(), utc(2026, 6, 5)) == (4, [])

    def test_the_page_of_its_services_names_no_moment(
        self, it: Department, laptop: Service, li_wei: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        make_standard(it, spec=TWO_DAYS, since=utc(2026, 5, 1))
        travel("2026-06-04 10:00")
        for name in ("services:detail", "services:pledge"):
            assert sign_in(li_wei).get(reverse(name, args=["it", laptop.code])).status_code == 200

    def test_clocks_follow_once_it_is_prolonged(
        self, it: Department, laptop: Service, li_wei: User, olga: User, travel: Travel
    ) -> None:
        make_standard(it, spec=TWO_DAYS, since=utc(2026, 5, 1), first_response=None, resolution=2 * HOUR)
        travel("2026-06-04 10:00")
        request = make_request(laptop, li_wei)
        calendar = BusinessCalendar.objects.get()
        calendars.ensure(calendar.code, calendar.name, ALWAYS_OPEN)
        transitions.start(request, by=olga)
        assert clock_of(request).due_at == utc(2026, 6, 4, 12)

    def test_no_standard_promises_what_it_never_has_time_for(self, it: Department) -> None:
        with pytest.raises(Refused, match="Done"):
            make_standard(it, spec=OFFICE_HOURS, resolution=3650 * 24 * HOUR)


class TestOtherHoursWhileItWasFinished:
    def test_a_reopened_clock_counts_by_the_hours_of_now(
        self, it: Department, laptop: Service, li_wei: User, olga: User, travel: Travel
    ) -> None:
        days = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
        make_standard(it, spec={"tz": "UTC", "weekly": days}, first_response=None)
        travel("2026-06-01 09:00")
        request = make_request(laptop, li_wei)
        travel("2026-06-01 13:00")
        transitions.resolve(request, "Done.", by=olga)
        calendar = BusinessCalendar.objects.get()
        calendars.ensure(calendar.code, calendar.name, ALWAYS_OPEN)
        travel("2026-06-01 16:00")
        transitions.reopen(request, "It is not.", by=li_wei)
        assert clock_of(request).due_at == utc(2026, 6, 1, 20)


class TestADepartmentThatGetsItBack:
    def test_has_the_share_of_the_priority_it_has_by_then(
        self,
        it: Department,
        finance: Department,
        laptop: Service,
        li_wei: User,
        olga: User,
        anna: User,
        travel: Travel,
    ) -> None:
        shares: dict[tuple[str, int | None], int] = {("ola", None): 8 * HOUR, ("ola", Priority.HIGH): 4 * HOUR}
        make_standard(it, by_priority=shares)
        travel("2026-06-01 09:00")
        request = make_request(laptop, li_wei)
        travel("2026-06-01 10:00")
        transitions.hand_over(request, finance, "Yours?", by=olga)
        transitions.raise_priority(request, by=None)
        travel("2026-06-01 12:00")
        transitions.hand_over(request, it, "No, yours.", by=anna)
        share = request.clocks.get(metric=Metric.OLA, department=it)
        assert (share.target_us, share.due_at) == (4 * HOUR * 10**6, utc(2026, 6, 1, 15))


class TestAnotherStandard:
    def test_that_rests_on_hold_rests_at_once(
        self, it: Department, laptop: Service, li_wei: User, olga: User, travel: Travel
    ) -> None:
        make_standard(it)
        make_standard(it, scope=(None, Priority.HIGH), pause_statuses=("waiting", "on_hold"))
        travel("2026-06-01 09:00")
        request = make_request(laptop, li_wei)
        transitions.hold(request, "Waiting for the vendor.", by=olga)
        assert clock_of(request).state == Clock.State.RUNNING
        transitions.raise_priority(request, by=None)
        assert clock_of(request).state == Clock.State.PAUSED

    def test_leaves_a_request_at_rest_that_waits_for_an_approval(
        self, it: Department, laptop: Service, li_wei: User, olga: User, wang_fang: User, travel: Travel
    ) -> None:
        make_standard(it)
        make_standard(it, scope=(None, Priority.HIGH))
        travel("2026-06-01 09:00")
        request = make_request(laptop, li_wei)
        transitions.ask_approval(request, wang_fang, "May they?", by=olga)
        transitions.raise_priority(request, by=None)
        assert clock_of(request).state == Clock.State.PAUSED

    def test_begins_to_count_where_nothing_was_promised_for_the_priority_before(
        self, it: Department, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        make_standard(it, scope=(None, Priority.HIGH))
        travel("2026-06-01 09:00")
        request = make_request(laptop, li_wei)
        assert not request.clocks.exists()
        travel("2026-06-01 10:00")
        transitions.raise_priority(request, by=None)
        assert clock_of(request).due_at == utc(2026, 6, 1, 18)

    def test_is_explained_as_of_the_moment_it_was_chosen(
        self, it: Department, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        first = make_standard(it, scope=(None, Priority.HIGH))
        make_standard(it)
        travel("2026-06-01 09:00")
        request = make_request(laptop, li_wei)
        standards.publish(standards.revise(first, by=None), by=None, now=at(10), since=at(10))
        travel("2026-06-01 11:00")
        transitions.raise_priority(request, by=None)
        request.refresh_from_db()
        story = explaining.of_request(request, now=at(11))
        assert story.given == first
        assert story.is_as_chosen
