"""A replay over real rows: what was is what clocks and dashboard say, and the same standard again changes nothing."""

from __future__ import annotations

import random
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboards import facts as dashboard_facts
from dashboards.tally import counted
from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from requests_app.states import Verb
from sla import calendars, clocks, standards
from sla.calendar.instants import to_us
from sla.models import CalendarDraft, ServiceStandard
from sla.replay import reading, run
from sla.replay.facts import VERBS
from sla.replay.plan import Period
from sla.replay.result import Comparison, Result, Tally
from tests.make import ALWAYS_OPEN, OFFICE_HOURS, calendar_code, make_request, make_standard, make_user
from tests.sla.conftest import NINE, at, done_clock
from tests.sla.test_bulk import Others, random_life

HOUR = 3600
LATER = NINE + timedelta(days=40)


@pytest.fixture
def others(it: Department, finance: Department, anna: User, boris: User) -> Others:
    return Others(it, finance, anna, boris)


def replayed(standard: ServiceStandard, days: int = 90) -> Result:
    return run.of_standard(standard, Period.last(days, now=LATER), now=LATER)


def of(metric: str, result: Result) -> Comparison:
    return next(one for one in result.comparisons if one.metric == metric)


def stricter(standard: ServiceStandard, seconds: int, metric: str = "resolution") -> ServiceStandard:
    """A draft of the next version, in which this clock has another target for every priority."""
    draft = standards.revise(standard, by=None)
    draft.targets.filter(metric=metric).exclude(priority=None).delete()
    draft.targets.filter(metric=metric).update(seconds=seconds)
    return draft


class TestTheSameStandard:
    @pytest.mark.parametrize("seed", range(5))
    def test_finds_exactly_the_verdicts_of_the_clocks(
        self, seed: int, laptop: Service, li_wei: User, olga: User, others: Others
    ) -> None:
        chance = random.Random(seed)
        standard = make_standard(
            laptop.provider,
            spec=OFFICE_HOURS if seed % 2 else ALWAYS_OPEN,
            pause_statuses=("waiting", "on_hold") if seed % 3 else ("waiting",),
            reopening="new" if seed == 4 else "continue",
            by_priority={
                ("resolution", 1): HOUR,
                ("resolution", 2): 4 * HOUR,
                ("first_response", 1): 600,
                ("next_reply", None): HOUR,
                ("promise", None): 3 * HOUR,
            },
        )
        for number in range(5):
            filed = make_request(
                laptop, li_wei, now=NINE + timedelta(hours=chance.randrange(60)), urgency=1 + number % 3
            )
            random_life(filed, olga, li_wei, chance, others)
        result = replayed(standard)
        assert (result.filed, result.n) == (5, 5)
        for comparison in result.comparisons:
            assert comparison.then == comparison.now, comparison.metric
            assert comparison.changed == [], comparison.metric
            assert comparison.changed_total == comparison.only_then == comparison.only_now == 0

    def test_the_lives_are_worth_it(self, laptop: Service, li_wei: User, olga: User, others: Others) -> None:
        long: dict[tuple[str, int | None], int] = {("next_reply", None): 30 * HOUR}
        standard = make_standard(laptop.provider, first_response=30 * HOUR, resolution=60 * HOUR, by_priority=long)
        chance = random.Random(1)
        for number in range(12):
            filed = make_request(laptop, li_wei, now=NINE + timedelta(hours=number))
            random_life(filed, olga, li_wei, chance, others)
        result = replayed(standard)
        assert result.amended > 1
        for metric in ("first_response", "next_reply", "resolution"):
            assert of(metric, result).now.kept > 0, metric
            assert of(metric, result).now.broken > 0, metric


class TestNow:
    def test_is_what_the_dashboard_counts(self, laptop: Service, li_wei: User, olga: User, others: Others) -> None:
        standard = make_standard(laptop.provider, by_priority={("next_reply", None): HOUR})
        chance = random.Random(7)
        filed = [make_request(laptop, li_wei, now=NINE + timedelta(hours=number)) for number in range(10)]
        for one in filed:
            random_life(one, olga, li_wei, chance, others)
        now = NINE + timedelta(days=2)
        facts = dashboard_facts.read([one.pk for one in filed], now=now)
        names = [name for fact in facts for _day, name in counted(fact, ZoneInfo("UTC"))]
        result = run.of_standard(standard, Period(NINE - timedelta(days=1), now, None), now=now)
        for found in result.comparisons:
            words = (f"clock.{found.metric}.{verdict}" for verdict in ("kept", "broken", "undecided"))
            assert found.now == Tally(*map(names.count, words)), found.metric

    def test_requests_without_a_clock_count_only_in_what_would_have_been(
        self, laptop: Service, li_wei: User, olga: User
    ) -> None:
        old = make_request(laptop, li_wei, now=at(7))
        transitions.resolve(old, by=olga, now=at(8))
        standard = make_standard(laptop.provider, since=at(9))
        transitions.resolve(make_request(laptop, li_wei, now=at(9)), by=olga, now=at(10))
        done = of("resolution", replayed(standards.revise(standard, by=None)))
        assert (done.now, done.then, done.only_then) == (Tally(kept=1), Tally(kept=2), 1)


class TestWhoseWords:
    """Of requests without a clock, which have only their journal to tell."""

    def answered(self, filed: ServiceRequest, by: User) -> Tally:
        transitions.reply(filed, "We have it", by=by, now=at(10))
        return of("first_response", replayed(make_standard(filed.department, since=at(23), resolution=None))).then

    def filed_by(self, by: User, service: Service, requester: User) -> ServiceRequest:
        return transitions.submit(service, transitions.Filing("By phone"), requester=requester, by=by, now=at(9))

    def test_an_agent_who_noted_down_a_call_answers_it(self, laptop: Service, li_wei: User, olga: User) -> None:
        assert self.answered(self.filed_by(olga, laptop, li_wei), olga) == Tally(kept=1)

    def test_a_colleague_who_filed_it_answers_nothing(self, laptop: Service, li_wei: User, wang_fang: User) -> None:
        assert self.answered(self.filed_by(wang_fang, laptop, li_wei), wang_fang) == Tally(broken=1)

    def test_nor_does_the_requester(self, laptop: Service, li_wei: User) -> None:
        assert self.answered(self.filed_by(li_wei, laptop, li_wei), li_wei) == Tally(broken=1)

    def test_nor_does_the_system_except_in_a_log_that_names_nobody(self, laptop: Service, li_wei: User) -> None:
        filed = self.filed_by(li_wei, laptop, li_wei)
        assert self.answered(filed, li_wei) == Tally(broken=1)
        filed.events.filter(verb="replied").update(actor=None)
        standard = ServiceStandard.objects.get()
        assert of("first_response", replayed(standard)).then == Tally(broken=1)
        ServiceRequest.objects.update(is_live=False)
        assert of("first_response", replayed(standard)).then == Tally(kept=1)

    def test_the_clock_knew_who_served_on_that_day(
        self, standard: ServiceStandard, laptop: Service, li_wei: User, olga: User
    ) -> None:
        transitions.reply(self.filed_by(olga, laptop, li_wei), "We have it", by=olga, now=at(10))
        olga.memberships.all().delete()
        assert of("first_response", replayed(standard)).then == Tally(kept=1)


class TestReading:
    def test_requests_that_lie_between_others_are_found_alone(
        self, it: Department, finance: Department, laptop: Service, travel_costs: Service, li_wei: User, olga: User
    ) -> None:
        """Many of others between them are read in another way than few."""
        standard = make_standard(it)
        for number in range(3):
            transitions.resolve(make_request(laptop, li_wei, now=at(9 + number)), by=olga, now=at(13))
            for _other in range(3):
                make_request(travel_costs, li_wei, now=at(9))
        result = replayed(standard)
        assert (result.filed, of("resolution", result).then) == (3, Tally(kept=3))

    def test_lines_are_read_in_order_of_time_though_they_were_written_in_another(
        self, standard: ServiceStandard, laptop: Service, li_wei: User, olga: User
    ) -> None:
        filed = make_request(laptop, li_wei, now=at(7))
        transitions.start(filed, by=olga, now=at(8))
        transitions.resolve(filed, by=olga, now=at(9))
        filed.events.filter(verb="started").update(at=at(10))
        journal = reading.read({laptop.pk: laptop.provider_id}, NINE - timedelta(days=1), LATER, now=LATER).journal
        assert [VERBS[verb] for verb in journal.verb] == [Verb.RESOLVED, Verb.STARTED]
        assert journal.at.tolist() == [to_us(at(9)), to_us(at(10))]

    def test_lines_that_changed_no_priority_are_left_out_and_the_first_of_the_others_tells_what_it_was(
        self, standard: ServiceStandard, laptop: Service, li_wei: User, olga: User
    ) -> None:
        filed = make_request(laptop, li_wei, now=at(7))
        was = filed.priority
        for changes in ({"priority": [was, 2]}, {"title": ["a", "b"]}, {"priority": [2, 1]}):
            line = filed.events.get(verb="submitted")
            line.pk, line.verb, line.data, line.at = None, Verb.AMENDED, {"changes": changes}, at(8)
            line.save(force_insert=True)
        facts = reading.read({laptop.pk: laptop.provider_id}, NINE - timedelta(days=1), LATER, now=LATER)
        assert facts.journal.priority.tolist() == [2, 1]
        assert facts.requests.priority.tolist() == [was]


class TestThen:
    @pytest.fixture
    def standard(self, it: Department) -> ServiceStandard:
        return make_standard(it)  # 2 h and 8 h round the clock

    def test_a_tighter_target_breaks_what_was_kept(
        self, standard: ServiceStandard, laptop: Service, li_wei: User, olga: User
    ) -> None:
        quick, slow = (make_request(laptop, li_wei, now=at(9)) for _number in range(2))
        transitions.resolve(quick, by=olga, now=at(11))
        transitions.resolve(slow, by=olga, now=at(13))
        done = of("resolution", replayed(stricter(standard, 2 * HOUR)))
        assert (done.now.rate, done.then.rate, done.then.n) == (1.0, 0.5, 2)
        assert done.moves["kept"] == {"broken": 1}
        assert done.changed == [(slow.pk, "kept", "broken")]
        assert (done.overrun.n, done.overrun.median) == (1, 2.0)

    def test_exactly_at_the_due_moment_is_kept(
        self, standard: ServiceStandard, laptop: Service, li_wei: User, olga: User
    ) -> None:
        transitions.resolve(make_request(laptop, li_wei, now=at(9)), by=olga, now=at(11))
        assert of("resolution", replayed(stricter(standard, 2 * HOUR))).then == Tally(kept=1)
        assert of("resolution", replayed(stricter(standard, 2 * HOUR - 1))).then == Tally(broken=1)

    def test_it_rests_where_the_draft_says_so(
        self, standard: ServiceStandard, laptop: Service, li_wei: User, olga: User
    ) -> None:
        filed = make_request(laptop, li_wei, now=at(9))
        transitions.hold(filed, "the supplier", by=olga, now=at(10))
        transitions.resume(filed, by=olga, now=at(20))
        transitions.resolve(filed, by=olga, now=at(21))
        draft = standards.revise(standard, by=None)
        assert of("resolution", replayed(draft)).then == Tally(broken=1)
        ServiceStandard.objects.filter(pk=draft.pk).update(pause_statuses=["on_hold"])
        draft.refresh_from_db()
        done = of("resolution", replayed(draft))
        assert (done.now, done.then, done.moves["broken"]) == (Tally(broken=1), Tally(kept=1), {"kept": 1})

    def test_what_is_open_is_broken_once_it_is_past_due_and_undecided_before(
        self, standard: ServiceStandard, laptop: Service, li_wei: User
    ) -> None:
        make_request(laptop, li_wei, now=LATER - timedelta(hours=3))
        assert of("resolution", replayed(standard)).then == Tally(undecided=1)
        assert of("resolution", replayed(standard)).then.rate is None
        assert of("resolution", replayed(stricter(standard, 2 * HOUR))).moves["undecided"] == {"broken": 1}

    def test_what_was_declined_in_time_is_neither_kept_nor_broken(
        self, standard: ServiceStandard, laptop: Service, li_wei: User, olga: User
    ) -> None:
        transitions.decline(make_request(laptop, li_wei, now=at(9)), "No budget", by=olga, now=at(12))
        assert of("resolution", replayed(standard)).then == Tally()
        assert of("first_response", replayed(standard)).then == Tally(broken=1)
        assert of("resolution", replayed(stricter(standard, 2 * HOUR))).then == Tally(broken=1)

    def test_a_new_promise_on_reopening_is_judged_by_its_worst_cycle(
        self, standard: ServiceStandard, laptop: Service, li_wei: User, olga: User
    ) -> None:
        filed = make_request(laptop, li_wei, now=at(9))
        transitions.resolve(filed, by=olga, now=at(10))
        transitions.reopen(filed, "still broken", by=li_wei, now=at(11))
        transitions.resolve(filed, by=olga, now=at(18, 30))
        draft = standards.revise(standard, by=None)
        assert of("resolution", replayed(draft)).then == Tally(broken=1)  # 1 h and 7.5 h of 8
        ServiceStandard.objects.filter(pk=draft.pk).update(reopening="new")
        draft.refresh_from_db()
        assert of("resolution", replayed(draft)).then == Tally(kept=1)

    def test_another_priority_on_the_way_counts_with_what_was_consumed(
        self, standard: ServiceStandard, laptop: Service, li_wei: User, olga: User
    ) -> None:
        filed = make_request(laptop, li_wei, now=at(9))
        transitions.amend(filed, {"impact": 3, "urgency": 3}, by=li_wei, now=at(11))
        transitions.resolve(filed, by=olga, now=at(13))
        draft = standards.revise(standard, by=None)
        draft.targets.create(metric="resolution", priority=1, seconds=3 * HOUR)
        result = replayed(draft)
        assert result.amended == 1
        assert of("resolution", result).then == Tally(broken=1)
        assert of("resolution", result).groups["priority"][0].key == 3  # the one it was filed with


class TestWhoseRequests:
    def test_a_standard_of_the_service_wins_over_a_draft_for_the_department(
        self, it: Department, laptop: Service, li_wei: User
    ) -> None:
        general, _own = make_standard(it), make_standard(it, laptop)
        make_request(laptop, li_wei, now=NINE)
        result = replayed(standards.revise(general, by=None))
        assert (result.filed, result.n, result.comparisons) == (1, 0, [])

    def test_it_wins_only_while_it_was_in_force(self, it: Department, laptop: Service, li_wei: User) -> None:
        general = make_standard(it)
        make_standard(it, laptop, since=at(12))
        make_request(laptop, li_wei, now=at(9))
        make_request(laptop, li_wei, now=at(13))
        assert replayed(standards.revise(general, by=None)).n == 1

    def test_only_requests_in_the_scope_of_the_draft(
        self, it: Department, analytics: Department, laptop: Service, li_wei: User, anna: User
    ) -> None:
        make_request(laptop, li_wei, now=NINE)
        make_request(laptop, anna, now=NINE)
        make_request(laptop, li_wei, now=NINE, impact=3, urgency=3)
        assert replayed(make_standard(it, scope=(None, 1))).n == 1
        assert replayed(make_standard(it, scope=(analytics.pk,))).n == 2
        assert replayed(make_standard(it, scope=(analytics.pk, 3))).n == 1

    def test_only_requests_filed_in_the_period(self, standard: ServiceStandard, laptop: Service, li_wei: User) -> None:
        make_request(laptop, li_wei, now=LATER - timedelta(days=30, seconds=1))
        make_request(laptop, li_wei, now=LATER - timedelta(days=30))
        assert (replayed(standard, 30).n, replayed(standard, 31).n) == (1, 2)

    def test_nothing_filed_is_an_empty_result(self, standard: ServiceStandard) -> None:
        result = replayed(standard)
        assert (result.filed, result.n, result.comparisons) == (0, 0, [])


class TestGroups:
    def test_by_weekday_service_and_department_of_the_requester(
        self, it: Department, laptop: Service, li_wei: User, anna: User, olga: User
    ) -> None:
        standard = make_standard(it, spec=OFFICE_HOURS)
        stranger = make_user("Of no department")
        sunday_in_berlin = at(22, 30, day=7) - timedelta(hours=1)
        transitions.resolve(make_request(laptop, li_wei, now=sunday_in_berlin), by=olga, now=at(10))
        transitions.resolve(
            make_request(laptop, anna, now=at(22, 30)), by=olga, now=at(10, day=11)
        )  # Tuesday in Berlin
        make_request(laptop, stranger, now=at(12))
        groups = of("resolution", replayed(standard)).groups
        assert [(one.key, one.then.kept, one.then.broken) for one in groups["weekday"]] == [
            (0, 0, 1),
            (1, 0, 1),
            (6, 1, 0),
        ]
        assert [(one.key, one.then.n) for one in groups["service"]] == [(laptop.pk, 3)]
        assert {one.key: one.then.n for one in groups["asker"]} == {
            0: 1,
            li_wei.department_id: 1,
            anna.department_id: 1,
        }


class TestCalendars:
    def test_a_draft_of_working_hours_is_tried_by_all_its_standards(
        self, it: Department, finance: Department, laptop: Service, travel_costs: Service, li_wei: User, olga: User
    ) -> None:
        make_standard(it, spec=OFFICE_HOURS)
        make_standard(finance, spec=ALWAYS_OPEN)
        late = make_request(laptop, li_wei, now=at(7))  # nine in Berlin
        make_request(travel_costs, li_wei, now=at(7))
        transitions.resolve(late, by=olga, now=at(7, 30, day=9))  # nine and a half working hours
        draft = office_draft(olga)
        calendars.change_week(
            draft, "Europe/Berlin", {"mon": [["09:00", "16:00"]], "tue": [["09:00", "18:00"]]}, by=olga
        )
        draft.refresh_from_db()
        result = run.of_calendar(draft, Period.last(90, now=LATER), now=LATER)
        assert result.n == 1
        done = of("resolution", result)
        assert (done.now, done.then) == (Tally(broken=1), Tally(kept=1))
        assert done.changed == [(late.pk, "broken", "kept")]

    def test_a_due_moment_from_outside_is_not_moved_by_hours(
        self, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        make_standard(it, spec=OFFICE_HOURS)
        filed = make_request(laptop, li_wei, now=at(7))
        clocks.pin(done_clock(filed), at(12), at=at(8))
        transitions.resolve(filed, by=olga, now=at(13))
        draft = office_draft(olga)
        calendars.change_week(draft, "Europe/Berlin", {"mon": [["09:00", "10:00"]]}, by=olga)
        draft.refresh_from_db()
        result = run.of_calendar(draft, Period.last(90, now=LATER), now=LATER)
        assert of("resolution", result).then == of("resolution", result).now == Tally(broken=1)
        assert of("first_response", result).moves["broken"] == {"kept": 1}

    def test_the_same_hours_change_nothing(
        self, it: Department, laptop: Service, li_wei: User, olga: User, others: Others
    ) -> None:
        make_standard(it, spec=OFFICE_HOURS, by_priority={("next_reply", None): HOUR})
        chance = random.Random(11)
        for number in range(6):
            random_life(make_request(laptop, li_wei, now=NINE + timedelta(hours=number)), olga, li_wei, chance, others)
        result = run.of_calendar(office_draft(olga), Period.last(90, now=LATER), now=LATER)
        assert result.n == 6
        assert [one.then for one in result.comparisons] == [one.now for one in result.comparisons]


def office_draft(by: User) -> CalendarDraft:
    calendar = ServiceStandard.objects.get(calendar__code=calendar_code(OFFICE_HOURS)).calendar
    return calendars.open_draft(calendar, by=by)


def test_a_result_survives_being_stored(standard: ServiceStandard, laptop: Service, li_wei: User, olga: User) -> None:
    transitions.resolve(make_request(laptop, li_wei, now=at(9)), by=olga, now=at(18))
    result = replayed(stricter(standard, 10 * HOUR))
    assert of("resolution", result).changed
    ServiceStandard.objects.update(replay=result.as_json())
    standard.refresh_from_db()
    assert standard.replay is not None
    assert Result.from_json(standard.replay) == result
