"""Verbs for many requests at once: prepared, looked at, begun, done one by one, and taken back where that goes."""

from .acts import ACTS, Deed
from .preparing import AT_ONCE, MOST, prepare, take_back
from .preview import Preview, preview
from .running import begin, forget, unfinished, work

__all__ = [
    "ACTS",
    "AT_ONCE",
    "MOST",
    "Deed",
    "Preview",
    "begin",
    "forget",
    "prepare",
    "preview",
    "take_back",
    "unfinished",
    "work",
]
