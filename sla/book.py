"""The clocks of one request as values, and a journal line as they see it."""

from __future__ import annotations

from dataclasses import dataclass, field

from requests_app.states import Verb
from sla.calendar import WorkingCalendar
from sla.ledger import Account
from sla.terms import Terms


@dataclass(frozen=True, slots=True)
class Move:
    """One journal line as clocks see it: `status` and `priority` are those after it."""

    verb: Verb
    at: int
    status: str
    priority: int
    from_department: bool  # somebody of the department spoke, not the requester's side


@dataclass(slots=True)
class Book:
    """The clocks of one request: the latest cycle of each metric, and what they follow."""

    calendar: WorkingCalendar
    terms: Terms
    pins: dict[str, int] = field(default_factory=dict)  # due moments given from outside, for clocks to be started
    accounts: dict[str, Account] = field(default_factory=dict)
    past: list[Account] = field(default_factory=list)  # earlier cycles

    def all(self) -> list[Account]:
        return [*self.past, *self.accounts.values()]

    def take(self, account: Account) -> None:
        """Put a clock in; a later cycle of the same metric moves the earlier one to the past."""
        earlier = self.accounts.get(account.metric)
        if earlier is not None:
            self.past.append(earlier)
        self.accounts[account.metric] = account
