"""By night clocks are counted anew from their pieces: a row that lies is found, and admins hear of it once."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from requests_app import transitions
from requests_app.models import Department, Notification, Service, ServiceRequest, User
from sla import audit, calendars, tasks
from sla.models import Clock, ClockAudit, ClockEvent, ClockSegment, ServiceStandard
from sla.sweep import sweep
from tests.conftest import SignedIn, Travel
from tests.make import OFFICE_HOURS, make_request, make_standard
from tests.sla.conftest import answer_clock, at, done_clock

MINUTE = timedelta(minutes=1)


def differing(*, hour: int = 20, day: int = 8) -> list[str]:
    """The columns that do not add up, of all clocks."""
    made = audit.audit(Clock.objects.all(), now=at(hour, day=day))
    assert made.checked == Clock.objects.count()
    return sorted({one["column"] for one in made.differences})


@pytest.fixture
def lived(filed: ServiceRequest, olga: User, li_wei: User) -> ServiceRequest:
    """A warning, an answer, a rest, work, and the end of the time to be done."""
    sweep(now=at(10))
    transitions.ask(filed, "Which?", by=olga, now=at(10, 30))
    transitions.answer(filed, "This", by=li_wei, now=at(12))
    sweep(now=at(19))
    return filed


class TestAHealthyClock:
    def test_adds_up_while_it_runs(self, filed: ServiceRequest) -> None:
        assert differing(hour=9) == []

    def test_adds_up_after_everything_that_can_happen_to_it(
        self, lived: ServiceRequest, olga: User, li_wei: User, finance: Department
    ) -> None:
        assert differing() == []
        transitions.amend(lived, {"impact": 3, "urgency": 3}, by=li_wei, now=at(20))
        assert differing() == []
        transitions.promise(lived, at(22), "Parts", by=olga, now=at(20, 30))
        assert differing() == []
        transitions.ask(lived, "Sure?", by=olga, now=at(21))
        assert differing() == []
        transitions.resolve(lived, by=olga, now=at(21, 30))
        assert differing() == []
        transitions.reopen(lived, "No", by=li_wei, now=at(23))
        assert differing(day=9) == []
        transitions.hand_over(lived, finance, "Money", by=olga, now=at(1, day=9))
        transitions.cancel(lived, by=li_wei, now=at(2, day=9))
        assert differing(day=9) == []

    def test_adds_up_in_working_hours_that_changed(
        self, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        standard = make_standard(it, spec=OFFICE_HOURS)
        request = make_request(laptop, li_wei, now=at(9))
        shorter = OFFICE_HOURS | {"weekly": {"mon": [["09:00", "12:00"]], "tue": [["10:00", "18:00"]]}}
        calendars.ensure(standard.calendar.code, standard.calendar.name, shorter, now=at(9, 30))
        transitions.ask(request, "Which?", by=olga, now=at(9, 45))
        transitions.answer(request, "This", by=li_wei, now=at(12, day=9))
        assert differing(day=9) == []

    def test_adds_up_when_it_is_pinned_or_imported(self, filed: ServiceRequest, olga: User) -> None:
        from sla import clocks

        clocks.pin(answer_clock(filed), at(15), at=at(10))
        assert differing(hour=11) == []
        ServiceRequest.objects.filter(pk=filed.pk).update(is_live=False)
        Clock.objects.update(next_fire_at=None)
        assert differing(hour=11) == []


class TestALyingRow:
    @pytest.mark.parametrize(
        ("column", "wrong"),
        [
            ("consumed_us", 1),
            ("due_at", at(17, 0, 1)),
            ("overran_at", None),
            ("started_at", at(8)),
            ("running_since", at(12, 0, 1)),
            ("next_fire_at", at(23)),
        ],
    )
    def test_is_found_by_its_column(self, lived: ServiceRequest, column: str, wrong: Any) -> None:
        Clock.objects.filter(pk=done_clock(lived).pk).update(**{column: wrong})
        assert column in differing()

    def test_a_verdict_that_does_not_follow_from_the_moments_is_found(self, lived: ServiceRequest, olga: User) -> None:
        transitions.resolve(lived, by=olga, now=at(20))
        Clock.objects.filter(pk=done_clock(lived).pk).update(state=Clock.State.MET)
        assert differing() == ["state"]

    def test_a_piece_that_is_gone_is_found(self, lived: ServiceRequest) -> None:
        ClockSegment.objects.filter(clock=done_clock(lived), kind="pause").delete()
        assert differing() == ["pieces"]

    def test_a_piece_that_was_moved_is_found(self, lived: ServiceRequest) -> None:
        ClockSegment.objects.filter(clock=done_clock(lived), kind="pause").update(to_at=at(11))
        assert differing() == ["pieces"]

    def test_a_clock_whose_rest_is_written_as_a_run_is_found(self, lived: ServiceRequest) -> None:
        ClockSegment.objects.filter(clock=done_clock(lived), kind="pause").update(kind="run")
        assert "consumed_us" in differing()

    def test_a_breach_without_its_event_is_found(self, lived: ServiceRequest) -> None:
        ClockEvent.objects.filter(kind="breach").delete()
        assert differing() == ["overran_at"]

    def test_nothing_is_repaired(self, lived: ServiceRequest) -> None:
        Clock.objects.filter(pk=done_clock(lived).pk).update(consumed_us=1)
        differing()
        assert done_clock(lived).consumed_us == 1

    def test_it_says_what_is_kept_and_what_was_counted(self, lived: ServiceRequest) -> None:
        Clock.objects.filter(pk=done_clock(lived).pk).update(consumed_us=1)
        made = audit.audit(Clock.objects.all(), now=at(20))
        found = next(one for one in made.differences if one["column"] == "consumed_us")
        ninety_minutes = 90 * 60 * 1_000_000
        assert found == {
            "clock": done_clock(lived).pk, "column": "consumed_us", "kept": 1, "counted": ninety_minutes,
        }  # fmt: skip


class TestTheNight:
    def test_what_broke_is_counted_that_night_and_of_the_rest_a_hundredth(
        self, standard: ServiceStandard, laptop: Service, li_wei: User
    ) -> None:
        for _number in range(100):
            make_request(laptop, li_wei, now=at(9))
        began = audit.night_of(at(3, day=9))
        assert audit.sample_of(began).count() == 2
        sweep(now=at(11))
        broken = set(Clock.objects.filter(metric="first_response").values_list("pk", flat=True))
        assert broken <= set(audit.sample_of(began).values_list("pk", flat=True))

    def test_in_a_hundred_nights_every_clock_has_its_turn(self, filed: ServiceRequest) -> None:
        nights = [at(2) + timedelta(days=number) for number in range(100)]
        counted = [pk for began in nights for pk in audit.sample_of(began).values_list("pk", flat=True)]
        assert sorted(counted) == sorted(Clock.objects.values_list("pk", flat=True))

    def test_it_is_made_once_a_night_however_often_it_is_asked_for(self, filed: ServiceRequest, travel: Travel) -> None:
        for hour in (1, 2, 3, 4):
            travel(at(hour, day=9))
            tasks.audit_clocks.delay()
        travel(at(3, day=10))
        tasks.audit_clocks.delay()
        assert list(ClockAudit.objects.order_by("at").values_list("at", flat=True)) == [
            at(1, day=9), at(2, day=9), at(3, day=10),
        ]  # fmt: skip


class TestWhoHearsOfIt:
    def test_admins_do_once_and_nobody_else(self, lived: ServiceRequest, ada: User, travel: Travel) -> None:
        Clock.objects.update(consumed_us=1)
        travel(at(3, day=9))
        for _time in range(3):
            tasks.audit_clocks.delay()
        heard = Notification.objects.filter(kind=audit.KIND)
        assert [one.recipient for one in heard] == [ada]

    def test_the_status_page_shows_it(
        self, lived: ServiceRequest, ada: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        Clock.objects.filter(pk=done_clock(lived).pk).update(consumed_us=1)
        audit.audit(Clock.objects.all(), now=at(3, day=9))
        travel(at(4, day=9))
        page = sign_in(ada).get("/status/").content.decode()
        assert "1 of 2" in page
        assert "audit_clocks" in page


class TestTheCommand:
    def test_it_counts_all_and_is_content(self, lived: ServiceRequest, travel: Travel) -> None:
        travel(at(20))
        out = StringIO()
        call_command("audit_clocks", "--all", stdout=out)
        assert out.getvalue() == "2 clocks counted anew, 0 differ.\n"

    def test_it_fails_and_names_what_differs(self, lived: ServiceRequest, travel: Travel) -> None:
        travel(at(20))
        Clock.objects.filter(pk=done_clock(lived).pk).update(consumed_us=1)
        out = StringIO()
        with pytest.raises(CommandError, match="1 differ"):
            call_command("audit_clocks", "--all", stdout=out)
        assert f"clock {done_clock(lived).pk}: consumed_us is 1, counted 5400000000" in out.getvalue()
