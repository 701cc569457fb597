"""A replay may read packs of the past instead of the past: never others than those of today."""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from sla.models import Clock, PackedHistory, ServiceStandard
from sla.replay import history, reading, rows
from sla.replay.facts import METRICS, Facts, Verdict
from sla.replay.packed import Lines
from tests.make import make_request, make_standard, make_user
from tests.sla.conftest import NINE, at, done_clock
from tests.sla.test_bulk import Others, random_life

LATER = NINE + timedelta(days=40)


@pytest.fixture
def others(it: Department, finance: Department, anna: User, boris: User) -> Others:
    return Others(it, finance, anna, boris)


@pytest.fixture
def done(standard: ServiceStandard, laptop: Service, li_wei: User, olga: User) -> ServiceRequest:
    """Filed at nine, done at ten."""
    request = make_request(laptop, li_wei, now=at(9))
    return transitions.resolve(request, by=olga, now=at(10))


def packed() -> None:
    """Two turns of the job with nothing happening in between."""
    history.pack()
    history.pack()
    assert history.are_there()


def read(*services: Service, **moments: Any) -> Facts:
    span = {"since": NINE - timedelta(days=9), "until": LATER, "now": LATER, **moments}
    return reading.read({one.pk: one.provider_id for one in services}, span["since"], span["until"], now=span["now"])


def same(first: Facts, second: Facts) -> bool:
    pairs: list[tuple[Any, Any]] = [(first.requests, second.requests), (first.journal, second.journal)]
    pairs += [(first.lived_of(metric), second.lived_of(metric)) for metric in METRICS]
    return all(
        np.array_equal(getattr(one, name.name), getattr(other, name.name))
        for one, other in pairs
        for name in fields(one)
    )


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The numbers of requests that were read as they lie, each time."""
    asked: list[tuple[int, int]] = []
    plain = rows.between

    def between(first: int, last: int) -> rows.Past:
        asked.append((first, last))
        return plain(first, last)

    monkeypatch.setattr(rows, "between", between)
    return asked


class TestPacking:
    def test_what_did_not_change_between_two_turns_is_packed_once(self, done: ServiceRequest) -> None:
        assert [history.pack() for _turn in range(3)] == [0, 1, 0]

    def test_what_still_changes_is_not(self, done: ServiceRequest, li_wei: User) -> None:
        history.pack()
        transitions.reopen(done, "It is back", by=li_wei, now=at(11))
        assert history.pack() == 0
        assert not history.are_there()

    def test_what_changed_after_it_was_packed_is_packed_anew_in_its_turn(
        self, done: ServiceRequest, li_wei: User
    ) -> None:
        packed()
        transitions.reopen(done, "It is back", by=li_wei, now=at(11))
        assert history.pack() == 0
        assert not bytes(PackedHistory.objects.get().journal)
        assert history.pack() == 1

    def test_a_pack_of_requests_that_are_gone_goes_too(self, done: ServiceRequest) -> None:
        packed()
        PackedHistory.objects.update(number=PackedHistory.objects.get().number + 9)
        history.pack()
        assert PackedHistory.objects.get().number == done.pk // history.SIZE

    def test_a_company_without_requests_has_nothing_to_pack(self, standard: ServiceStandard, laptop: Service) -> None:
        assert history.pack() == 0
        assert len(read(laptop).requests) == 0


class TestLines:
    def test_are_kept_and_read_again_as_they_were(self) -> None:
        lines = Lines([("replied", "new"), ("отдел", "")], np.array([2, 1]), [np.array([1, -2, 2**62]), np.arange(3)])
        again = Lines.from_bytes(lines.to_bytes())
        assert again.words == lines.words
        assert again.counts.tolist() == [2, 1]
        assert [column.tolist() for column in again.columns] == [[1, -2, 2**62], [0, 1, 2]]

    def test_are_kept_where_there_are_none(self) -> None:
        nothing = Lines([], np.array([], np.int64), [np.array([], np.int64)] * 2)
        again = Lines.from_bytes(nothing.to_bytes())
        assert (again.words, len(again.columns)) == ([], 2)

    def test_follow_each_other_group_by_group(self) -> None:
        one = Lines([("a",)], np.array([2]), [np.array([1, 2])])
        other = Lines([("a",), ("b",)], np.array([1, 1]), [np.array([3, 4])])
        both = Lines.joined([one, other])
        assert both.codes(lambda word: "ab".index(word)).tolist() == [0, 0, 0, 1]
        assert both.columns[0].tolist() == [1, 2, 3, 4]


class TestReading:
    @pytest.mark.parametrize("seed", range(4))
    def test_packs_say_what_the_rows_say(
        self, seed: int, laptop: Service, travel_costs: Service, li_wei: User, olga: User, others: Others
    ) -> None:
        make_standard(laptop.provider, by_priority={("next_reply", None): 3600, ("promise", None): 7200})
        chance = random.Random(seed)
        for number in range(4):
            random_life(make_request(laptop, li_wei, now=at(9 + number)), olga, li_wei, chance, others)
            make_request(travel_costs, li_wei, now=at(9 + number))
        plain = [read(laptop), read(laptop, travel_costs), read(laptop, since=at(10)), read(laptop, until=at(11))]
        packed()
        again = [read(laptop), read(laptop, travel_costs), read(laptop, since=at(10)), read(laptop, until=at(11))]
        assert all(map(same, plain, again))
        assert len(again[1].requests) == 2 * len(again[0].requests) == 8

    def test_the_rows_themselves_are_not_read_then(
        self, done: ServiceRequest, laptop: Service, unpacked: list[tuple[int, int]]
    ) -> None:
        packed()
        unpacked.clear()
        assert len(read(laptop).journal.at) == 1
        assert unpacked == []

    @pytest.mark.parametrize("seed", range(4))
    def test_whatever_happened_since_they_were_packed_is_seen(
        self, seed: int, laptop: Service, li_wei: User, olga: User, others: Others
    ) -> None:
        make_standard(laptop.provider, by_priority={("next_reply", None): 3600})
        chance = random.Random(seed)
        request = make_request(laptop, li_wei, now=NINE)
        for _turn in range(3):
            PackedHistory.objects.all().delete()
            packed()
            random_life(request, olga, li_wei, chance, others)
            request.refresh_from_db()
            found = read(laptop)
            PackedHistory.objects.all().delete()
            assert same(found, read(laptop))

    def test_a_clock_that_was_counted_anew_is_seen(self, done: ServiceRequest, laptop: Service) -> None:
        packed()
        assert read(laptop).lived["resolution"].verdict.tolist() == [Verdict.KEPT]
        Clock.objects.filter(pk=done_clock(done).pk).update(state=Clock.State.MISSED)
        assert read(laptop).lived["resolution"].verdict.tolist() == [Verdict.BROKEN]

    def test_a_due_moment_passes_without_anything_being_written(
        self, standard: ServiceStandard, laptop: Service, li_wei: User, unpacked: list[tuple[int, int]]
    ) -> None:
        make_request(laptop, li_wei, now=at(9))
        packed()
        unpacked.clear()
        verdicts = [read(laptop, now=at(hour)).lived["resolution"].verdict.tolist() for hour in (16, 17, 18)]
        assert verdicts == [[Verdict.UNDECIDED], [Verdict.BROKEN], [Verdict.BROKEN]]
        assert unpacked == []

    def test_people_count_for_the_department_they_are_in_today(
        self, done: ServiceRequest, laptop: Service, li_wei: User, finance: Department
    ) -> None:
        packed()
        li_wei.department = finance
        li_wei.save(update_fields=["department"])
        assert read(laptop).requests.asker.tolist() == [finance.pk]
        li_wei.department = None
        li_wei.save(update_fields=["department"])
        assert read(laptop).requests.asker.tolist() == [0]

    def test_a_request_that_is_gone_is_not_in_the_past_any_more(
        self, done: ServiceRequest, laptop: Service, olga: User
    ) -> None:
        second = make_request(laptop, make_user("Somebody else"), now=at(9))
        packed()
        Clock.objects.filter(request=second).delete()
        second.events.all().delete()
        second.legs.all().delete()
        ServiceRequest.objects.filter(pk=second.pk).delete()
        assert read(laptop).requests.ids.tolist() == [done.pk]

    def test_only_what_changed_is_read_as_it_lies(
        self, done: ServiceRequest, laptop: Service, li_wei: User, unpacked: list[tuple[int, int]]
    ) -> None:
        """Packs are of many requests; here the second one begins where the first one ends."""
        far = make_request(laptop, li_wei, now=at(9))
        begin = (far.pk // history.SIZE + 1) * history.SIZE
        ServiceRequest.objects.bulk_create(
            ServiceRequest(**{**_columns(far), "id": begin + place}) for place in range(history.SIZE)
        )
        packed()
        transitions.reopen(done, "It is back", by=li_wei, now=at(11))
        unpacked.clear()
        assert len(read(laptop).requests) == 2 + history.SIZE
        assert unpacked == [(begin - history.SIZE, begin - 1)]


def _columns(request: ServiceRequest) -> dict[str, Any]:
    return {field.attname: getattr(request, field.attname) for field in ServiceRequest._meta.concrete_fields}
