"""Long tests take turns: each day others, and in a few days all of them."""

from tests.turns import Long, left_out_of

LONG = [Long(f"tests/{name}.py", seconds) for name, seconds in (("a", 100), ("b", 200), ("c", 100), ("d", 300))]


def test_none_runs_unless_asked_for_and_all_do_when_asked() -> None:
    assert left_out_of(LONG, "0", day=1) == set(LONG)
    assert left_out_of(LONG, "all", day=1) == set()


def test_they_fit_into_the_time_they_are_given() -> None:
    for day in range(8):
        run = set(LONG) - left_out_of(LONG, "300", day=day)
        assert 0 < sum(one.seconds for one in run) <= 300


def test_in_a_few_days_every_one_has_had_its_turn() -> None:
    run = [set(LONG) - left_out_of(LONG, "300", day=day) for day in range(len(LONG))]
    assert set().union(*run) == set(LONG)
