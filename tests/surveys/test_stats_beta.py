"""The incomplete beta function of our own equals scipy's, for any share a department can have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.stats.beta import betainc, betaincinv

COUNTS = st.floats(1, 20_000)
INSIDE = st.floats(0.001, 0.999)


@given(a=COUNTS, b=COUNTS, x=INSIDE)
def test_the_share_below_a_value(a: float, b: float, x: float) -> None:
    from scipy import special

    assert betainc(a, b, x) == pytest.approx(float(special.betainc(a, b, x)), abs=1e-9)


@given(a=COUNTS, b=COUNTS, share=INSIDE)
def test_the_value_below_which_a_share_lies(a: float, b: float, share: float) -> None:
    from scipy import special

    assert betaincinv(a, b, share) == pytest.approx(float(special.betaincinv(a, b, share)), abs=1e-9)


def test_nothing_lies_below_nothing_and_everything_below_one() -> None:
    assert (betainc(2, 3, 0), betainc(2, 3, 1)) == (0, 1)
