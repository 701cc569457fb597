"""What a replay knows about the past, as arrays. Instants are microseconds since 1970; no framework here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from requests_app.states import Status, Verb

Ints = NDArray[np.int64]
Codes = NDArray[np.int8]
Mask = NDArray[np.bool_]

# Later than anything that is compared with it.
NEVER = 2**62


class Verdict(IntEnum):
    """Of one clock. In order: what is worse overrules what is better where a request had several cycles."""

    NONE = 0  # no clock at all
    CANCELLED = 1  # nothing was promised any more: neither kept nor broken
    KEPT = 2
    UNDECIDED = 3
    BROKEN = 4


JUDGED = (Verdict.KEPT, Verdict.UNDECIDED, Verdict.BROKEN)


class Side(IntEnum):
    """Whose words a journal line is."""

    NOBODY = 0
    DEPARTMENT = 1
    REQUESTER = 2


# The metrics of `sla.models.Metric` that can be replayed, by the verbs alone. What was named by a person (the promised
# date) or belongs to somebody else (approval, a department's share) is not the draft's to change.
METRICS = ("first_response", "next_reply", "promise", "resolution")

# Verbs that say something to one of these clocks (`sla.rules.RULES`); a code is the place in the tuple.
VERBS = (
    Verb.AMENDED,
    Verb.STARTED,
    Verb.REPLIED,
    Verb.ASKED,
    Verb.ANSWERED,
    Verb.HELD,
    Verb.RESUMED,
    Verb.CHASED,
    Verb.PROMISED,
    Verb.PROPOSED,
    Verb.ACCEPTED,
    Verb.DECLINED,
    Verb.HANDED_OVER,
    Verb.APPROVAL_ASKED,
    Verb.APPROVED,
    Verb.REJECTED,
    Verb.APPROVAL_WITHDRAWN,
    Verb.RESOLVED,
    Verb.REOPENED,
    Verb.CANCELLED,
)
STATUSES = tuple(Status)


@dataclass(frozen=True, slots=True, eq=False)
class Requests:
    """One element per request, in the order of their ids. `priority` is the one it was filed with."""

    ids: Ints
    filed: Ints
    service: Ints
    department: Ints  # that provides the service
    asker: Ints  # the requester's department today; 0 where they have none
    priority: Codes

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Journal:
    """The lines with one of VERBS, by request (`owner`: its place) and time."""

    owner: Ints
    at: Ints
    verb: Codes
    status: Codes  # after it
    side: Codes
    priority: Codes  # after it, where the line changed it; else 0

    def having(self, verbs: Iterable[Verb]) -> Mask:
        """Which lines have one of these verbs."""
        wanted = np.zeros(len(VERBS), np.bool_)
        wanted[[VERBS.index(verb) for verb in verbs]] = True
        found: Mask = wanted[self.verb]
        return found

    def firsts(self, requests: int) -> Ints:
        """Where the lines of each request begin; one more at the end."""
        begins = np.zeros(requests + 1, np.int64)
        begins[1:] = np.bincount(self.owner, minlength=requests).cumsum()
        return begins


@dataclass(frozen=True, slots=True, eq=False)
class Lived:
    """What the real clocks of one metric say, by request: the worst of its cycles."""

    verdict: Codes
    stopped: Ints  # the last time; 0 where it did not stop
    pinned: Mask  # the due moment came from outside

    @classmethod
    def nothing(cls, requests: int) -> Lived:
        return cls(np.zeros(requests, np.int8), np.zeros(requests, np.int64), np.zeros(requests, np.bool_))


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    requests: Requests
    journal: Journal
    lived: dict[str, Lived]  # by metric; one that nobody had may be missing

    def lived_of(self, metric: str) -> Lived:
        return self.lived.get(metric) or Lived.nothing(len(self.requests))

    def of(self, wanted: Mask) -> Facts:
        """Only some of the requests."""
        if wanted.all():
            return self
        place = np.cumsum(wanted) - 1
        lines = wanted[self.journal.owner]
        names = ("at", "verb", "status", "side", "priority")
        return Facts(
            Requests(*(getattr(self.requests, one.name)[wanted] for one in fields(Requests))),
            Journal(place[self.journal.owner[lines]], *(getattr(self.journal, name)[lines] for name in names)),
            {
                metric: Lived(one.verdict[wanted], one.stopped[wanted], one.pinned[wanted])
                for metric, one in self.lived.items()
            },
        )

    def amended(self) -> Ints:
        """The requests whose priority was changed."""
        changed: Ints = np.unique(self.journal.owner[self.journal.priority > 0])
        return changed
