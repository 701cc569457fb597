"""Rules that hold for any answers: reliability, shrinkage, comparisons, needs."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import stats
from surveys.stats.kano.evaluation import letters_of_cells
from surveys.stats.kano.priority import RankedNeed, kano_reason
from surveys.stats.kano.score import continuous_of_cells
from surveys.stats.kano.segments import segments_differ

SHARES = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
PAIRS = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=40)


class TestNoAnswers:
    def test_are_none(self) -> None:
        assert stats.mean_ci(mean=3, sd=1, n=1) is None
        assert stats.cronbach_alpha(rows=[]) is None
        assert stats.cronbach_alpha_ci(rows=[[1, 2], [None, 3]]) is None
        assert stats.newcombe_difference(k1=0, n1=0, k2=1, n2=2) is None
        assert stats.two_proportion_test(k_before=0, n_before=0, k_after=1, n_after=2) is None
        assert stats.mann_whitney(x=[], y=[1]) is None
        assert stats.wilcoxon_signed(differences=[0, 0]) is None
        assert stats.prior_from_groups(k=[0], n=[0]) == {"prior_mean": None, "prior_strength": None}
        assert stats.nonresponse_bounds(favourable=0, responded=0, invited=0) is None
        assert stats.r_indicator(groups=[]) is None
        assert set(stats.kano_summary(counts={}).values()) == {0, None}
        assert stats.kano_better_worse(R=3, Q=1) == {"better": None, "worse": None}
        assert stats.ipa_quadrants(items=[]) == {}
        assert stats.servqual_dimension_gaps(items={"R": ["R1"]}, responses=[]) == {"R": {"n": 0, "gap": None}}


class TestReliability:
    def test_items_that_say_the_same_are_perfectly_reliable(self) -> None:
        assert stats.cronbach_alpha(rows=[[1, 1], [2, 2], [5, 5]]) == pytest.approx(1)

    def test_the_interval_counts_the_rows_it_uses(self) -> None:
        rows = [[1, 2, 2], [2, 2, 3], [4, 5, 4], [5, 4, 5], [3, 3, 2]]
        assert stats.cronbach_alpha_ci(rows=[*rows, [None, 1, 1]]) == stats.cronbach_alpha_ci(rows=rows)

    def test_totals_that_do_not_vary_have_none(self) -> None:
        assert stats.cronbach_alpha(rows=[[1, 3], [3, 1], [2, 2]]) is None

    def test_half_the_items_count_a_person_in(self) -> None:
        person: list[stats.servqual.Response] = [{"P": {"a": 2, "b": None, "c": 4}, "E": {"a": 4, "b": 4, "c": None}}]
        items = {"all": ["a", "b", "c"], "pair": ["a", "b"]}
        assert stats.servqual_dimension_gaps(items=items, responses=person) == {
            "all": {"n": 0, "gap": None},
            "pair": {"n": 1, "gap": -2},
        }


class TestShrinkage:
    @given(SHARES, st.floats(0.05, 0.95), st.floats(5, 200))
    def test_lies_between_the_group_and_the_company(self, share: tuple[int, int], mean: float, strength: float) -> None:
        k, n = share
        found = stats.beta_credible(k=k, n=n, prior_mean=mean, prior_strength=strength)
        assert min(k / n, mean) - 1e-9 <= found["mean"] <= max(k / n, mean) + 1e-9
        assert 0 <= found["lower"] < found["mean"] < found["upper"] <= 1

    def test_groups_that_differ_only_by_chance_have_no_strength(self) -> None:
        assert stats.prior_from_groups(k=[8, 8, 8], n=[10, 10, 10])["prior_strength"] is None
        assert stats.prior_from_groups(k=[8], n=[10])["prior_strength"] is None


class TestComparisons:
    @given(SHARES, SHARES)
    def test_the_interval_holds_the_difference_and_turns_with_it(
        self, one: tuple[int, int], other: tuple[int, int]
    ) -> None:
        (k1, n1), (k2, n2) = one, other
        forth = stats.newcombe_difference(k1=k1, n1=n1, k2=k2, n2=n2)
        back = stats.newcombe_difference(k1=k2, n1=n2, k2=k1, n2=n1)
        assert forth is not None
        assert back is not None
        assert forth[0] - 1e-9 <= k1 / n1 - k2 / n2 <= forth[1] + 1e-9
        assert forth == pytest.approx([-back[1], -back[0]])

    @given(st.lists(st.floats(0, 1), max_size=30))
    def test_adjusting_only_raises_and_keeps_the_order(self, p: list[float]) -> None:
        adjusted = stats.benjamini_hochberg(p=p)
        assert all(before <= after + 1e-12 <= 1 + 2e-12 for before, after in zip(p, adjusted, strict=True))
        in_order = [adjusted[i] for i in sorted(range(len(p)), key=p.__getitem__)]
        assert all(low <= high for low, high in pairwise(in_order))

    def test_values_all_alike_are_no_difference(self) -> None:
        assert stats.mann_whitney(x=[3, 3, 3], y=[3, 3]) == {"u": 3, "p": 1, "cliffs_delta": 0}


class TestNeeds:
    @given(PAIRS)
    def test_counted_cells_say_the_same_as_pairs(self, pairs: list[tuple[int, int]]) -> None:
        cells: dict[str, int] = {}
        for functional, dysfunctional in pairs:
            cells[f"{functional}-{dysfunctional}"] = cells.get(f"{functional}-{dysfunctional}", 0) + 1
        assert letters_of_cells(cells) == stats.kano_counts(pairs=pairs)
        assert continuous_of_cells(cells) == pytest.approx(stats.kano_continuous(pairs=pairs))

    @given(PAIRS)
    def test_coefficients_stay_on_their_side(self, pairs: list[tuple[int, int]]) -> None:
        summary = stats.kano_summary(counts=stats.kano_counts(pairs=pairs))
        assert summary["n"] == len(pairs)
        assert summary["better"] is None or (0 <= summary["better"] <= 1 and -1 <= (summary["worse"] or 0) <= 0)

    def test_importance_weighs_people(self) -> None:
        result = stats.kano_continuous(pairs=[(1, 5), (5, 1)], importance=[9, 0])
        assert (result["functional"], result["dysfunctional"]) == (4, 4)

    def test_a_need_nobody_measured_counts_as_unmet(self) -> None:
        need: RankedNeed = {"id": "x", "category": "M", "better": 0.2, "worse": -0.7, "performance": None}
        assert kano_reason(need, 80) == "hurts"
        assert kano_reason({**need, "performance": 80}, 80) == "keep"

    def test_departments_are_compared_only_with_answers_enough(self) -> None:
        basic, pleasing = {"M": 25, "A": 2}, {"M": 3, "A": 24}
        found = segments_differ({"one": {"it": basic, "hr": pleasing}, "two": {"it": basic, "hr": {"A": 19}}})
        assert found.keys() == {"one"}
        assert found["one"]["p"] < 0.001
        assert found["one"]["adjusted"] == found["one"]["p"]
