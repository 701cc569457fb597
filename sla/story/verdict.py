"""How it stands with one clock: a tag of two words, and one sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from requests_app.moments import phrase
from sla import words
from sla.calendar import NoWorkingTime
from sla.calendar.instants import SECOND, from_us, to_us
from sla.cells import overdue
from sla.ledger import PieceKind, State
from sla.models import Metric
from sla.story.lives import Life
from sla.story.voice import Voice

# What stopped it: in time, and too late.
ENDS = {
    Metric.FIRST_RESPONSE.value: (
        gettext_lazy("Answered %(stopped)s, after %(used)s."),
        gettext_lazy("Answered only %(stopped)s; was due %(due)s."),
    ),
    Metric.NEXT_REPLY.value: (
        gettext_lazy("Answered %(stopped)s, after %(used)s."),
        gettext_lazy("Answered only %(stopped)s; was due %(due)s."),
    ),
    Metric.PROMISE.value: (
        gettext_lazy("A date was named %(stopped)s, after %(used)s."),
        gettext_lazy("A date was named only %(stopped)s; was due %(due)s."),
    ),
    Metric.RESOLUTION.value: (
        gettext_lazy("Done %(stopped)s, after %(used)s."),
        gettext_lazy("Ended only %(stopped)s; was due %(due)s."),
    ),
    Metric.PROMISED.value: (
        gettext_lazy("Done %(stopped)s; promised for %(due)s."),
        gettext_lazy("Ended only %(stopped)s; was promised for %(due)s."),
    ),
    Metric.APPROVAL.value: (
        gettext_lazy("Decided %(stopped)s, after %(used)s."),
        gettext_lazy("Decided only %(stopped)s; was due %(due)s."),
    ),
    Metric.OLA.value: (
        gettext_lazy("The department had finished its share %(stopped)s, after %(used)s."),
        gettext_lazy("The department finished its share only %(stopped)s; was due %(due)s."),
    ),
}


def tag(life: Life) -> str:
    account, now = life.account, to_us(life.now)
    if account.state == State.RUNNING:
        if account.due is not None and account.due <= now:
            return overdue(account, now)
        return _("%(time)s left") % {"time": words.span(account.left_at(now) // SECOND)}
    return {
        State.PAUSED: pgettext("clock", "resting"),
        State.MET: pgettext("clock", "kept"),
        State.MISSED: pgettext("clock", "broken"),
    }.get(account.state, pgettext("clock", "cancelled"))


def sentence(life: Life, voice: Voice) -> str:
    facts, state = _facts(life, voice), life.account.state
    if state == State.RUNNING:
        return _running(life) % facts
    if state == State.PAUSED:
        return _resting(life) % facts
    if state == State.CANCELLED:
        return _("Cancelled %(stopped)s: nothing is promised any more.") % facts
    kept, broken = ENDS[life.clock.metric]
    return str(kept if state == State.MET else broken) % facts


def _running(life: Life) -> str:
    late = life.clock.due_at is not None and life.clock.due_at <= life.now
    if life.clock.metric == Metric.PROMISED:
        return _("Was promised for %(due)s.") if late else _("Promised for %(due)s.")
    return _("Was due %(due)s; %(used)s used.") if late else _("%(used)s used. Due %(due)s.")


def _resting(life: Life) -> str:
    if life.account.overran is not None:
        return _("Rests since %(since)s: %(reason)s. %(used)s used; the due moment had passed.")
    if life.clock.is_pinned:
        return _("Rests since %(since)s: %(reason)s. %(used)s used; due %(due)s all the same.")
    return _("Rests since %(since)s: %(reason)s. %(used)s used, %(left)s left.")


def _facts(life: Life, voice: Voice) -> dict[str, str]:
    account, clock, last = life.account, life.clock, life.parts[-1]
    used, left = words.span(life.consumed // SECOND), ""
    if account.target is not None:
        target = words.amount(account.target // SECOND, account.calendar, in_days=False)
        used = _("%(time)s of %(target)s") % {"time": used, "target": target}
        left = words.span(account.left_at(life.until) // SECOND)
    moments = {"due": clock.due_at, "stopped": clock.stopped_at, "since": from_us(last.since)}
    said = {name: phrase(at, life.now) if at else "" for name, at in moments.items()}
    return {"used": used, "left": left, "reason": voice.reason(last.reason), **said}


def rests(life: Life, voice: Voice) -> list[str]:
    """Rests that are over, in the working time they took; one sentence a reason."""
    took: dict[str, tuple[int, int]] = {}
    for part in life.parts:
        if part.kind == PieceKind.PAUSE and not part.is_open:
            worked, passed = took.get(part.reason, (0, 0))
            took[part.reason] = worked + part.worked, passed + part.until - part.since
    return [
        _("Rested %(time)s: %(reason)s.")
        % {"time": words.counted(worked // SECOND, passed // SECOND), "reason": voice.reason(reason)}
        for reason, (worked, passed) in took.items()
        if worked >= SECOND
    ]


def off_hours(life: Life) -> str:
    """Closed time is no rest: the clock runs, but nothing counts until the next opening."""
    if not life.is_off_hours:
        return ""
    try:
        opens = life.account.calendar.next_open(life.now)
    except NoWorkingTime:
        return ""
    return _("Off hours until %(when)s: they do not count.") % {"when": phrase(opens, life.now)}
