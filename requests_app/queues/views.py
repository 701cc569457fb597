"""The views every queue has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise as LazyText
from django.utils.translation import pgettext_lazy

from requests_app.models import User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.models.soon import AT_RISK, soon_after
from requests_app.states import FINISHED, OPEN, Status

Rows = ServiceRequestQuerySet


class Moments(NamedTuple):
    """When a queue is looked at, and up to when what is due then is due soon."""

    now: datetime
    soon: datetime

    @classmethod
    def at(cls, now: datetime) -> Moments:
        return cls(now, soon_after(now, AT_RISK))


@dataclass(frozen=True, slots=True, eq=False)
class View:
    name: str
    label: LazyText | str
    icon: str
    choose: Callable[[Rows, User, Moments], Rows]
    states: frozenset[Status] = OPEN

    @property
    def only_grows(self) -> bool:
        """It holds what is finished: nobody counts that, and it is read only in the order of an index."""
        return self.states == FINISHED


VIEWS = [
    View("open", pgettext_lazy("queue", "All open"), "inbox-stack", lambda rows, user, at: rows.open()),
    View("mine", pgettext_lazy("queue", "Mine"), "user", lambda rows, user, at: rows.open().assigned_to(user)),
    View("unassigned", pgettext_lazy("queue", "Unassigned"), "user-plus", lambda rows, u, at: rows.open().unassigned()),
    View(
        "risk", pgettext_lazy("queue", "At risk"), "exclamation-triangle", lambda rows, user, at: rows.due_by(at.soon)
    ),
    View(
        "waiting",
        pgettext_lazy("queue", "Waiting"),
        "pause",
        lambda rows, user, at: rows.paused(),
        frozenset({Status.WAITING, Status.ON_HOLD}),
    ),
    View(
        "absent",
        pgettext_lazy("queue", "Of absent colleagues"),
        "sun",
        lambda rows, user, at: rows.open().of_absent(at.now),
    ),
    View("finished", pgettext_lazy("queue", "Finished"), "check", lambda rows, user, at: rows.finished(), FINISHED),
]
VIEW = {view.name: view for view in VIEWS}
