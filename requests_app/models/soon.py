"""What “soon” means: how near a promise is at risk."""

from __future__ import annotations

from datetime import datetime, timedelta

AT_RISK = timedelta(hours=4)
SATURDAY = 5


def soon_after(now: datetime, span: timedelta) -> datetime:
    """`now` and the span; one that reaches into a weekend ends on Monday noon (UTC), or it would hold nothing."""
    end = now + span
    if end.weekday() < SATURDAY and now.weekday() < SATURDAY:
        return end
    monday = end + timedelta(days=-end.weekday() % 7)
    return max(end, monday.replace(hour=12, minute=0, second=0, microsecond=0))
