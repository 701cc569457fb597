"""Binary search without the search: how many of some sorted integers lie before a question?"""

from array import array
from functools import cached_property

import numpy as np

from sla.calendar.instants import Instants

CELLS = 4  # at least so many for each value, so that hardly one holds two
MOST_STEPS = 6
BEYOND = np.iinfo(np.int64).max


class Ranks:
    """What `bisect` and `np.searchsorted` say about sorted, unequal values within [first, last], in constant time.

    The stretch is cut into cells of equal width, a power of 2. A table tells for each cell how many values lie before
    it; from there it is one step for each value that lies in the cell before the question.
    """

    def __init__(self, values: list[int], first: int, last: int) -> None:
        self.first = first
        self.values = [*values, BEYOND]
        self.shift = max(((last - first) // (CELLS * len(self.values))).bit_length() - 1, 0)
        cells = first + (np.arange(((last - first) >> self.shift) + 2, dtype=np.int64) << self.shift)
        # Not a list: tens of thousands of integers as objects would be most of what a calendar weighs.
        self.before = array("i", np.searchsorted(np.array(self.values, np.int64), cells).astype(np.intc).tobytes())

    def up_to(self, question: int) -> int:
        """How many values are smaller than the question or the same; it lies in [first, last]."""
        values, rank = self.values, self.before[(question - self.first) >> self.shift]
        while values[rank] <= question:
            rank += 1
        return rank

    def below(self, question: int) -> int:
        """How many values are smaller than the question; it lies in [first, last]."""
        values, rank = self.values, self.before[(question - self.first) >> self.shift]
        while values[rank] < question:
            rank += 1
        return rank

    def up_to_many(self, questions: Instants) -> Instants:
        """`up_to` by question; they may lie anywhere."""
        values, _, most = self._arrays
        if most > MOST_STEPS:
            return np.searchsorted(values[:-1], questions, side="right")
        ranks = self._before_many(questions)
        for _ in range(most):
            ranks += values[ranks] <= questions
        return ranks

    def below_many(self, questions: Instants) -> Instants:
        """`below` by question; they may lie anywhere."""
        values, _, most = self._arrays
        if most > MOST_STEPS:
            return np.searchsorted(values[:-1], questions, side="left")
        ranks = self._before_many(questions)
        for _ in range(most):
            ranks += values[ranks] < questions
        return ranks

    @cached_property
    def _arrays(self) -> tuple[Instants, Instants, int]:
        """The values, how many lie before each cell, and the most that lie in one: all cells are searched alike."""
        before = np.array(self.before, np.int64)
        return np.array(self.values, np.int64), before, int(np.diff(before).max())

    def _before_many(self, questions: Instants) -> Instants:
        _, before, _ = self._arrays
        cells = (questions - self.first) >> self.shift
        found: Instants = before[np.clip(cells, 0, before.size - 1, out=cells)]
        return found
