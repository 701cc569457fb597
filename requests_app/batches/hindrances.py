"""What keeps a request out of a batch although its own page would let somebody decide about it there.

On its own page one sees open parts and points that nobody ticked, and chooses. Among many nobody looks at each, so a
batch leaves such requests alone. Who knows a hindrance registers here: apps that this one does not know as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection

from django.utils.translation import gettext as _

from requests_app.models import Batch, ServiceRequest, User

# Of these requests (ids), which are hindered for this person and why, in few statements however many they are.
Find = Callable[[Collection[int], User], dict[int, str]]
_finders: dict[str, list[Find]] = defaultdict(list)


def register(act: str, find: Find) -> None:
    """Let this function say what hinders an act; twice is once."""
    if find not in _finders[act]:
        _finders[act].append(find)


def hindered(act: str, requests: Collection[int], *, by: User) -> dict[int, str]:
    """Why by id; where several things hinder a request, the one registered first."""
    found: dict[int, str] = {}
    for find in _finders[act]:
        for number, reason in find(requests, by).items():
            found.setdefault(number, reason)
    return found


def open_parts(requests: Collection[int], _by: User) -> dict[int, str]:
    """Whether those parts stay or are cancelled, somebody has to choose."""
    open_ones = ServiceRequest.objects.filter(parent__in=requests).open()
    words = _("Another department still works on a part of it. Decide on its own page what becomes of that.")
    return {parent: words for parent in open_ones.order_by().values_list("parent", flat=True) if parent}


register(Batch.Act.RESOLVE, open_parts)
