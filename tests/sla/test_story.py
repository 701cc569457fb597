"""The story of a clock: what happened, in sentences, for whom it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone, translation

from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from sla import calendars, clocks, handling, sweep
from sla.calendar.instants import SECOND
from sla.models import Clock, ClockEvent
from sla.story import Card, Life, Story, card_of, lives_of, sentences, voice_for
from sla.terms import Target
from tests.make import OFFICE_HOURS, make_request, make_standard, make_user, utc
from tests.sla.conftest import answer_clock, at, done_clock

Targets = dict[tuple[str, int | None], int]


def fresh(request: ServiceRequest) -> ServiceRequest:
    """As a page reads it; verbs change a copy of their own."""
    return ServiceRequest.objects.get(pk=request.pk)


def life(request: ServiceRequest, reader: User, now: datetime, metric: str = "resolution") -> Life:
    request = fresh(request)
    lives = lives_of(request, reader, voice_for(request, reader, now))
    return [one for one in lives if one.clock.metric == metric][-1]


def story(request: ServiceRequest, reader: User, now: datetime, metric: str = "resolution") -> list[str]:
    return sentences(life(request, reader, now, metric), voice_for(request, reader, now))


def card(request: ServiceRequest, reader: User, now: datetime) -> Card:
    told = card_of(fresh(request), reader, now)
    assert told is not None
    return told


def shown(request: ServiceRequest, reader: User, now: datetime, label: str) -> Story:
    return next(one for one in card(request, reader, now).stories if one.label == label)


def labels(request: ServiceRequest, reader: User, now: datetime) -> list[str]:
    return [one.label for one in card(request, reader, now).stories]


@pytest.fixture
def office(it: Department, laptop: Service, li_wei: User) -> ServiceRequest:
    """Filed on Monday at 17:30 in Berlin (UTC + 2), half an hour before the office closes."""
    make_standard(it, spec=OFFICE_HOURS)
    return make_request(laptop, li_wei, now=utc(2026, 6, 8, 15, 30))


class TestPieces:
    def test_runs_and_rests_are_told_in_order(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(11, 30))
        transitions.answer(filed, "This", by=li_wei, now=at(13, 40))
        assert story(filed, li_wei, at(14)) == [
            "Ran today 09:00 to 11:30 (2 h 30 min).",
            "Rested 2 h 10 min, today 11:30 to 13:40: waiting for your answer.",
            "Runs since today 13:40, 20 min so far.",
        ]

    def test_who_serves_reads_the_reason_from_their_side(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(11))
        assert story(filed, olga, at(12))[-1] == "Rests since today 11:00: waiting for the requester."
        assert story(filed, li_wei, at(12))[-1] == "Rests since today 11:00: waiting for your answer."

    def test_off_hours_are_told_and_are_no_rest(self, office: ServiceRequest, li_wei: User) -> None:
        assert story(office, li_wei, at(20)) == [
            "Runs since today 15:30, 30 min so far.",
            "Off hours since today 16:00 do not count.",
        ]
        assert story(office, li_wei, at(8, day=9)) == [
            "Runs since yesterday 15:30, 1 h 30 min so far.",
            "Off hours yesterday 16:00 to today 07:00 did not count.",
        ]

    def test_many_nights_are_summed_up(self, office: ServiceRequest, li_wei: User) -> None:
        assert story(office, li_wei, at(8, day=12))[1] == (
            "In between there were off hours 4 times, 60 h in all: they did not count."
        )

    def test_what_was_filed_in_off_hours_has_not_counted_yet(
        self, it: Department, laptop: Service, li_wei: User
    ) -> None:
        make_standard(it, spec=OFFICE_HOURS)
        saturday = make_request(laptop, li_wei, now=utc(2026, 6, 13, 12))
        assert story(saturday, li_wei, utc(2026, 6, 13, 13))[0] == ("Runs since today 12:00; nothing has counted yet.")

    def test_a_rest_in_off_hours_cost_nothing(self, office: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.ask(office, "Which?", by=olga, now=at(17))
        transitions.answer(office, "This", by=li_wei, now=at(18))
        assert "Rested in off hours, today 17:00 to 18:00: waiting for your answer." in story(office, li_wei, at(20))

    def test_reopened_goes_on(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.resolve(filed, by=olga, now=at(10))
        transitions.reopen(filed, "Still broken", by=li_wei, now=at(12))
        assert story(filed, li_wei, at(13))[1:3] == [
            "Rested 2 h, today 10:00 to 12:00: finished for the time being.",
            "Reopened today 12:00: the same promise goes on.",
        ]


class TestChanges:
    def test_another_priority_another_target(self, it: Department, laptop: Service, li_wei: User) -> None:
        make_standard(it, by_priority={("resolution", 1): 4 * 3600})
        request = make_request(laptop, li_wei, now=at(9))
        transitions.amend(request, {"impact": 3, "urgency": 3}, by=li_wei, now=at(10))
        assert story(request, li_wei, at(11))[1] == (
            "The target changed today 10:00, from 8 hours to 4 hours; what was used before counts."
        )

    def test_a_target_that_changed_while_it_rested_is_told_as_well(
        self, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        make_standard(it, by_priority={("resolution", 1): 4 * 3600})
        request = make_request(laptop, li_wei, now=at(9))
        transitions.ask(request, "Which?", by=olga, now=at(9, 30))
        transitions.amend(request, {"impact": 3, "urgency": 3}, by=li_wei, now=at(10))
        assert any("from 8 hours to 4 hours" in sentence for sentence in story(request, li_wei, at(11)))

    def test_a_target_changed_by_hand_has_no_before(self, filed: ServiceRequest, li_wei: User) -> None:
        clocks.retarget(done_clock(filed), Target(3600), at=at(10))
        assert "The target changed today 10:00." in story(filed, li_wei, at(11))

    def test_another_version_of_the_standard(
        self, it: Department, laptop: Service, li_wei: User, olga: User, filed: ServiceRequest
    ) -> None:
        own = make_standard(it, laptop, resolution=3 * 3600, since=at(9, 30))
        label = transitions.Label({"en": "New"}, own.number + 3)
        transitions.apply_standard(filed, own.pk, label, by=olga, now=at(10))
        told = story(filed, li_wei, at(11))
        assert told[1:3] == [
            "Since today 10:00 “New”, version 4, counts; before, it was “Standard”, version 1.",
            "The target changed today 10:00, from 8 hours to 3 hours; what was used before counts.",
        ]

    def test_two_versions_one_after_the_other(
        self, it: Department, filed: ServiceRequest, li_wei: User, olga: User
    ) -> None:
        for number, hour in ((2, 10), (3, 12)):
            newer = make_standard(it, since=at(hour - 1, 30), name={"en": "IT"}, resolution=(10 - number) * 3600)
            label = transitions.Label({"en": "IT"}, newer.number)
            transitions.apply_standard(filed, newer.pk, label, by=olga, now=at(hour))
        told = story(filed, li_wei, at(13))
        assert "Since today 10:00 “IT”, version 2, counts; before, it was “Standard”, version 1." in told
        assert "Since today 12:00 “IT”, version 3, counts; before, it was “IT”, version 2." in told
        assert "The target changed today 12:00, from 8 hours to 7 hours; what was used before counts." in told

    def test_a_standard_where_nothing_was_promised(
        self, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        make_standard(it, first_response=None)
        request = make_request(laptop, li_wei, now=at(9))
        newer = make_standard(it, since=at(9, 30))
        transitions.apply_standard(request, newer.pk, transitions.Label({"en": "IT"}, 2), by=olga, now=at(10))
        assert story(request, li_wei, at(11), "first_response") == [
            "Since today 10:00 “IT”, version 2, counts; before, it was “Standard”, version 1.",
            "The target is 2 hours since today 10:00.",
            "Runs since today 10:00, 1 h so far.",
        ]

    def test_the_same_target_by_another_standard_is_no_change_of_the_target(
        self, it: Department, filed: ServiceRequest, li_wei: User, olga: User
    ) -> None:
        newer = make_standard(it, since=at(9, 30))
        transitions.apply_standard(filed, newer.pk, transitions.Label({"en": "IT"}, 2), by=olga, now=at(10))
        told = story(filed, li_wei, at(11))
        assert len([one for one in told if "version 2" in one]) == 1
        assert not [one for one in told if "target" in one]

    def test_a_priority_for_which_nothing_is_promised(self, it: Department, laptop: Service, li_wei: User) -> None:
        targets: Targets = {("resolution", 3): 8 * 3600}
        make_standard(it, resolution=None, by_priority=targets)
        request = make_request(laptop, li_wei, now=at(9))
        transitions.amend(request, {"impact": 1, "urgency": 1}, by=li_wei, now=at(10))
        assert story(request, li_wei, at(11))[-1] == (
            "Called off today 10:00: for priority Low nothing of this is promised."
        )

    def test_a_standard_that_does_not_promise_it(
        self, it: Department, filed: ServiceRequest, li_wei: User, olga: User
    ) -> None:
        newer = make_standard(it, since=at(9, 30), first_response=None)
        transitions.apply_standard(filed, newer.pk, transitions.Label({"en": "IT"}, 2), by=olga, now=at(10))
        assert story(filed, li_wei, at(11), "first_response")[-1] == (
            "It promises nothing of this: called off today 10:00."
        )

    def test_other_working_hours(self, it: Department, laptop: Service, li_wei: User) -> None:
        standard = make_standard(it, spec=OFFICE_HOURS)
        request = make_request(laptop, li_wei, now=at(8))
        longer = {"tz": "Europe/Berlin", "weekly": {day: [["09:00", "20:00"]] for day in ("mon", "tue")}}
        calendars.ensure(standard.calendar.code, {"en": "Hours"}, longer, now=at(12))
        transitions.amend(request, {"impact": 3, "urgency": 3}, by=li_wei, now=at(13))  # whoever touches it catches up
        told = story(request, li_wei, at(14))
        assert "The working hours changed today 12:00: since then version 2 of them counts." in told
        table = shown(request, li_wei, at(14), "Done").table
        hours = [row.hours for row in table.rows if row.hours]
        assert [one.name.split(", ")[-1] for one in hours] == ["version 1", "version 2"]
        assert [one.url for one in hours] == [
            f"/standards/calendars/{standard.calendar.code}/history/#v{n}" for n in (1, 2)
        ]

    def test_a_date_that_was_moved(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.promise(filed, at(12, day=10), "Parts", by=olga, now=at(10))
        transitions.promise(filed, at(12, day=12), "Supplier", by=olga, now=at(11))
        assert story(filed, li_wei, at(12), "promised") == [
            "Runs since today 10:00, 2 h so far.",
            "The promised date was moved today 11:00, from Wednesday 12:00 to Friday 12:00.",
        ]


class TestSteps:
    def test_warnings_and_breach_as_the_department_hears_of_them(
        self, filed: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        for now in (at(10), at(10, 36), at(11)):
            sweep.sweep(now=now)
        assert story(filed, olga, at(12), "first_response")[1:] == [
            "Warned today 10:00: 50 % of the time was used.",
            "Warned today 10:36: 80 % of the time was used.",
            "Broken today 11:00: the time was up.",
        ]
        assert story(filed, li_wei, at(12), "first_response")[1:] == ["Broken today 11:00: the time was up."]

    def test_lateness_of_the_sweep_does_not_change_when_it_broke(self, filed: ServiceRequest, olga: User) -> None:
        sweep.sweep(now=at(12))
        assert story(filed, olga, at(13), "first_response")[1:] == [
            "Broken today 11:00: the time was up. It was noticed today 12:00."
        ]

    @pytest.mark.parametrize(
        ("step", "kind", "words"),
        [
            ("-1800", "warning", "Warned today 10:30: 30 min of working time before the time was up."),
            ("+3600", "overdue", "Still not done today 10:30: 1 h of working time after the time was up."),
        ],
    )
    def test_steps_before_and_after(self, filed: ServiceRequest, olga: User, step: str, kind: str, words: str) -> None:
        happened(answer_clock(filed), step=step, kind=kind)
        assert words in story(filed, olga, at(11), "first_response")

    @pytest.mark.parametrize(
        ("outcome", "words"),
        [
            ("done", "It was put back for anybody to take."),
            ("skipped", "It did not have to be put back any more."),
            ("failed", "It could not be put back."),
        ],
    )
    def test_what_the_ladder_did(
        self, filed: ServiceRequest, olga: User, li_wei: User, outcome: str, words: str
    ) -> None:
        happened(answer_clock(filed), step="50%", kind="warning", action="put_back", outcome=outcome)
        assert words in story(filed, olga, at(11), "first_response")
        assert words not in story(filed, li_wei, at(11), "first_response")

    def test_who_was_told(self, filed: ServiceRequest, olga: User, maria: User, li_wei: User, ivan: User) -> None:
        transitions.assign(filed, to=olga, by=ivan, now=at(9, 30))
        for now in (at(10), at(11)):
            sweep.sweep(now=now)
            handling.handle(now=now)
        assert story(filed, ivan, at(12), "first_response")[1:] == [
            "Warned today 10:00: 50 % of the time was used.",
            "Told: whoever works on it.",
            "Broken today 11:00: the time was up.",
            "Told: whoever works on it, the managers and the head of the department.",
        ]

    def test_nobody_was_told_of_what_was_not_news_any_more(self, filed: ServiceRequest, olga: User) -> None:
        sweep.sweep(now=at(10))
        transitions.reply(filed, "Hello", by=olga, now=at(10, 1))
        handling.handle(now=at(10, 2))
        told = story(filed, olga, at(11), "first_response")
        assert told[-1] == "Nobody had to be told of it any more."


def happened(clock: Clock, **fields: Any) -> None:
    moments = dict.fromkeys(("occurred_at", "detected_at", "handled_at"), at(10, 30))
    ClockEvent.objects.create(clock=clock, epoch=1, **moments, **fields)


class TestRevocation:
    def test_because_the_target_changed(self, it: Department, laptop: Service, li_wei: User) -> None:
        make_standard(it, resolution=4 * 3600, by_priority={("resolution", 4): 24 * 3600})
        request = make_request(laptop, li_wei, now=at(9))
        sweep.sweep(now=at(13))
        transitions.amend(request, {"impact": 1, "urgency": 1}, by=li_wei, now=at(14))
        told = story(request, li_wei, at(15))
        assert told.index("Broken today 13:00: the time was up.") < told.index(
            "It had counted as broken today 13:00; taken back today 14:00, because the target changed."
        )

    def test_because_it_was_in_time_and_written_down_later(
        self, filed: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        sweep.sweep(now=at(11, 5))
        transitions.reply(filed, "Hello", by=olga, now=at(10, 59))
        broken, taken_back = story(filed, li_wei, at(12), "first_response")[-2:]
        assert broken == "Broken today 11:00: the time was up."
        assert taken_back == (
            "It had counted as broken today 11:00; taken back, because what stopped it was done in time, at today "
            "10:59, and only written down later."
        )

    def test_because_the_working_hours_changed(self, it: Department, laptop: Service, li_wei: User) -> None:
        standard = make_standard(it, spec=OFFICE_HOURS, resolution=4 * 3600)
        request = make_request(laptop, li_wei, now=at(9))
        sweep.sweep(now=at(13))
        short = {**OFFICE_HOURS, "holidays": ["2026-06-08"]}
        version = calendars.ensure(standard.calendar.code, {"en": "Hours"}, short, now=at(13, 30))
        type(version).objects.filter(pk=version.pk).update(counts_from=at(12))
        transitions.amend(request, {"impact": 3, "urgency": 3}, by=li_wei, now=at(14))
        assert (
            "It had counted as broken today 13:00; taken back today 14:00, because the working hours changed."
            in story(request, li_wei, at(15))
        )


class TestWhoHearsWhat:
    def test_shares_are_for_those_who_serve(
        self, it: Department, laptop: Service, li_wei: User, olga: User, ada: User
    ) -> None:
        targets: Targets = {("ola", None): 3600}
        make_standard(it, by_priority=targets)
        request = make_request(laptop, li_wei, now=at(9))
        assert labels(request, olga, at(10)) == ["First answer", "Done", "Department's share: IT"]
        assert labels(request, li_wei, at(10)) == ["First answer", "Done"]

    def test_an_approval_is_for_those_who_serve_and_its_approver(
        self, it: Department, laptop: Service, li_wei: User, olga: User, wang_fang: User
    ) -> None:
        targets: Targets = {("approval", None): 3600}
        make_standard(it, by_priority=targets)
        request = make_request(laptop, li_wei, now=at(9))
        transitions.ask_approval(request, wang_fang, "May they?", by=olga, now=at(10))
        for reader, told in ((olga, True), (wang_fang, True), (li_wei, False)):
            assert ("Approval" in labels(request, reader, at(10, 30))) is told
        assert "Rests since today 10:00: waiting for an approval." in story(request, li_wei, at(11))

    def test_earlier_rounds_stand_behind(self, it: Department, laptop: Service, li_wei: User, olga: User) -> None:
        targets: Targets = {("next_reply", None): 3600}
        make_standard(it, by_priority=targets)
        request = make_request(laptop, li_wei, now=at(9))
        transitions.reply(request, "Hello", by=olga, now=at(9, 10))
        for hour in (10, 11):
            transitions.reply(request, "And?", by=li_wei, now=at(hour))
            transitions.reply(request, "Soon", by=olga, now=at(hour, 30))
        told = card(request, li_wei, at(12))
        assert [one.label for one in told.stories] == ["First answer", "Next answer, no. 2", "Done"]
        assert [one.label for one in told.earlier] == ["Next answer"]

    def test_a_share_that_was_handed_on_stands_behind(
        self, it: Department, finance: Department, laptop: Service, li_wei: User, olga: User, anna: User
    ) -> None:
        targets: Targets = {("ola", None): 3600}
        for department in (it, finance):
            make_standard(department, by_priority=targets)
        request = make_request(laptop, li_wei, now=at(9))
        transitions.hand_over(request, finance, "They pay", by=olga, now=at(9, 30))
        told = card(request, anna, at(10))
        assert "Department's share: Finance" in [one.label for one in told.stories]
        assert [one.label for one in told.earlier] == ["Department's share: IT"]


class TestTable:
    def test_pieces_add_up_to_what_is_consumed(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(10, 0, 30).replace(microsecond=600_000))
        transitions.answer(filed, "This", by=li_wei, now=at(12).replace(microsecond=300_000))
        told = life(filed, li_wei, at(13))
        assert sum(part.counted for part in told.parts) == told.consumed == (7200 + 30) * SECOND + 300_000
        table = shown(filed, li_wei, at(13), "Done").table
        assert [row.counted for row in table.rows] == ["1 h 30 s", "", "1 h"]
        assert table.total == "2 h 30 s"

    def test_every_moment_in_the_readers_zone_and_in_that_of_the_hours(
        self, office: ServiceRequest, li_wei: User
    ) -> None:
        with timezone.override("Asia/Shanghai"):
            [row] = shown(office, li_wei, at(20), "Done").table.rows
        assert (row.here.since, row.here.until) == ("8 Jun 2026 23:30:00", "now")
        assert row.elsewhere is not None
        assert (row.elsewhere.zone, row.elsewhere.since) == ("Europe/Berlin", "8 Jun 2026 17:30:00")
        with timezone.override("Europe/Berlin"):
            assert shown(office, li_wei, at(20), "Done").table.rows[0].elsewhere is None


class TestBar:
    def test_off_hours_are_a_stretch_of_their_own(self, office: ServiceRequest, li_wei: User) -> None:
        told = shown(office, li_wei, at(8, day=9), "Done")
        assert [one.kind for one in told.bars] == ["run", "off", "run", "ahead"]
        assert [kind for kind, _words in card(office, li_wei, at(8, day=9)).legend] == ["run", "off", "ahead"]

    def test_the_night_ahead_is_drawn_before_it_comes(self, office: ServiceRequest, li_wei: User) -> None:
        told = shown(office, li_wei, at(15, 40), "First answer")  # due tomorrow morning
        assert [one.kind for one in told.bars] == ["run", "ahead", "off", "ahead"]

    @pytest.mark.parametrize("days", [1, 5, 90, 400])
    def test_work_stays_to_be_seen_however_long_it_rests_and_is_closed(
        self, office: ServiceRequest, olga: User, li_wei: User, days: int
    ) -> None:
        asked = utc(2026, 6, 8, 15, 40)
        transitions.ask(office, "Which?", by=olga, now=asked)
        later = datetime.fromtimestamp(asked.timestamp() + days * 86400, tz=asked.tzinfo)
        transitions.answer(office, "This", by=li_wei, now=later)
        bars = shown(office, li_wei, later, "Done").bars
        assert sum(one.width for one in bars) == pytest.approx(100, abs=1)
        assert sum(one.width for one in bars if one.kind == "pause") <= 41
        assert sum(one.width for one in bars if one.kind == "off") <= 26

    def test_years_of_nights_are_no_comb(self, office: ServiceRequest, li_wei: User) -> None:
        bars = shown(office, li_wei, utc(2027, 6, 8, 12), "Done").bars
        assert sum(one.kind == "off" for one in bars) <= 60


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
def test_a_full_story_can_be_told_in_every_language(it: Department, laptop: Service, olga: User, language: str) -> None:
    """No sentence loses a fact, and nothing breaks, whatever happened."""
    targets: Targets = {("next_reply", None): 3600, ("ola", None): 3600, ("promise", None): 3600}
    make_standard(it, spec=OFFICE_HOURS, by_priority=targets)
    asker = make_user("<b>Eve</b>", email="eve@example.com")
    request = make_request(laptop, asker, now=at(8))
    transitions.ask(request, "Which?", by=olga, now=at(9))
    transitions.answer(request, "This", by=asker, now=at(11))
    sweep.sweep(now=at(14))
    transitions.promise(request, at(12, day=10), "Parts", by=olga, now=at(14, 10))
    transitions.promise(request, at(12, day=11), "Parts", by=olga, now=at(14, 20))
    transitions.resolve(request, by=olga, now=at(9, day=9))
    transitions.reopen(request, "No", by=asker, now=at(10, day=9))
    with translation.override(language):
        for reader in (olga, asker):
            voice = voice_for(request, reader, at(12, day=9))
            told = [sentence for one in lives_of(fresh(request), reader, voice) for sentence in sentences(one, voice)]
            assert len(told) > 8
            assert not any("%(" in sentence or "None" in sentence for sentence in told)
