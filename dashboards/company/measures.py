"""What departments can be compared by: always a share of something counted, never a sum of unlike things."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models import Rating

SCALE = range(1, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """`good` and `bad` are keys of docs/figures.md; `figure` is the list behind the good ones, empty for ratings."""

    code: str
    label: LazyText
    definition: LazyText
    good: tuple[str, ...]
    bad: tuple[str, ...]
    figure: str = ""
    # Needed to decide whether anything may be shown, beside what is compared.
    further: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.good, *self.bad, *self.further)

    @property
    def is_rated(self) -> bool:
        return not self.figure


USUAL = "done"
MEASURES: dict[str, Measure] = {
    measure.code: measure
    for measure in (
        Measure(
            code="done",
            label=pgettext_lazy("compared", "Done in time"),
            definition=_(
                "Of the requests filed in these days whose time for being done is decided: how many were done in "
                "time. Open ones past their target count as broken."
            ),
            good=("clock.resolution.kept",),
            bad=("clock.resolution.broken",),
            figure="clock.resolution.kept",
        ),
        Measure(
            code="answer",
            label=pgettext_lazy("compared", "Answered in time"),
            definition=_(
                "Of the requests filed in these days whose first answer is decided: how many got it in time. "
                "Unanswered ones past their target count as broken."
            ),
            good=("clock.first_response.kept",),
            bad=("clock.first_response.broken",),
            figure="clock.first_response.kept",
        ),
        Measure(
            code="date",
            label=pgettext_lazy("compared", "First date kept"),
            definition=_(
                "Of the requests filed in these days for which a day was named: how many were done by the first one. "
                "Moving the day does not mend it."
            ),
            good=("kept_first_date",),
            bad=("broken_first_date",),
            figure="kept_first_date",
        ),
        Measure(
            code="satisfied",
            label=pgettext_lazy("compared", "Satisfied"),
            definition=_(
                "Share of 4 and 5 of 5 among the ratings given in these days. A department appears from five answers "
                "on, where nobody's answer can be worked out, and only if you may open its figures. They lead to "
                "nobody."
            ),
            good=("csat.4", "csat.5"),
            bad=("csat.1", "csat.2", "csat.3"),
            further=(*(f"solved.{name}" for name in Rating.Solved.values), *(f"ces.{score}" for score in SCALE)),
        ),
    )
}
