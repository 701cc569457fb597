"""Where the answers of one person were kept together: dimensions over people, alpha, and scores with own weights.

NumPy and SciPy are imported inside: only workers come here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from surveys.models import Question
from surveys.stats import cronbach_alpha_variances
from surveys.stats.reliability import feldt_interval

from .caution import FULL_FROM, grade, mean_of, rounded
from .dimensions import COMMUNICATION, Alpha, Part, Score, hidden_part
from .scales import meanings
from .weights import DIMENSIONS, personal_weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table = NDArray[np.float64]
    Tables = tuple[Table, Table]

Row = Mapping[str, str | Sequence[str]]
DRAWS, AT_ONCE = 2000, 100
# The same snapshot always draws the same.
SEED = 20260610
LEAST_SHARE = 0.5  # of a dimension's items: who answered fewer, has no score in it


def tables_of(questions: Sequence[Question], rows: Sequence[Row]) -> Tables:
    """What was got and what is needed, one line per person and one column per question; NaN is missing."""
    import numpy as np

    got = np.full((len(rows), len(questions)), np.nan)
    needed = got.copy()
    for column, question in enumerate(questions):
        key, known = str(question.pk), meanings(question.scale_max)
        # Row 0 of what cells mean is “missing”; None becomes NaN.
        meant = np.array([(None, None), *known.values()], dtype=float)
        place = {cell: number for number, cell in enumerate(known, 1)}
        # Several choices at once stand in a list, and are no point of a scale.
        places = [place.get(cell, 0) if isinstance(cell := row.get(key), str) else 0 for row in rows]
        pairs = meant[places]
        got[:, column], needed[:, column] = pairs[:, 0], pairs[:, 1]
    return got, needed


def scales_of(questions: Sequence[Question]) -> list[Question]:
    """Those that belong to a dimension: the columns of the tables."""
    return [question for question in questions if question.kind == Question.Kind.SCALE and question.dimension]


def parts_of_rows(scales: Sequence[Question], tables: Tables, k: int) -> dict[str, Part]:
    """As `dimensions.parts_of`, over people, with alpha from 30 whole answers on."""
    got, needed = tables
    found: dict[str, Part] = {}
    for name in (*DIMENSIONS, "communication", "all"):
        columns = [i for i, one in enumerate(scales) if _belongs(one, name)]
        if columns and (name != "communication" or len(columns) == len(COMMUNICATION)):
            found[name] = _part(got[:, columns], needed[:, columns], scales[columns[0]].scale_max, k)
            if name not in DIMENSIONS:
                found[name]["alpha"] = None
    return found


def _belongs(question: Question, name: str) -> bool:
    if name == "communication":
        return question.code in COMMUNICATION
    return name == "all" or question.dimension == name


def _part(got: Table, needed: Table, points: int, k: int) -> Part:
    mine = person_means(got)
    n = _count(mine)
    if n < k:
        return hidden_part(points)
    wanted, gaps = person_means(needed), person_means(got - needed)
    return {
        "n": n,
        "grade": grade(n),
        "points": points,
        "got": _mean(mine, (1, points)),
        "needed": _mean(wanted, (1, points)) if _count(wanted) >= k else None,
        "gap": _mean(gaps, (1 - points, points - 1)) if _count(gaps) >= k else None,
        "alpha": alpha_of(got),
    }


def person_means(table: Table) -> Table:
    """Each person's mean; NaN for who answered fewer than half of the items, rounded up."""
    import numpy as np

    there = ~np.isnan(table)
    answered = there.sum(axis=1)
    sums = np.where(there, table, 0.0).sum(axis=1)
    least = ceil(LEAST_SHARE * table.shape[1])
    return np.where(answered >= least, sums / np.maximum(answered, 1), np.nan)


def alpha_of(table: Table) -> Alpha | None:
    """Cronbach's alpha with Feldt's interval over the people who answered every item; from 30 of them on."""
    import numpy as np

    whole = table[~np.isnan(table).any(axis=1)]
    n, items = whole.shape
    if n < FULL_FROM or items < 2:
        return None
    variances = [float(value) for value in whole.var(axis=0, ddof=1)]
    value = cronbach_alpha_variances(item_variances=variances, total_variance=float(whole.sum(axis=1).var(ddof=1)))
    if value is None:
        return None
    low, high = feldt_interval(value, n=n, items=items)
    return {"value": rounded(value), "low": rounded(low), "high": rounded(high), "n": n}


def score_of_rows(scales: Sequence[Question], tables: Tables, rows: Sequence[Row], own: str, k: int) -> Score | None:
    """Per person over the five dimensions, weighted with their own points, then averaged; `own` is the campaign's key.

    The interval of the weighted score is the percentile bootstrap of 2000 draws with a fixed seed.
    """
    import numpy as np

    got, needed = tables
    side = "got" if np.isnan(needed).all() else "gap"
    table = got if side == "got" else got - needed
    by_dimension = []
    for name in DIMENSIONS:
        columns = [i for i, one in enumerate(scales) if one.dimension == name]
        if not columns:
            return None
        by_dimension.append(person_means(table[:, columns]))
    scores = np.column_stack(by_dimension)
    whole = ~np.isnan(scores).any(axis=1)
    if whole.sum() < k or not len(rows):
        return None
    weighted = (scores * _weights(rows, own)).sum(axis=1)
    weighted = weighted[~np.isnan(weighted)]
    low, high = bootstrap(weighted) if len(weighted) >= FULL_FROM else (None, None)
    return {
        "side": side,
        "unweighted": rounded(float(np.nanmean(scores, axis=0).mean())),
        "weighted": rounded(float(weighted.mean())) if len(weighted) >= k else None,
        "low": low,
        "high": high,
        "n": len(weighted) if len(weighted) >= k else None,
    }


def bootstrap(values: Table) -> tuple[float, float]:
    """95 % percentile interval of the mean."""
    import numpy as np

    dice = np.random.default_rng(SEED)
    # A hundred at a time: all two thousand of ten thousand people would not fit a small worker.
    drawn = (dice.integers(0, len(values), size=(AT_ONCE, len(values))) for _ in range(DRAWS // AT_ONCE))
    means = [values[people].mean(axis=1) for people in drawn]
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return rounded(float(low)), rounded(float(high))


def _weights(rows: Sequence[Row], own: str) -> Table:
    """One line per person, adding to 1; NaN for who did not weigh."""
    import numpy as np

    table = np.full((len(rows), len(DIMENSIONS)), np.nan)
    for line, row in enumerate(rows):
        cells = row.get(own, ())
        weights = personal_weights([cells] if isinstance(cells, str) else cells)
        if weights:
            table[line] = [weights[name] / 100 for name in DIMENSIONS]
    return table


def _count(values: Table) -> int:
    import numpy as np

    return int((~np.isnan(values)).sum())


def _mean(values: Table, ends: tuple[float, float]) -> Any:
    import numpy as np

    there = values[~np.isnan(values)]
    sd = float(there.std(ddof=1)) if len(there) > 1 else None
    return mean_of(float(there.mean()), sd, len(there), ends=ends)
