"""What a page reads besides its frame, and its frame with it: in the same statements."""

from __future__ import annotations

from typing import Any, cast

from .context_processors import WAITING, frame_of, give_frame, has_frame
from .readings import Steps, Wanted, all_of, read_together, together
from .types import SignedInRequest


def read_framed(request: SignedInRequest, *parts: Steps[Any]) -> list[Any]:
    """As `read_together`; the numbers of the menu are read along with the first step, except for a fragment.

    To be called after access was decided: nobody who is refused pays for the menu.
    """
    return read_together(*parts, *([] if _without_frame(request) else [_frame(request)]))[: len(parts)]


def rows_framed(request: SignedInRequest, *wanted: Wanted) -> list[list[Any]]:
    """As `together`, with the numbers of the menu."""
    if _without_frame(request):
        return together(*wanted)
    (found,) = read_framed(request, all_of(*wanted))
    return cast("list[list[Any]]", found)


def _without_frame(request: SignedInRequest) -> bool:
    return has_frame(request) or bool(request.htmx and not request.htmx.boosted)


def _frame(request: SignedInRequest) -> Steps[None]:
    (frame,) = yield (frame_of(request.user),)
    for first in frame[:1]:
        if isinstance(first, dict):
            give_frame(request, first, [])
        else:
            give_frame(request, {name: getattr(first, name) for name in WAITING}, frame)
