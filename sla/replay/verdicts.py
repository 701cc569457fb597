"""What each clock goes through, held against a target: due moments and verdicts, for all requests at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from sla.calendar import WorkingCalendar
from sla.calendar.pauses import Pauses
from sla.replay import cycles
from sla.replay.cycles import Cycles, Ending
from sla.replay.facts import NEVER, Codes, Facts, Ints, Lived, Mask, Verdict
from sla.replay.promise import Promise


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Cycles with a target, in no particular order.

    `due` is NEVER while a clock rests within its time, `end` is NEVER while it is open.
    """

    owner: Ints
    start: Ints
    due: Ints
    end: Ints
    verdict: Codes

    @classmethod
    def joined(cls, parts: Sequence[Judged]) -> Judged:
        return cls(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(cls)))

    def of_requests(self, requests: int) -> Codes:
        """One verdict per request: the worst of its cycles; NONE without any."""
        worst = np.zeros(requests, np.int8)
        np.maximum.at(worst, self.owner, self.verdict)
        return worst

    def of(self, wanted: Mask, owners: Ints) -> Judged:
        """Only some of them; `owners`: what each owner is called from now on."""
        columns = (getattr(self, one.name)[wanted] for one in fields(self) if one.name != "owner")
        return Judged(owners[self.owner[wanted]], *columns)


def lives(facts: Facts, metric: str, promise: Promise, *, back_within: int) -> Cycles:
    """What this clock would have gone through under the terms of a promise.

    `back_within`: microseconds within which a reopening continues the same promise.
    """
    journal, filed = facts.journal, facts.requests.filed
    match metric:
        case "first_response":
            return _as_really_answered(cycles.first_answers(journal, filed), facts.lived_of(metric))
        case "next_reply":
            owed_first = promise.targets("first_response")[facts.requests.priority] > 0
            return cycles.next_answers(journal, filed, owed_first)
        case "promise":
            return cycles.named_dates(journal, filed)
        case "resolution":
            within = -1 if promise.terms.new_promise_on_reopening else back_within
            return cycles.done(journal, filed, promise.terms.pause_statuses, within)
    raise ValueError(f"{metric} cannot be replayed.")


def _as_really_answered(one_each: Cycles, lived: Lived) -> Cycles:
    # The clock knew who served in the department on that day; the journal alone only knows who serves today.
    known = (lived.stopped > 0) & np.isin(lived.verdict, (Verdict.KEPT, Verdict.BROKEN))
    known &= one_each.ending != Ending.CANCELLED
    end = np.where(known, np.maximum(lived.stopped, one_each.start), one_each.end)
    ending = np.where(known, Ending.STOPPED, one_each.ending).astype(np.int8)
    return Cycles(one_each.owner, one_each.start, end, ending)


def judge(lived: Cycles, targets: Ints, calendar: WorkingCalendar, now: int) -> Judged:
    """Verdicts at the instant `now`. `targets`: working microseconds for each cycle, 0 where nothing is promised."""
    promised = targets > 0
    lived, target = lived.of(promised), targets[promised]
    pauses = lived.pauses and _up_to(lived.pauses, now)
    due = calendar.add_many(lived.start, target, pauses, never=NEVER)
    if pauses is not None:
        # Nothing is left when it runs on: due at once, and not at the beginning of the rest, in the past.
        owners = pauses.owners()
        at_rest = pauses.begins == due[owners]
        due[owners[at_rest]] = pauses.ends[at_rest]
    verdict = _verdicts(lived, due, now)
    resting = (verdict == Verdict.UNDECIDED) & _rests_now(lived)
    return Judged(lived.owner, lived.start, np.where(resting, NEVER, due), lived.end, verdict)


def _up_to(pauses: Pauses, now: int) -> Pauses:
    # A rest that goes on outlasts the present, so nothing in it is due yet.
    return Pauses(
        pauses.offsets, pauses.begins, np.where(pauses.ends == NEVER, np.maximum(pauses.begins, now) + 1, pauses.ends)
    )


def _rests_now(lived: Cycles) -> Mask:
    rests = np.zeros(len(lived.owner), np.bool_)
    if lived.pauses is not None:
        rests[lived.pauses.owners()[lived.pauses.ends == NEVER]] = True
    return rests


def _verdicts(lived: Cycles, due: Ints, now: int) -> Codes:
    """Stopped: kept if and only if not after the due moment. Cancelled: broken if that had passed. Open: the same."""
    stopped = np.where(lived.end <= due, Verdict.KEPT, Verdict.BROKEN)
    cancelled = np.where(due < lived.end, Verdict.BROKEN, Verdict.CANCELLED)
    still_open = np.where(due <= now, Verdict.BROKEN, Verdict.UNDECIDED)
    found: Codes = np.select(
        [lived.ending == Ending.STOPPED, lived.ending == Ending.CANCELLED], [stopped, cancelled], still_open
    ).astype(np.int8)
    return found
