"""Which groups of a tree may be shown, so that no sum or difference of them tells about fewer than k people.

Pure. A group holds everybody in the groups below it, and perhaps more: its rest is what nothing below it shows, and
whoever subtracts finds it. So the rest of every shown group is empty or has k answers, and nothing is shown below a
group that is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Group:
    """A node of the tree; `key` as a bucket, `""` for everybody. Counts are (question, cell) -> so many people."""

    key: str
    parent: Group | None = None
    below: list[Group] = field(default_factory=list)
    own: Counter[tuple[str, str]] = field(default_factory=Counter)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        if self.parent is not None:
            self.parent.below.append(self)

    def add_up(self) -> Counter[tuple[str, str]]:
        """Fill in `counts`, here and below."""
        self.counts = Counter(self.own)
        for group in self.below:
            self.counts.update(group.add_up())
        return self.counts

    def all_below(self) -> list[Group]:
        return [self, *(deeper for group in self.below for deeper in group.all_below())]


def shown_of(root: Group, n: Mapping[Group, int], *, k: int, among: set[Group] | None = None) -> set[Group]:
    """The groups that may be shown, of `among` where that is given. `n`: how many people each counts.

    Within each shown group the ones below `k` are hidden and then the next smallest (ties by key), until those that
    are hidden have `k` answers together with whatever the group holds besides.
    """
    shown: set[Group] = set()
    waiting = [root] if n[root] >= k and (among is None or root in among) else []
    while waiting:
        group = waiting.pop()
        shown.add(group)
        may = [one for one in group.below if n[one] >= k and (among is None or one in among)]
        may.sort(key=lambda one: (n[one], one.key), reverse=True)
        rest = n[group] - sum(n[one] for one in may)
        while may and 0 < rest < k:
            rest += n[may.pop()]
        waiting += may
    return shown


def nearest(group: Group, allowed: set[Group]) -> Group | None:
    """This one or the next above it that is allowed."""
    found: Group | None = group
    while found is not None and found not in allowed:
        found = found.parent
    return found
