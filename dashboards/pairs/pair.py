"""What is known of one pair of departments over some days; every share with what it is a share of."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.figures.shape import Spread, hours
from dashboards.tally import Tally


@dataclass(frozen=True, slots=True)
class Pair:
    """Requests that `asking` (None: nobody knows who) filed with `department`; ids of departments.

    `tally.counts` has a number for each column of PairFigures. Times are there only where they were read.
    """

    asking: int | None
    department: int
    tally: Tally

    def __getitem__(self, column: str) -> int:
        """How many, by the name of a column of PairFigures; the words are in docs/figures.md."""
        return self.tally.counts[column]

    @property
    def kept_rate(self) -> float | None:
        """Done in time, among those whose promise is decided; overdue ones are broken."""
        return _share(self["kept"], self["kept"] + self["broken"])

    @property
    def answers_kept_rate(self) -> float | None:
        return _share(self["answers_kept"], self["answers_kept"] + self["answers_broken"])

    @property
    def chase_rate(self) -> float | None:
        return _share(self["chased"], self["filed"])

    @property
    def incomplete_rate(self) -> float | None:
        """Asked back before work began."""
        return _share(self["incomplete"], self["filed"])

    @property
    def rounds_each(self) -> float | None:
        """Clarification rounds over requests: a mean, since rounds are few."""
        return _share(self["rounds"], self["filed"])

    @property
    def silence(self) -> Spread:
        """Hours of the longest silence of those solved."""
        return hours(self.tally, "silence")

    @property
    def answer(self) -> Spread:
        return hours(self.tally, "answer")

    @property
    def resolution(self) -> Spread:
        return hours(self.tally, "resolution")

    @property
    def resolution_working(self) -> Spread:
        return hours(self.tally, "resolution_working")

    @property
    def answer_working(self) -> Spread:
        return hours(self.tally, "answer_working")


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
