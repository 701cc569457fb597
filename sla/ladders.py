"""The ladder of a target in words and in moments: who is told when, and what is done about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.lists import format_list
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from requests_app.models import Priority
from requests_app.moments import locale
from requests_app.phrases import grouped, listed
from sla import words
from sla.calendar import NoWorkingTime, WorkingCalendar
from sla.calendar.instants import SECOND, from_us, to_us
from sla.models import Metric
from sla.steps import BREACH, Action, Condition, Step, Tell, in_order, offset_us
from sla.terms import Target

Goals = Mapping[tuple[str, int | None], Target]

TELL = {
    Tell.OWNER: pgettext_lazy("who is told", "whoever works on it"),
    Tell.TEAM: pgettext_lazy("who is told", "the team"),
    Tell.MANAGERS: pgettext_lazy("who is told", "the managers"),
    Tell.HEAD: pgettext_lazy("who is told", "the head of the department"),
}
ACTION = {
    Action.NOTHING: pgettext_lazy("what is done", "nothing else"),
    Action.PUT_BACK: pgettext_lazy("what is done", "put it back to the queue"),
    Action.GIVE_TO_MANAGER: pgettext_lazy("what is done", "give it to a manager"),
    Action.RAISE_PRIORITY: pgettext_lazy("what is done", "raise the priority"),
}
CONDITION = {
    Condition.ALWAYS: pgettext_lazy("when it is done", "always"),
    Condition.UNASSIGNED: pgettext_lazy("when it is done", "only if nobody works on it"),
    Condition.NOT_STARTED: pgettext_lazy("when it is done", "only if work has not begun"),
    Condition.URGENT: pgettext_lazy("when it is done", "only if it is urgent"),
    Condition.NO_PROMISE: pgettext_lazy("when it is done", "only if nobody has named a date"),
}
EVERY_CLOCK = ""
EVERY_PRIORITY = ""
OTHERS = "others"  # the priorities whose target is that of every priority
PRIORITIES: dict[str, Any] = {
    OTHERS: pgettext_lazy("which priorities", "the other priorities"),
    **{str(one.value): one.label for one in Priority},
}
BY = {
    Metric.FIRST_RESPONSE.value: gettext_lazy("answer by"),
    Metric.NEXT_REPLY.value: gettext_lazy("next answer by"),
    Metric.PROMISE.value: gettext_lazy("date named by"),
    Metric.RESOLUTION.value: gettext_lazy("done by"),
    Metric.APPROVAL.value: gettext_lazy("approved by"),
    Metric.OLA.value: gettext_lazy("department's share done by"),
}


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder of one clock, or (EVERY_CLOCK) of all that have no rung of their own at that moment; for one
    of PRIORITIES, or for all of them."""

    metric: str
    step: Step
    of: str = EVERY_PRIORITY

    def fits(self, metric: str, priority: int | None) -> bool:
        return self.metric in (EVERY_CLOCK, metric) and self.of in (EVERY_PRIORITY, _of(priority))


def _of(priority: int | None) -> str:
    return OTHERS if priority is None else str(priority)


# One ladder for all, and exceptions: how people write it down


def ladder(rungs: Iterable[Rung], metric: str, seconds: int, priority: int | None = None) -> tuple[Step, ...]:
    """The steps of a target of this clock, soonest first. Of two at the same moment the more specific one counts: that
    for the priority before that for the clock, and that before the one for every clock."""
    fitting = [rung for rung in rungs if rung.fits(metric, priority)]
    mine = {rung.step.code: rung.step for rung in sorted(fitting, key=lambda rung: (bool(rung.of), bool(rung.metric)))}
    return tuple(sorted(mine.values(), key=lambda step: offset_us(step.code, seconds * SECOND)))


def rungs_of(targets: Goals) -> list[Rung]:
    """The other way round: what all targets have is said once, then what all of a clock or of a priority have."""
    rungs: list[Rung] = []
    for metric, of in _groups(targets):
        alike = Rung(metric, Step(BREACH), of)
        ladders = {key: target.steps for key, target in targets.items() if alike.fits(*key)}
        common = [step for step in next(iter(ladders.values())) if all(step in steps for steps in ladders.values())]
        missing = [step for step in common if any(not _has(rungs, step, key) for key in ladders)]
        rungs += [Rung(metric, step, of) for step in missing]
    return rungs


def _groups(targets: Goals) -> list[tuple[str, str]]:
    """(clock, priority) from the widest to the narrowest; of one clock alone, or one priority alone, only once."""
    metrics = list(dict.fromkeys(metric for metric, _priority in targets))
    priorities = list(dict.fromkeys(_of(priority) for _metric, priority in targets))
    several = [of for of in priorities if sum(_of(priority) == of for _metric, priority in targets) > 1]
    return [
        *([(EVERY_CLOCK, EVERY_PRIORITY)] if targets else []),
        *((metric, EVERY_PRIORITY) for metric in metrics),
        *((EVERY_CLOCK, of) for of in several),
        *((metric, _of(priority)) for metric, priority in targets),
    ]


def _has(rungs: Iterable[Rung], step: Step, key: tuple[str, int | None]) -> bool:
    return any(rung.step == step and rung.fits(*key) for rung in rungs)


# In words


def when(code: str) -> str:
    """“at 80 % of the time”, “30 min before the time is up”."""
    if code == BREACH:
        return _("when the time is up")
    if code.endswith("%"):
        return _("at %(percent)s %% of the time") % {"percent": code[:-1]}
    time = {"time": words.span_exact(abs(int(code)))}
    return _("%(time)s before the time is up") % time if code[0] == "-" else _("%(time)s after the time is up") % time


def deeds(step: Step) -> str:
    """“tell whoever works on it and the head of the department; give it to a manager, only if it is urgent”."""
    said = []
    if step.tell:
        said.append(_("tell: %(people)s") % {"people": people(step)})
    if step.action:
        said.append(str(ACTION[step.action]))
    if not said:
        said.append(str(ACTION[Action.NOTHING]))
    text = grouped(said)
    if not step.condition:
        return text
    return _("%(deeds)s, %(condition)s") % {"deeds": text, "condition": CONDITION[step.condition]}


def people(step: Step) -> str:
    return format_list([str(TELL[one]) for one in step.tell], locale=locale())


def sentence(step: Step) -> str:
    return capfirst(_("%(when)s – %(deeds)s") % {"when": when(step.code), "deeds": deeds(step)})


@dataclass(frozen=True, slots=True)
class Part:
    """The steps, in sentences, that a heading stands over; no heading over those of every clock and priority."""

    heading: str
    sentences: list[str]


def parts(targets: Goals) -> list[Part]:
    """The ladder in words, what is common first; the breach is told even where no rung names it."""
    spoken = {key: Target(target.seconds, _with_breach(target)) for key, target in targets.items()}
    said: dict[tuple[str, str], list[Step]] = {}
    for rung in rungs_of(spoken):
        said.setdefault((rung.metric, rung.of), []).append(rung.step)
    return [
        Part(heading(*whose), [sentence(step) for step in sorted(steps, key=_as_told)]) for whose, steps in said.items()
    ]


def heading(metric: str, of: str) -> str:
    """“Done”, “Critical”, “Done, the other priorities”."""
    whose = [Metric(metric).label] if metric else []
    return capfirst(listed([*whose, PRIORITIES[of]] if of else whose))


def _with_breach(target: Target) -> tuple[Step, ...]:
    return tuple(target.step(code) for _offset, code in in_order(target.codes, target.us))


def _as_told(step: Step) -> tuple[int, int]:
    """An order that fits every target: shares of the time, times before it is up, the end, times after it."""
    code = step.code
    if code.endswith("%"):
        percent = int(code[:-1])
        return (0 if percent < 100 else 2 if percent == 100 else 4), percent
    return (1 if code[0] == "-" else 3), int(code)


# In moments


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` in the calendar's zone. `is_due`: the target itself, `is_late`: the target or after it."""

    at: datetime
    text: str
    is_due: bool
    is_late: bool


def moments(calendar: WorkingCalendar, metric: str, target: Target, start: datetime) -> list[Moment]:
    """When the steps of a clock that begins at `start` and never rests come true; those never reached are left out."""
    found = []
    for offset, code in in_order(target.codes, target.us):
        try:
            at = from_us(calendar.add_us(to_us(start), offset)).astimezone(calendar.spec.zone)
        except NoWorkingTime:
            break
        step = target.step(code)
        said = sentence(step)
        if code == BREACH:
            said = _("%(what)s – %(deeds)s") % {"what": capfirst(BY[metric]), "deeds": deeds(step)}
        found.append(Moment(at, said, code == BREACH, offset >= target.us))
    return found
