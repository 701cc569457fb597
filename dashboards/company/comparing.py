"""Departments beside each other: drawn towards the company by how little is known of them, with interval and n."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.company.measures import Measure
from dashboards.figures import shape
from dashboards.tally import Tally
from dashboards.words import number, part, share
from requests_app import name_order
from requests_app.charts import Caption, DotChart, DotFrame, DotRow, Level, dot_chart
from requests_app.models import Department
from requests_app.phrases import listed, sentences
from surveys.release import EARLY_BELOW
from surveys.stats import beta_credible, prior_from_groups

# A prior of fewer requests would draw nobody towards the company, one of more would let nobody differ.
WEAKEST, STRONGEST = 5.0, 200.0

Lead = Callable[[Department], str]


@dataclass(frozen=True, slots=True)
class Counted:
    """`good` of `n` of one department; `words` instead where it may not be shown."""

    department: Department
    good: int
    n: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """One department: `value` and interval after drawing towards the company; `differs` is above, below or empty."""

    counted: Counted
    value: float
    low: float
    high: float
    differs: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`alike`: chance explains all differences, so everybody stands at the company's value."""

    company: float
    alike: bool
    placed: Sequence[Placed]
    hidden: Sequence[Counted]


def counted_of(
    measure: Measure, departments: Sequence[Department], counts: Mapping[int, Counter[str]]
) -> list[Counted]:
    """What each department brings to the comparison; those with nothing to count are left out."""
    known = [(one, counts[one.pk]) for one in departments if one.pk in counts]
    parts = {str(one.pk): shape.answers(Tally(counts=found)) for one, found in known} if measure.is_rated else {}
    rows = []
    for department, found in known:
        good, bad = (sum(found[name] for name in names) for names in (measure.good, measure.bad))
        words = ""
        if measure.is_rated:
            rated = shape.rated(Tally(counts=found), part=str(department.pk), parts=parts)
            # Too few may have judged the work, though enough answered another question.
            words = "" if rated.satisfied else rated.words
        if good + bad:
            rows.append(Counted(department, good, good + bad, words))
    return rows


def compare(rows: Sequence[Counted]) -> Comparison | None:
    """None with fewer than two departments that may be shown, or where everything went one way."""
    shown = [one for one in rows if not one.words]
    prior = prior_from_groups(k=[one.good for one in shown], n=[one.n for one in shown])
    mean, found = prior["prior_mean"], prior["prior_strength"]
    if len(shown) < 2 or mean is None or not 0 < mean < 1:
        return None
    strength = STRONGEST if found is None else min(max(found, WEAKEST), STRONGEST)
    placed = [_placed(one, mean, strength, alike=found is None) for one in shown]
    placed.sort(key=lambda one: (one.value, str(one.counted.department)))
    hidden = sorted((one for one in rows if one.words), key=lambda one: name_order.key(one.department))
    return Comparison(mean, found is None, placed, hidden)


def _placed(one: Counted, mean: float, strength: float, *, alike: bool) -> Placed:
    shrunk = beta_credible(k=one.good, n=one.n, prior_mean=mean, prior_strength=strength)
    low, high = shrunk["lower"], shrunk["upper"]
    value = mean if alike else shrunk["mean"]
    # A handful of requests may look like a difference and is none.
    silent = alike or one.n < EARLY_BELOW
    return Placed(one, value, low, high, "" if silent else "above" if low > mean else "below" if high < mean else "")


def chart_of(measure: Measure, comparison: Comparison, lead: Lead) -> DotChart | None:
    """The picture; in the order of the drawn values, which is no rank: neighbours overlap, and the words say so."""
    frame = DotFrame((_("Department"), _("Drawn value"), _("Likely between"), _("Counted")), lambda v: share(v) or "")
    rows = [
        DotRow(
            str(one.counted.department),
            one.value,
            (one.low, one.high),
            part(one.counted.good, one.counted.n),
            href="" if measure.is_rated else lead(one.counted.department),
            early=one.counted.n < EARLY_BELOW,
        )
        for one in comparison.placed
    ]
    rows += [DotRow(str(one.department), None, note=one.words) for one in comparison.hidden]
    level = Level(comparison.company, _("Company: %(share)s") % {"share": share(comparison.company)})
    return dot_chart(Caption("compared", str(measure.label), said(comparison)), frame, rows, level=level)


def said(comparison: Comparison) -> str:
    """What the picture shows, in words, and what it does not show."""
    if comparison.alike:
        return _("No real difference between departments is visible at these numbers.")
    told = []
    for side, words in (("above", _above), ("below", _below)):
        names = [str(one.counted.department) for one in comparison.placed if one.differs == side]
        if names:
            told.append(words(names))
    others = sum(not one.differs for one in comparison.placed)
    if not told:
        return _("No department differs from the company by more than chance explains.")
    if others:
        told.append(
            ngettext(
                "%(count)s other cannot be told apart from the company.",
                "%(count)s others cannot be told apart from the company.",
                others,
            )
            % {"count": number(others)}
        )
    return sentences(told)


def _above(names: Sequence[str]) -> str:
    return _("Above the company by more than chance explains: %(departments)s.") % {"departments": listed(names)}


def _below(names: Sequence[str]) -> str:
    return _("Below the company by more than chance explains: %(departments)s.") % {"departments": listed(names)}
