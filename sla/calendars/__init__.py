"""Calendars as rows: made once, changed only by a further version, which is a draft before it is published."""

from .drafting import change_week, clear_day, discard, open_draft, rewrite, set_day, take_over
from .publishing import call, ensure, publish, usable
from .questions import (
    USUAL_WEEK,
    beginning_of,
    first_past_change,
    is_used,
    newest_version,
    spec_of,
    today_of,
    usual_hours,
)

__all__ = [
    "USUAL_WEEK",
    "beginning_of",
    "call",
    "change_week",
    "clear_day",
    "discard",
    "ensure",
    "first_past_change",
    "is_used",
    "newest_version",
    "open_draft",
    "publish",
    "rewrite",
    "set_day",
    "spec_of",
    "take_over",
    "today_of",
    "usable",
    "usual_hours",
]
