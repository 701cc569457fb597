"""What a clock set off, in sentences: warnings, breaches, what was taken back, and what the ladder did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sla import ladders, words
from sla.calendar.instants import to_us
from sla.escalating import rung_of
from sla.models import ClockEvent, ClockSegment, Metric
from sla.steps import Action
from sla.story.lives import Life
from sla.story.voice import Voice

Kind, Outcome, Reason = ClockEvent.Kind, ClockEvent.Outcome, ClockSegment.Reason
# So long after it came true a step is not news in time any more.
LATE = timedelta(minutes=5)

DEEDS: dict[tuple[str, str], LazyText] = {
    (Action.PUT_BACK, Outcome.DONE): gettext_lazy("It was put back for anybody to take."),
    (Action.PUT_BACK, Outcome.SKIPPED): gettext_lazy("It did not have to be put back any more."),
    (Action.PUT_BACK, Outcome.FAILED): gettext_lazy("It could not be put back."),
    (Action.GIVE_TO_MANAGER, Outcome.DONE): gettext_lazy("It was given to a manager."),
    (Action.GIVE_TO_MANAGER, Outcome.SKIPPED): gettext_lazy("It did not have to be given to a manager any more."),
    (Action.GIVE_TO_MANAGER, Outcome.FAILED): gettext_lazy("It could not be given to a manager."),
    (Action.RAISE_PRIORITY, Outcome.DONE): gettext_lazy("Its priority was raised."),
    (Action.RAISE_PRIORITY, Outcome.SKIPPED): gettext_lazy("Its priority did not have to be raised any more."),
    (Action.RAISE_PRIORITY, Outcome.FAILED): gettext_lazy("Its priority could not be raised."),
}


def revoked(life: Life, voice: Voice) -> Iterator[tuple[int, str]]:
    """(when, sentence) for every breach that was taken back."""
    for event in life.events_for(voice):
        if event.kind == Kind.REVOKED:
            breach = next((one for one in reversed(life.events) if _is_before(one, event)), None)
            # Who acted in time did so before it broke; that it did not break is still told after that it did.
            at = max(to_us(event.occurred_at), to_us(breach.occurred_at) + 1 if breach else 0)
            yield at, _revoked(life, event, breach, voice)


def fired(life: Life, voice: Voice) -> Iterator[tuple[int, str]]:
    """(when, sentence) for every step, and what came of it. What a later step overtook is not worth a sentence."""
    for event in life.events_for(voice):
        at = to_us(event.occurred_at)
        if event.kind == Kind.BREACH:
            yield at, _breach(event, voice)
        elif event.kind in (Kind.WARNING, Kind.OVERDUE):
            yield at, _warning(event, voice)
        else:
            continue
        if voice.serves and event.outcome:
            yield from ((at, deed) for deed in _came_of_it(life, event, voice))


def _came_of_it(life: Life, event: ClockEvent, voice: Voice) -> Iterator[str]:
    """Who was told, and what the ladder did."""
    rung = rung_of(life.clock, event.step)
    # Without an action FAILED means that nobody could be told either.
    if rung.tell and (event.outcome == Outcome.DONE or (event.outcome == Outcome.FAILED and event.action)):
        yield voice.say(_("Told: %(people)s."), people=ladders.people(rung))
    if event.action:
        yield str(DEEDS[event.action, event.outcome])
    elif event.outcome == Outcome.SKIPPED:
        yield _("Nobody had to be told of it any more.")


def _breach(event: ClockEvent, voice: Voice) -> str:
    when = voice.when(event.occurred_at)
    if voice.serves and event.detected_at - event.occurred_at > LATE:
        sentence = _("Broken %(when)s: the time was up. It was noticed %(noticed)s.")
        return voice.say(sentence, when=when, noticed=voice.when(event.detected_at))
    return voice.say(_("Broken %(when)s: the time was up."), when=when)


def _warning(event: ClockEvent, voice: Voice) -> str:
    when, step = voice.when(event.occurred_at), event.step
    if step.endswith("%"):
        warned, overdue = (
            _("Warned %(when)s: %(percent)s %% of the time was used."),
            _("Still not done %(when)s: %(percent)s %% of the time was used."),
        )
        sentence, facts = (overdue if event.kind == Kind.OVERDUE else warned), {"percent": step[:-1]}
    else:
        facts = {"time": words.span_exact(abs(int(step)))}
        ahead, after = (
            _("Warned %(when)s: %(time)s of working time before the time was up."),
            _("Still not done %(when)s: %(time)s of working time after the time was up."),
        )
        sentence = ahead if step.startswith("-") else after
    return voice.say(sentence, when=when, **facts)


def _revoked(life: Life, event: ClockEvent, breach: ClockEvent | None, voice: Voice) -> str:
    facts = {"when": voice.when(event.occurred_at), "was": voice.when(breach.occurred_at) if breach else "–"}
    return voice.say(_because(life, event, breach), **facts)


def _is_before(one: ClockEvent, revoked: ClockEvent) -> bool:
    return one.kind == Kind.BREACH and one.epoch < revoked.epoch


def _because(life: Life, event: ClockEvent, breach: ClockEvent | None) -> str:
    began = {part.reason for part in life.parts if part.since == to_us(event.occurred_at)}
    other_hours = _("It had counted as broken %(was)s; taken back %(when)s, because the working hours changed.")
    if Reason.RECALCULATED in began:
        return other_hours
    if Reason.RETARGETED in began or any(one.at == event.occurred_at and one.is_of_target for one in life.changes):
        return _("It had counted as broken %(was)s; taken back %(when)s, because the target changed.")
    if life.clock.metric == Metric.PROMISED or life.clock.is_pinned:
        return _("It had counted as broken %(was)s; taken back %(when)s, because a later date was given.")
    if breach is None or event.occurred_at > breach.occurred_at:
        return other_hours  # the past was corrected, later than that
    return _(
        "It had counted as broken %(was)s; taken back, because what stopped it was done in time, at %(when)s, and only "
        "written down later."
    )
