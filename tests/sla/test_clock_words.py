"""What the clocks say on a request's page and in lists."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from sla.cells import Cell, cells_of
from sla.models import ServiceStandard
from sla.pledges import pledge_for
from sla.story import Card, card_of
from tests.conftest import Travel
from tests.make import OFFICE_HOURS, make_request, make_standard, utc
from tests.sla.conftest import at


def cell(request: ServiceRequest, now: datetime) -> Cell:
    return cells_of([request], now)[request.pk]


def card(request: ServiceRequest, reader: User, now: datetime) -> Card:
    told = card_of(request, reader, now)
    assert told is not None
    return told


class TestCell:
    def test_it_says_what_is_left_of_the_soonest_promise(self, filed: ServiceRequest) -> None:
        seen = cell(filed, at(9, 30))
        assert (seen.text, seen.label, seen.tone, seen.state) == ("1 h 30 min left", "answer", "good", "running")
        assert seen.due_at == at(11)

    def test_past_the_last_warning_it_is_soon(self, filed: ServiceRequest, olga: User) -> None:
        transitions.reply(filed, "Hello", by=olga, now=at(10))
        assert cell(filed, at(15, 23)).tone == "good"
        assert cell(filed, at(15, 24)).tone == "soon"

    def test_half_an_hour_is_soon_however_little_of_the_time_is_used(self, filed: ServiceRequest) -> None:
        assert cell(filed, at(10, 29)).tone == "good"
        assert cell(filed, at(10, 30)).tone == "soon"

    def test_after_the_due_moment_it_counts_on_even_before_a_sweep_came(self, filed: ServiceRequest) -> None:
        seen = cell(filed, at(11, 42))
        assert (seen.text, seen.tone, seen.state) == ("− 42 min", "late", "broken")

    def test_after_the_answer_it_speaks_of_the_result(self, filed: ServiceRequest, olga: User) -> None:
        transitions.reply(filed, "Hello", by=olga, now=at(10))
        assert (cell(filed, at(10)).text, cell(filed, at(10)).label) == ("7 h left", "done")

    def test_a_resting_clock_rests(self, filed: ServiceRequest, olga: User) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(10))
        seen = cell(filed, at(12))
        assert (seen.text, seen.tone, seen.state, seen.due_at) == ("resting", "wait", "paused", None)

    def test_in_the_end_it_says_whether_the_promise_was_kept(self, filed: ServiceRequest, olga: User) -> None:
        transitions.resolve(filed, by=olga, now=at(10))
        assert (cell(filed, at(12)).text, cell(filed, at(12)).tone) == ("kept", "good")

    def test_only_working_time_is_left(self, it: Department, laptop: Service, li_wei: User) -> None:
        make_standard(it, spec=OFFICE_HOURS)
        friday = make_request(laptop, li_wei, now=utc(2026, 6, 12, 15, 30))
        assert cell(friday, utc(2026, 6, 13, 12)).text == "1 h 30 min left"

    def test_what_has_no_clock_has_no_cell(self, laptop: Service, li_wei: User) -> None:
        assert cells_of([make_request(laptop, li_wei)], at(9)) == {}

    def test_off_hours_look_like_off_hours(self, it: Department, laptop: Service, li_wei: User) -> None:
        make_standard(it, spec=OFFICE_HOURS)
        friday = make_request(laptop, li_wei, now=utc(2026, 6, 12, 15, 30))
        night, day = cell(friday, utc(2026, 6, 13, 12)), cell(friday, utc(2026, 6, 15, 7, 10))
        assert (night.state, night.label, night.text) == ("off", "answer, off hours", "1 h 30 min left")
        assert (day.state, day.label, day.text) == ("running", "answer", "1 h 20 min left")

    def test_each_clock_has_its_word(self, it: Department, laptop: Service, li_wei: User, olga: User) -> None:
        more: dict[tuple[str, int | None], int] = {("next_reply", None): 3600, ("promise", None): 1800}
        make_standard(it, by_priority=more)
        request = make_request(laptop, li_wei, now=at(9))
        assert cell(request, at(9)).label == "date"
        transitions.promise(request, at(12), "Parts", by=olga, now=at(9, 10))
        assert cell(request, at(9, 10)).label == "promised date"
        transitions.reply(request, "And?", by=li_wei, now=at(9, 20))
        assert cell(request, at(9, 20)).label == "next answer"

    def test_a_share_is_only_for_those_who_work_on_it(
        self, it: Department, finance: Department, laptop: Service, li_wei: User, olga: User, anna: User
    ) -> None:
        shares: dict[tuple[str, int | None], int] = {("ola", None): 600}
        make_standard(it, by_priority=shares)
        request = make_request(laptop, li_wei, now=at(9))
        for reader, label in ((olga, "department's share"), (li_wei, "answer"), (anna, "answer")):
            assert cells_of([request], at(9), reader)[request.pk].label == label

    def test_an_answer_that_was_given_does_not_hide_the_result(
        self, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        more: dict[tuple[str, int | None], int] = {("next_reply", None): 60}
        make_standard(it, by_priority=more)
        request = make_request(laptop, li_wei, now=at(9))
        transitions.reply(request, "Hello", by=olga, now=at(9, 1))
        transitions.reply(request, "And?", by=li_wei, now=at(9, 2))
        transitions.resolve(request, by=olga, now=at(10))
        assert (cell(request, at(11)).text, cell(request, at(11)).label) == ("kept", "done")

    def test_one_query_serves_a_whole_list(
        self,
        standard: ServiceStandard,
        laptop: Service,
        li_wei: User,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        requests = [make_request(laptop, li_wei, now=at(9)) for _number in range(12)]
        with django_assert_num_queries(1):
            assert len(cells_of(requests, at(10))) == 12


class TestCard:
    def test_a_running_clock(self, filed: ServiceRequest, li_wei: User) -> None:
        answer, done = card(filed, li_wei, at(10)).stories
        assert (answer.label, answer.tag, answer.tone) == ("First answer", "1 h left", "good")
        assert answer.text == "1 h of 2 hours used. Due today 11:00."
        assert done.text == "1 h of 8 hours used. Due today 17:00."

    def test_a_resting_clock_says_since_when_and_why(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(10))
        done = card(filed, li_wei, at(12)).stories[1]
        assert done.tag == "resting"
        assert done.text == "Rests since today 10:00: waiting for your answer. 1 h of 8 hours used, 7 h left."
        assert "waiting for the requester" in card(filed, olga, at(12)).stories[1].text

    def test_rests_that_are_over_are_told(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(10))
        transitions.answer(filed, "This", by=li_wei, now=at(12, 10))
        done = card(filed, li_wei, at(13)).stories[1]
        assert done.text.endswith("Rested 2 h 10 min: waiting for your answer.")

    def test_kept_and_broken(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.reply(filed, "Hello", by=olga, now=at(10))
        transitions.resolve(filed, by=olga, now=at(18))
        answer, done = card(filed, li_wei, at(20)).stories
        assert (answer.tag, answer.text) == ("kept", "Answered today 10:00, after 1 h of 2 hours.")
        assert (done.tag, done.text) == ("broken", "Ended only today 18:00; was due today 17:00.")

    def test_overdue(self, filed: ServiceRequest, li_wei: User) -> None:
        answer = card(filed, li_wei, at(11, 42)).stories[0]
        assert (answer.tag, answer.text) == ("− 42 min", "Was due today 11:00; 2 h 42 min of 2 hours used.")

    def test_off_hours_are_no_rest(self, it: Department, laptop: Service, li_wei: User) -> None:
        make_standard(it, spec=OFFICE_HOURS)
        request = make_request(laptop, li_wei, now=utc(2026, 6, 8, 15, 30))
        night = card(request, li_wei, utc(2026, 6, 8, 20))
        assert night.off_hours == "Off hours until tomorrow 07:00: they do not count."  # in the reader's zone, UTC
        assert "Rest" not in night.stories[0].text
        assert card(request, li_wei, utc(2026, 6, 8, 15, 40)).off_hours == ""

    def test_the_exact_moments_have_their_zone(self, filed: ServiceRequest, li_wei: User) -> None:
        moments = dict(card(filed, li_wei, at(10)).stories[0].table.moments)
        assert "8 June 2026" in moments["Due"]
        assert "11:00 GMT" in moments["Due"]

    def test_no_clocks_no_card(self, laptop: Service, li_wei: User) -> None:
        assert card_of(make_request(laptop, li_wei), li_wei, at(9)) is None


class TestBar:
    def test_it_shows_runs_and_rests_up_to_the_target(self, filed: ServiceRequest, olga: User, li_wei: User) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(11))
        transitions.answer(filed, "This", by=li_wei, now=at(13))
        bars = card(filed, li_wei, at(14)).stories[1].bars  # 8 hours of target and 2 of rest
        assert [(bar.kind, bar.x, bar.width) for bar in bars] == [
            *(("run", 0, 20), ("pause", 20, 20), ("run", 40, 10), ("ahead", 50, 50))
        ]

    def test_what_is_over_the_target_is_marked(self, filed: ServiceRequest, li_wei: User) -> None:
        answer = card(filed, li_wei, at(13)).stories[0]
        assert [(bar.kind, bar.x, bar.width) for bar in answer.bars] == [("run", 0, 50), ("over", 50, 50)]
        assert answer.mark == 50

    @pytest.mark.parametrize("hour", range(9, 24))
    def test_it_never_leaves_its_frame(self, filed: ServiceRequest, olga: User, li_wei: User, hour: int) -> None:
        transitions.ask(filed, "Which?", by=olga, now=at(11))
        for story in card(filed, li_wei, at(max(hour, 11))).stories:
            assert all(bar.x >= 0 and bar.x + bar.width <= 100.01 for bar in story.bars)


class TestPledge:
    def test_it_says_what_somebody_who_files_now_may_count_on(self, it: Department, laptop: Service) -> None:
        make_standard(it, spec=OFFICE_HOURS)
        promised = pledge_for(laptop, None, utc(2026, 6, 12, 15, 30))
        assert promised is not None
        assert promised.text == "First answer within 2 working hours, done within 8 working hours."
        assert promised.hours == "Mon–Fri 09:00–18:00 (Europe/Berlin)"
        assert promised.words == "We keep you posted."
        assert promised.answer_by == utc(2026, 6, 15, 8, 30)
        assert promised.done_by == utc(2026, 6, 15, 14, 30)

    def test_another_priority_another_promise(self, it: Department, laptop: Service) -> None:
        make_standard(it, by_priority={("resolution", 1): 3600})
        promised = pledge_for(laptop, 1, at(9))
        assert promised is not None
        assert promised.done_by == at(10)

    def test_nothing_is_promised_without_a_standard(self, laptop: Service) -> None:
        assert pledge_for(laptop, None, at(9)) is None


class TestTags:
    def render(self, source: str, reader: User, **context: object) -> str:
        page = RequestFactory().get("/")
        page.user = reader
        return Template("{% load sla_tags %}" + source).render(Context({"request": page, **context}))

    def test_the_card_draws_a_bar_for_each_clock(self, filed: ServiceRequest, li_wei: User, travel: Travel) -> None:
        travel(at(10))
        page = self.render("{% clocks_card ticket %}", li_wei, ticket=filed)
        assert page.count('<svg width="100%"') == 2
        assert "1 h left" in page
        assert "style=" not in page

    def test_without_clocks_it_is_empty(self, laptop: Service, li_wei: User) -> None:
        assert self.render("{% clocks_card ticket %}", li_wei, ticket=make_request(laptop, li_wei)).strip() == ""

    def test_cells_and_pledges_are_values_for_the_page(
        self, filed: ServiceRequest, li_wei: User, travel: Travel, laptop: Service
    ) -> None:
        travel(at(10))
        source = "{% clock_cells tickets as cells %}{% for pk, cell in cells.items %}{{ cell.text }}{% endfor %}"
        assert self.render(source, li_wei, tickets=[filed]) == "1 h left"
        assert "2 hours" in self.render("{% pledge service as p %}{{ p.text }}", li_wei, service=laptop)
