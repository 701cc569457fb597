"""How ratings go with the time of a stage: of many requests together, never of one.

The only way from ratings to a hurt score. Whoever counts the times hands them over and gets a difference back; which
request was rated how stays here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from surveys.models import Rating
from surveys.rules import K_DISTRIBUTION
from surveys.stats import slow_against_fast, spearman

DISSATISFIED = 2  # and below, of 5
AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Slowness:
    """`difference`: dissatisfied share of the slowest quarter minus that of the fastest, -1 to 1, with its interval.

    `n` ratings are in both quarters; `rank_correlation` of time and satisfaction is over all rated requests.
    """

    difference: float
    low: float
    high: float
    n: int
    rank_correlation: float | None


def slowness_of(hours: Mapping[str, Mapping[int, float]]) -> dict[str, Slowness]:
    """By stage, as far as it may be told; `hours` is stage -> request -> hours in it.

    A quarter needs as many ratings as a distribution does, not only K: quarters of several stages stand beside each
    other and differ by few requests.
    """
    scores = dict(_scores(sorted({request for times in hours.values() for request in times})))
    found = ((stage, _slowness(times, scores)) for stage, times in hours.items())
    return {stage: one for stage, one in found if one is not None}


def _scores(requests: list[int]) -> Iterator[tuple[int, int]]:
    rest = iter(requests)
    while chunk := list(islice(rest, AT_ONCE)):
        for request, score in Rating.objects.filter(request__in=chunk).values_list("request", "csat"):
            if score is not None:
                yield request, score


def _slowness(times: Mapping[int, float], scores: Mapping[int, int]) -> Slowness | None:
    rated = [(spent, scores[request]) for request, spent in times.items() if request in scores]
    spent, given = [one for one, _ in rated], [score for _, score in rated]
    found = slow_against_fast(
        hours=spent, dissatisfied=[score <= DISSATISFIED for score in given], at_least=K_DISTRIBUTION
    )
    return Slowness(**found, rank_correlation=spearman(x=spent, y=given)) if found else None
