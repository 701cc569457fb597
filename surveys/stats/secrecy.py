"""What may be shown at all: minimum group size, remainder and increment rules.

`k` is the smallest number of answers that may be shown as a figure of its own.
"""

from collections.abc import Mapping
from typing import TypedDict


class Suppression(TypedDict):
    visible: list[str]
    hidden: list[str]


def filter_allowed(*, k: int, total: int, selected: int) -> bool:
    """May a filter be applied? What is left out would otherwise follow by subtraction."""
    remainder = total - selected
    return selected >= k and (remainder == 0 or remainder >= k)


def suppress_groups(*, k: int, groups: Mapping[str, int]) -> Suppression:
    """Which groups of one level may be shown next to their common total; both lists sorted by name.

    Hides every group below `k` and then the next smallest one (ties by name) until the hidden groups
    together have `k` answers. Leave out groups that nobody answered: there is nothing to hide.
    """
    hidden = {name for name, n in groups.items() if n < k}
    candidates = sorted((n, name) for name, n in groups.items() if name not in hidden)
    total = sum(groups[name] for name in hidden)
    if hidden:
        for n, name in candidates:
            if total >= k:
                break
            hidden.add(name)
            total += n
    return {"visible": sorted(groups.keys() - hidden), "hidden": sorted(hidden)}


def snapshot_release(*, k: int, last_published_n: int, current_n: int) -> bool:
    """May a figure be published again? A difference of 1 to k-1 answers would show those few people."""
    new = current_n - last_published_n
    return current_n >= k and (new == 0 or new >= k)
