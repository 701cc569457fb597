"""Do departments want different things? One test per need, corrected for testing many."""

from collections.abc import Mapping
from typing import TypedDict

from surveys.stats.comparisons import benjamini_hochberg

LEAST_ANSWERS = 20  # of a segment; below, its letter is noise


class Difference(TypedDict):
    chi2: float
    p: float
    adjusted: float


def segments_differ(needs: Mapping[str, Mapping[str, Mapping[str, int]]]) -> dict[str, Difference]:
    """Chi-square on A, O, M, I of each need over its segments (`{need: {segment: {letter: count}}}`), with p values
    adjusted over the needs (Benjamini-Hochberg).

    A need with fewer than two segments of at least 20 answers, or where all segments agree on one letter, is left out.
    """
    found = {need: test for need, segments in needs.items() if (test := _chi_square(segments)) is not None}
    adjusted = benjamini_hochberg(p=[p for _, p in found.values()])
    return {
        need: {"chi2": chi2, "p": p, "adjusted": value}
        for (need, (chi2, p)), value in zip(found.items(), adjusted, strict=True)
    }


def _chi_square(segments: Mapping[str, Mapping[str, int]]) -> tuple[float, float] | None:
    large = [counts for counts in segments.values() if sum(counts.values()) >= LEAST_ANSWERS]
    table = [[counts.get(letter, 0) for letter in "AOMI"] for counts in large]
    rows = [row for row in table if sum(row)]
    columns = [column for column in zip(*rows, strict=True) if sum(column)]
    if len(rows) < 2 or len(columns) < 2:
        return None
    from scipy.stats import chi2_contingency

    result = chi2_contingency([list(row) for row in zip(*columns, strict=True)], correction=False)
    return float(result.statistic), float(result.pvalue)
