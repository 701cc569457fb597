"""The pauses of many things at once, as arrays: what `add_many` and `elapsed_many` leave out."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from sla.calendar.instants import Instants, int64


@dataclass(frozen=True, slots=True, eq=False)
class Pauses:
    """The pauses of element i are [begins[k], ends[k]) for k from offsets[i] up to offsets[i + 1].

    Microseconds since 1970. Those of one element are sorted and neither overlap nor touch, and none is empty;
    `of` makes that from anything.
    """

    offsets: Instants
    begins: Instants
    ends: Instants

    @classmethod
    def of(cls, elements: int, owners: ArrayLike, begins: ArrayLike, ends: ArrayLike) -> Self:
        """From flat arrays in any order: pause k belongs to element `owners[k]` of `elements`.

        Pauses of one owner that overlap or touch become one; empty ones are dropped. Raises IndexError for an owner
        that does not exist, TypeError for floats.
        """
        owner, begin, end = int64(owners), int64(begins), int64(ends)
        if owner.size and not 0 <= owner.min() <= owner.max() < elements:
            raise IndexError(f"Pauses of element {owner.min()} or {owner.max()}; there are {elements}.")
        real = begin < end
        owner, begin, end = owner[real], begin[real], end[real]
        if (owner[1:] < owner[:-1]).any() or ((owner[1:] == owner[:-1]) & (begin[1:] < begin[:-1])).any():
            order = np.lexsort((begin, owner))
            owner, begin, end = owner[order], begin[order], end[order]
        joined = (owner[1:] == owner[:-1]) & (begin[1:] <= end[:-1])
        if joined.any():
            owner, begin, end = _merged(owner, begin, end)
        offsets = np.searchsorted(owner, np.arange(elements + 1, dtype=np.int64))
        return cls(offsets.astype(np.int64, copy=False), begin, end)

    def __len__(self) -> int:
        """Of how many elements these are the pauses."""
        return len(self.offsets) - 1

    def owners(self) -> Instants:
        """To which element each pause belongs."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.offsets))

    def total(self, amounts: Instants) -> Instants:
        """The sum of one amount per pause, by element."""
        # Sums over all elements may pass 2^63; they wrap, so that their differences are right all the same.
        sums = np.concatenate(([0], np.cumsum(amounts)))
        totals: Instants = sums[self.offsets[1:]] - sums[self.offsets[:-1]]
        return totals

    def before(self, amounts: Instants) -> Instants:
        """The sum of the amounts of the same element's earlier pauses, by pause."""
        earlier = np.cumsum(amounts) - amounts
        first = self.offsets[:-1]
        base = earlier[np.minimum(first, max(len(amounts) - 1, 0))] if len(amounts) else first
        sums: Instants = earlier - np.repeat(base, np.diff(self.offsets))
        return sums


def _merged(owner: Instants, begin: Instants, end: Instants) -> tuple[Instants, Instants, Instants]:
    """Pauses sorted by owner and begin, with those of one owner that overlap or touch made one."""
    latest = _latest_end_so_far(owner, end)
    apart = np.ones(owner.shape, np.bool_)
    apart[1:] = (owner[1:] != owner[:-1]) | (begin[1:] > latest[:-1])
    first = np.flatnonzero(apart)
    last = np.append(first[1:], owner.size) - 1
    return owner[first], begin[first], latest[last]


def _latest_end_so_far(owner: Instants, end: Instants) -> Instants:
    """The latest of the ends of the same owner up to each place; `owner` is sorted."""
    # A running maximum that starts anew with each owner: ranks of ends, lifted above those of all owners before.
    order = np.argsort(end, kind="stable")
    lift = owner * end.size
    ranks = np.empty(end.shape, np.int64)
    ranks[order] = np.arange(end.size, dtype=np.int64)
    latest: Instants = end[order[np.maximum.accumulate(ranks + lift) - lift]]
    return latest
