"""What is open in a browser stays true: pages ask cheaply whether what they show has changed, see docs/live.md."""

from .versions import department, person, touch, touch_for
from .watching import OpenPage, Seen, Watched, show_beside, watch, watched_by

__all__ = [
    "OpenPage",
    "Seen",
    "Watched",
    "department",
    "person",
    "show_beside",
    "touch",
    "touch_for",
    "watch",
    "watched_by",
]
