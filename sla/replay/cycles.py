"""From the journal to what each clock goes through, before any target: `sla.rules.RULES` for a million requests.

Every function here says for all requests at once what the table of verbs says for one; `tests/sla/test_replay.py`
lets random lives go both ways.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from requests_app.states import Status, Verb
from sla.calendar.pauses import Pauses
from sla.replay.facts import NEVER, STATUSES, Codes, Ints, Journal, Mask, Side

ANSWERING = (Verb.REPLIED, Verb.ASKED, Verb.PROPOSED, Verb.PROMISED, Verb.DECLINED)
GIVING_UP = (Verb.DECLINED, Verb.CANCELLED)
VERDICTS = (Verb.APPROVED, Verb.REJECTED, Verb.APPROVAL_WITHDRAWN)
# After these the state decides whether the clock rests.
REST_OR_RUN = (
    *(Verb.STARTED, Verb.ASKED, Verb.ANSWERED, Verb.HELD, Verb.RESUMED, Verb.PROPOSED, Verb.ACCEPTED),
    *(Verb.HANDED_OVER, *VERDICTS),
)


class Ending(IntEnum):
    OPEN = 0
    STOPPED = 1
    CANCELLED = 2


@dataclass(frozen=True, slots=True, eq=False)
class Cycles:
    """One element per cycle of a clock, in the order of the requests that own them."""

    owner: Ints
    start: Ints
    end: Ints  # NEVER while it is open
    ending: Codes
    pauses: Pauses | None = None  # a rest that goes on ends at NEVER

    def of(self, wanted: Mask) -> Cycles:
        """Only some of them."""
        pauses = _of(self.pauses, wanted) if self.pauses is not None else None
        return Cycles(self.owner[wanted], self.start[wanted], self.end[wanted], self.ending[wanted], pauses)


def _of(pauses: Pauses, wanted: Mask) -> Pauses:
    counts = np.diff(pauses.offsets)
    kept = np.repeat(wanted, counts)
    offsets = np.concatenate(([0], np.cumsum(counts[wanted]))).astype(np.int64)
    return Pauses(offsets, pauses.begins[kept], pauses.ends[kept])


def answers(journal: Journal) -> Mask:
    """Somebody of the department says something to the requester."""
    said: Mask = journal.having(ANSWERING) & (journal.side == Side.DEPARTMENT)
    return said


def first_answers(journal: Journal, filed: Ints) -> Cycles:
    return _from_filing(journal, filed, answers(journal) | journal.having([Verb.RESOLVED]))


def named_dates(journal: Journal, filed: Ints) -> Cycles:
    return _from_filing(journal, filed, journal.having([Verb.PROMISED, Verb.RESOLVED]))


def _from_filing(journal: Journal, filed: Ints, stops: Mask) -> Cycles:
    """One cycle each: the first line that stops or cancels it ends it once and for all."""
    place = _first_of_each(journal, stops | journal.having(GIVING_UP))
    owner = journal.owner[place]
    end, ending = np.full(len(filed), NEVER, np.int64), np.zeros(len(filed), np.int8)
    end[owner] = np.maximum(journal.at[place], filed[owner])
    ending[owner] = np.where(stops[place], Ending.STOPPED, Ending.CANCELLED)
    return Cycles(np.arange(len(filed), dtype=np.int64), filed, end, ending)


def _first_of_each(journal: Journal, wanted: Mask) -> Ints:
    """The places of the first wanted line of each request that has one."""
    place = np.flatnonzero(wanted)
    firsts: Ints = place[_changes(journal.owner[place])]
    return firsts


def _changes(values: Ints) -> Mask:
    """Where a value differs from the one before; the first always does."""
    changes = np.ones(len(values), np.bool_)
    changes[1:] = values[1:] != values[:-1]
    return changes


def next_answers(journal: Journal, filed: Ints, owed_first: Mask) -> Cycles:
    """From the requester's first unanswered word to the department's next one.

    `owed_first`: requests with a promise of a first answer; nothing else is owed to them before that is given.
    """
    said = journal.having([Verb.REPLIED, Verb.ANSWERED, Verb.REOPENED]) & (journal.side == Side.REQUESTER)
    said |= journal.having([Verb.CHASED])
    stops = answers(journal) | journal.having([Verb.RESOLVED])
    ends = stops | journal.having(GIVING_UP)
    first_end = np.where(owed_first, len(journal.owner), -1)
    place = _first_of_each(journal, ends)
    owed = owed_first[journal.owner[place]]
    first_end[journal.owner[place[owed]]] = place[owed]
    said &= np.arange(len(journal.owner)) > first_end[journal.owner]

    place = np.flatnonzero(said | ends)
    owner, opens = journal.owner[place], said[place]
    begins = np.flatnonzero(opens & (_changes(owner) | ~_shifted(opens)))
    closes = np.flatnonzero(~opens)
    close = _next(closes, begins, owner)
    return _cycles_between(journal, filed, place, begins, close, stops)


def _shifted(values: Mask) -> Mask:
    """Each element's predecessor."""
    before = np.zeros_like(values)
    before[1:] = values[:-1]
    return before


def _next(candidates: Ints, after: Ints, owner: Ints) -> Ints:
    """The first candidate after each place that has the same owner; -1 where there is none."""
    if not len(candidates):
        return np.full(len(after), -1, np.int64)
    rank = np.searchsorted(candidates, after, side="right")
    found = candidates[np.minimum(rank, len(candidates) - 1)]
    same: Mask = (rank < len(candidates)) & (owner[found] == owner[after])
    return np.where(same, found, -1)


def _cycles_between(journal: Journal, filed: Ints, place: Ints, begins: Ints, close: Ints, stops: Mask) -> Cycles:
    owner, closed = journal.owner[place[begins]], close >= 0
    line = place[close]  # of those that are not closed: any line, and not used
    at = np.maximum(journal.at, filed[journal.owner])
    ending = np.where(stops[line], Ending.STOPPED, Ending.CANCELLED)
    return Cycles(
        owner,
        at[place[begins]],
        np.where(closed, at[line], NEVER),
        np.where(closed, ending, Ending.OPEN).astype(np.int8),
    )


def done(journal: Journal, filed: Ints, resting: Iterable[str], back_within: int) -> Cycles:
    """Until it is done. Rests in the states `resting`, while an approval is waited for, and from done to reopened.

    What comes back more than `back_within` microseconds after it ended begins a cycle of its own; -1: whatever
    comes back.
    """
    at = np.maximum(journal.at, filed[journal.owner])
    marks, ended = _ends_and_returns(journal)
    anew = _returns_that_begin(at, marks, ended, back_within)
    first = journal.firsts(len(filed))[:-1]
    begin = np.concatenate((first, marks[anew]))
    owner = np.concatenate((np.arange(len(filed), dtype=np.int64), journal.owner[marks[anew]]))
    start = np.concatenate((filed, at[marks[anew]]))
    order = np.argsort(begin, kind="stable")
    begin, owner, start = begin[order], owner[order], start[order]

    end, ending = np.full(len(owner), NEVER, np.int64), np.zeros(len(owner), np.int8)
    cycle = np.searchsorted(begin, marks, side="right") - 1
    how = np.where(journal.having([Verb.RESOLVED])[marks], Ending.STOPPED, Ending.CANCELLED)
    end[cycle] = np.where(ended, at[marks], NEVER)  # of several marks the last one stands
    ending[cycle] = np.where(ended, how, Ending.OPEN)

    rests, until = _rests(journal, marks, ended, resting)
    goes_on = ended & np.append(~anew[1:] & ~_changes(journal.owner[marks])[1:], False) if len(marks) else ended
    back = np.flatnonzero(goes_on)
    begins = np.concatenate((rests, marks[back]))
    over = np.concatenate((np.where(until >= 0, at[until], NEVER), at[marks[np.minimum(back + 1, len(marks) - 1)]]))
    owners = np.searchsorted(begin, begins, side="right") - 1
    return Cycles(owner, start, end, ending, Pauses.of(len(owner), owners, at[begins], over))


def _ends_and_returns(journal: Journal) -> tuple[Ints, Mask]:
    """The lines that end it or bring it back and change something by that, and which of them end it.

    Ending twice ends once, and only what ended comes back.
    """
    marks = np.flatnonzero(journal.having([Verb.RESOLVED, Verb.REOPENED, *GIVING_UP]))
    ended = ~journal.having([Verb.REOPENED])[marks]
    before = _shifted(ended) & ~_changes(journal.owner[marks])
    counts = ended != before
    return marks[counts], ended[counts]


def _returns_that_begin(at: Ints, marks: Ints, ended: Mask, back_within: int) -> Mask:
    """Which marks are returns that begin a new cycle; the mark before a return is always the end it returns from."""
    gap = np.zeros(len(marks), np.int64)
    gap[1:] = at[marks[1:]] - at[marks[:-1]]
    anew: Mask = ~ended & (gap > back_within)
    return anew


def _rests(journal: Journal, marks: Ints, ended: Mask, resting: Iterable[str]) -> tuple[Ints, Ints]:
    """The lines with which a rest begins, and those that end it (-1: none so far)."""
    names = set(resting)
    rest_in = np.array([status in names for status in STATUSES], np.bool_)
    # One voice of several leaves the request on hold and changes nothing: the others are still to be heard.
    goes_on = journal.having(VERDICTS) & (journal.status == STATUSES.index(Status.ON_HOLD))
    approval = journal.having([Verb.APPROVAL_ASKED])
    commands = np.flatnonzero(journal.having(REST_OR_RUN) & ~goes_on | approval)
    last = np.searchsorted(marks, commands, side="right") - 1
    if len(marks):
        over = (last >= 0) & (journal.owner[marks[last]] == journal.owner[commands]) & ended[last]
        commands = commands[~over]  # what is done does not rest
    says = np.zeros(len(journal.owner), np.int8)
    says[commands] = np.where(rest_in[journal.status[commands]] | approval[commands], 1, 2)
    says[marks] = 2
    place = np.flatnonzero(says)
    rests = np.flatnonzero(says[place] == 1)
    after = np.minimum(rests + 1, max(len(place) - 1, 0))
    owner = journal.owner[place]
    same = (rests + 1 < len(place)) & (owner[after] == owner[rests])
    return place[rests], np.where(same, place[after], -1)
