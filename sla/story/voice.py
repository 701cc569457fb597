"""To whom a story is told, and in which form: plain text, or with every moment open to hover and focus."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import pgettext

from requests_app import access
from requests_app.due_html import due_html
from requests_app.models import ServiceRequest, User
from requests_app.moments import exact, phrase
from sla.calendar.instants import from_us
from sla.models import ClockSegment

Reason = ClockSegment.Reason


@dataclass(frozen=True, slots=True)
class Voice:
    """`asks`: the requester, or whoever filed it for them. `serves`: hears of warnings and of the ladder, too."""

    now: datetime
    asks: bool = False
    serves: bool = False
    html: bool = False

    def say(self, sentence: str, **facts: Any) -> str:
        """A translated sentence with its facts in it."""
        if not self.html:
            return sentence % facts
        filled = conditional_escape(sentence) % {name: conditional_escape(fact) for name, fact in facts.items()}
        return mark_safe(filled)  # noqa: S308 # nosec B703 - every part of it is escaped

    def when(self, instant: int | datetime) -> str:
        """“today 15:30”; on a page with the exact moment behind it."""
        at = instant if isinstance(instant, datetime) else from_us(instant)
        return self._moment(at, phrase(at, self.now))

    def end(self, since: int, until: int) -> str:
        """The end of a stretch that was begun with `when(since)`: the time alone, where it is on the same day."""
        first, last = timezone.localtime(from_us(since)), timezone.localtime(from_us(until))
        if first.date() == last.date():
            return self._moment(last, f"{last:%H:%M}")
        return self.when(until)

    def _moment(self, at: datetime, text: str) -> str:
        if not self.html:
            return text
        return due_html(at, text, exact(at))

    def reason(self, reason: str) -> str:
        """Why a piece began, as this person reads it."""
        if reason == Reason.WAITING and self.asks:
            return pgettext("clock piece", "waiting for your answer")
        if reason == Reason.ASKED_BACK and self.asks:
            return pgettext("clock piece", "you wrote")
        return str(Reason(reason).label) if reason in Reason.values else reason


def voice_for(request: ServiceRequest, reader: User, now: datetime, *, html: bool = False) -> Voice:
    asks = access.asks(reader, request)
    return Voice(now, asks=asks, serves=access.sees_notes(reader, request), html=html)
