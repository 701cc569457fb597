"""Figures of ratings: from five answers on, never so that one person's answer can be worked out."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from requests_app.models import ServiceRequest, User
from surveys import answering, release
from surveys.answering import Answer
from surveys.models import Invitation
from surveys.release import group_result, may_show_part
from surveys.rules import K
from surveys.stats import filter_allowed
from tests.make import utc

FOUR = [0, 0, 1, 1, 2]
FIVE = [0, 0, 1, 1, 3]
SOLVED = {"yes": 3, "partly": 1, "no": 1}


class TestSmallGroups:
    def test_below_five_answers_nothing_is_shown_not_even_how_many(self) -> None:
        result = group_result(FOUR, {"yes": 4}, FOUR)
        assert result == release.HIDDEN
        assert not result.shown
        assert (result.n, result.grade) == (None, "hidden")
        assert result.words == "fewer than 5 answers"

    def test_nobody_and_a_few_look_alike(self) -> None:
        assert group_result([0] * 5) == group_result(FOUR)

    def test_from_five_answers_on_shares_are_shown_with_their_intervals(self) -> None:
        result = group_result(FIVE, SOLVED, [0, 0, 0, 5, 0])
        assert (result.n, result.words, result.grade) == (5, "5 answers", "early")
        assert result.satisfied is not None
        assert result.satisfied.value == pytest.approx(0.8)
        assert (result.satisfied.low, result.satisfied.high) == pytest.approx((0.3755, 0.9638), abs=1e-4)
        assert result.solved is not None
        assert result.solved.value == pytest.approx(0.6)
        assert result.easy is not None
        assert result.easy.value == 1
        assert result.mean == pytest.approx(4.4)

    def test_the_distribution_waits_for_ten_answers(self) -> None:
        assert group_result([1, 1, 1, 2, 4]).distribution is None
        assert group_result([1, 1, 1, 3, 4]).distribution == (1, 1, 1, 3, 4)

    def test_each_figure_counts_only_those_who_could_judge(self) -> None:
        result = group_result(FIVE, SOLVED, [0, 0, 0, 4, 0])
        assert result.satisfied is not None
        assert result.easy is None
        many_cannot_judge = group_result(FOUR, {"yes": 6})
        assert (many_cannot_judge.n, many_cannot_judge.satisfied, many_cannot_judge.mean) == (6, None, None)

    @pytest.mark.parametrize(("n", "grade"), [(9, "early"), (10, "interval"), (29, "interval"), (30, "full")])
    def test_the_grade_says_how_much_a_figure_carries(self, n: int, grade: str) -> None:
        assert group_result([0, 0, 0, 0, n]).grade == grade

    def test_the_words_follow_the_language(self) -> None:
        with translation.override("en"):
            assert group_result([0, 0, 0, 0, 30]).words == "30 answers"


class TestFilters:
    def test_a_service_is_hidden_when_what_is_left_out_would_be_small(self) -> None:
        result = group_result([0, 0, 0, 0, 18], part="laptop", parts={"laptop": 18, "phone": 2})
        assert not result.shown
        assert result.words == "hidden, so that nobody's answer can be worked out"

    def test_a_service_is_shown_when_the_rest_is_large_enough_or_empty(self) -> None:
        assert group_result([0, 0, 0, 0, 18], part="laptop", parts={"laptop": 18, "phone": 5}).shown
        assert group_result([0, 0, 0, 0, 18], part="laptop", parts={"laptop": 18, "phone": 0}).shown

    def test_two_services_do_not_give_away_a_third(self) -> None:
        parts = {"laptop": 10, "phone": 7, "printer": 3}
        assert filter_allowed(k=K, total=20, selected=7)  # one filter alone would not
        assert [name for name in parts if may_show_part(name, parts)] == ["laptop"]

    def test_a_part_that_nobody_answered_is_not_shown(self) -> None:
        assert not may_show_part("phone", {"laptop": 18})

    @given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 14), min_size=1))
    def test_no_combination_of_what_is_shown_leaves_one_to_four_answers(self, parts: dict[str, int]) -> None:
        """The whole is always shown from K on; so is every part that may be. What any choice of them leaves out?"""
        whole = sum(parts.values())
        shown = [name for name in parts if may_show_part(name, parts)]
        choices = chain.from_iterable(combinations(shown, size) for size in range(len(shown) + 1))
        for choice in choices:
            rest = whole - sum(parts[name] for name in choice)
            assert rest == 0 or rest >= K or whole < K
        assert all(filter_allowed(k=K, total=whole, selected=parts[name]) for name in shown)


class TestTheHandler:
    ASKED_AT = utc(2026, 6, 11, 10)

    def rate(self, invitation: Invitation, *, allowed: bool) -> ServiceRequest:
        assert invitation.request is not None
        given = Answer("partly", 3, 2, "Slow.", handler_may_see=allowed)
        answering.answer(invitation.request, given, by=invitation.request.requester, now=self.ASKED_AT)
        return invitation.request

    def test_sees_score_and_name_when_the_rater_allows_it(self, invitation: Invitation, olga: User) -> None:
        shown = release.rating_for_handler(self.rate(invitation, allowed=True), olga)
        assert shown is not None
        assert (shown.csat, shown.rater) == (3, invitation.person)

    def test_sees_nothing_by_default(self, invitation: Invitation, olga: User) -> None:
        assert release.rating_for_handler(self.rate(invitation, allowed=False), olga) is None

    def test_and_only_the_handler(self, invitation: Invitation, ivan: User, maria: User, ada: User) -> None:
        request = self.rate(invitation, allowed=True)
        assert [release.rating_for_handler(request, person) for person in (ivan, maria, ada)] == [None] * 3

    def test_not_whoever_gets_the_request_later(self, invitation: Invitation, ivan: User, olga: User) -> None:
        request = self.rate(invitation, allowed=True)
        ServiceRequest.objects.filter(pk=request.pk).update(assignee=ivan)
        assert release.rating_for_handler(request, ivan) is None
        assert release.rating_for_handler(request, olga) is not None
