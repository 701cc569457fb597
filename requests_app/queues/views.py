"""The views every queue has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise as LazyText
from django.utils.translation import pgettext_lazy

from requests_app.models import User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.states import FINISHED, OPEN, Status

Rows = ServiceRequestQuerySet


@dataclass(frozen=True, slots=True)
class View:
    name: str
    label: LazyText | str
    icon: str
    choose: Callable[[Rows, User, datetime], Rows]
    states: frozenset[Status] = OPEN

    @property
    def only_grows(self) -> bool:
        """It holds what is finished: nobody counts that, and it is read only in the order of an index."""
        return self.states == FINISHED


VIEWS = [
    View("open", pgettext_lazy("queue", "All open"), "inbox-stack", lambda rows, user, now: rows.open()),
    View("mine", pgettext_lazy("queue", "Mine"), "user", lambda rows, user, now: rows.open().assigned_to(user)),
    View(
        "unassigned", pgettext_lazy("queue", "Unassigned"), "user-plus", lambda rows, u, now: rows.open().unassigned()
    ),
    View("risk", pgettext_lazy("queue", "At risk"), "exclamation-triangle", lambda rows, user, now: rows.at_risk(now)),
    View(
        "waiting",
        pgettext_lazy("queue", "Waiting"),
        "pause",
        lambda rows, user, now: rows.paused(),
        frozenset({Status.WAITING, Status.ON_HOLD}),
    ),
    View(
        "absent",
        pgettext_lazy("queue", "Of absent colleagues"),
        "sun",
        lambda rows, user, now: rows.open().of_absent(now),
    ),
    View("finished", pgettext_lazy("queue", "Finished"), "check", lambda rows, user, now: rows.finished(), FINISHED),
]
VIEW = {view.name: view for view in VIEWS}
