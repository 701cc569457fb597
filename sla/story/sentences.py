"""The life of one clock in whole sentences, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests_app.models import Priority
from sla import words
from sla.calendar.instants import SECOND, to_us
from sla.ledger import PieceKind
from sla.models import ClockSegment
from sla.story import steps
from sla.story.changes import Change, Named
from sla.story.lives import Life, Part
from sla.story.voice import Voice

Reason = ClockSegment.Reason
TOLD_ONE_BY_ONE = 2  # more off hours in one piece are summed up

Said = tuple[int, str]  # when it happened, and what


def sentences(life: Life, voice: Voice) -> list[str]:
    """Pieces, changes of the promise, steps that fired, breaches and revocations; the outcome is not among them."""
    # What happened at one moment, in the order in which it makes sense.
    said = [*_changes(life, voice), *steps.revoked(life, voice), *_pieces(life, voice), *steps.fired(life, voice)]
    return [sentence for _at, sentence in sorted(said, key=lambda one: one[0])]


# Changes


def _changes(life: Life, voice: Voice) -> Iterator[Said]:
    for change in life.changes:
        when = voice.when(change.at)
        if change.now is not None and change.now.applied is not None:
            yield to_us(change.at), _applied(change.now.applied, change.now.replaced, when, voice)
        if said := _changed(change, when, life, voice):
            yield to_us(change.at), said
    for part in life.parts[1:]:
        if part.reason == Reason.RECALCULATED:
            sentence = _("The working hours changed %(when)s: since then version %(number)s of them counts.")
            yield part.since, voice.say(sentence, when=voice.when(part.since), number=part.version.number)


def _applied(applied: Named, replaced: Named | None, when: str, voice: Voice) -> str:
    facts: dict[str, str | int] = {"name": applied.name, "number": applied.number, "when": when}
    if replaced is None:
        return voice.say(_("Since %(when)s “%(name)s”, version %(number)s, counts."), **facts)
    sentence = _("Since %(when)s “%(name)s”, version %(number)s, counts; before, it was “%(old)s”, version %(before)s.")
    return voice.say(sentence, old=replaced.name, before=replaced.number, **facts)


def _changed(change: Change, when: str, life: Life, voice: Voice) -> str:
    if change.date is not None:
        before, after = (voice.when(date) for date in change.date)
        sentence = _("The promised date was moved %(when)s, from %(before)s to %(after)s.")
        return voice.say(sentence, when=when, before=before, after=after)
    if change.target is None:
        return voice.say(_("The target changed %(when)s."), when=when)
    before_us, after_us = change.target
    if before_us == after_us:
        return ""
    if after_us is None:
        return _called_off(change, when, voice)
    calendar = life.account.calendar
    after = words.amount(after_us // SECOND, calendar, in_days=False)
    if before_us is None:
        return voice.say(_("The target is %(after)s since %(when)s."), when=when, after=after)
    before = words.amount(before_us // SECOND, calendar, in_days=False)
    sentence = _("The target changed %(when)s, from %(before)s to %(after)s; what was used before counts.")
    return voice.say(sentence, when=when, before=before, after=after)


def _called_off(change: Change, when: str, voice: Voice) -> str:
    if change.now is None or change.now.applied is not None:
        return voice.say(_("It promises nothing of this: called off %(when)s."), when=when)
    sentence = _("Called off %(when)s: for priority %(priority)s nothing of this is promised.")
    return voice.say(sentence, when=when, priority=Priority(change.now.priority).label)


# Pieces


def _pieces(life: Life, voice: Voice) -> Iterator[Said]:
    for part in life.parts:
        if part.since == part.until and not part.is_open:
            continue
        if part.kind == PieceKind.PAUSE:
            yield part.since, _rested(part, voice)
        else:
            yield from _ran(part, voice)


def _ran(part: Part, voice: Voice) -> Iterator[Said]:
    if part.reason == Reason.REOPENED:
        yield part.since, voice.say(_("Reopened %(since)s: the same promise goes on."), since=voice.when(part.since))
    facts = _facts(part, voice)
    if part.is_open and part.worked:
        sentence = _("Runs since %(since)s, %(time)s so far.")
    elif part.is_open:
        sentence = _("Runs since %(since)s; nothing has counted yet.")
    elif part.worked:
        sentence = _("Ran %(since)s to %(until)s (%(time)s).")
    else:
        sentence = _("Nothing counted %(since)s to %(until)s.")
    yield part.since, voice.say(sentence, **facts)
    yield from ((part.since, one) for one in _off_hours(part, voice))


def _off_hours(part: Part, voice: Voice) -> Iterator[str]:
    gaps = part.off_hours()
    if len(gaps) > TOLD_ONE_BY_ONE:
        whole = sum(end - begin for begin, end in gaps) // SECOND
        sentence = ngettext(
            "In between there were off hours %(count)s time, %(time)s in all: they did not count.",
            "In between there were off hours %(count)s times, %(time)s in all: they did not count.",
            len(gaps),
        )
        yield voice.say(sentence, count=len(gaps), time=words.span(whole))
        return
    for begin, end in gaps:
        if part.is_open and end == part.until:
            yield voice.say(_("Off hours since %(since)s do not count."), since=voice.when(begin))
        else:
            sentence = _("Off hours %(since)s to %(until)s did not count.")
            yield voice.say(sentence, since=voice.when(begin), until=voice.end(begin, end))


def _rested(part: Part, voice: Voice) -> str:
    facts = _facts(part, voice)
    if part.is_open:
        sentence = _("Rests since %(since)s: %(reason)s.")
    elif part.worked >= SECOND:
        sentence = _("Rested %(time)s, %(since)s to %(until)s: %(reason)s.")
        facts["time"] = words.counted(part.worked // SECOND, (part.until - part.since) // SECOND)
    else:
        sentence = _("Rested in off hours, %(since)s to %(until)s: %(reason)s.")
    return voice.say(sentence, **facts)


def _facts(part: Part, voice: Voice) -> dict[str, str]:
    return {
        "since": voice.when(part.since),
        "until": voice.end(part.since, part.until),
        "time": words.span(part.worked // SECOND),
        "reason": voice.reason(part.reason),
    }
