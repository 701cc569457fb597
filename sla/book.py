"""The clocks of one request as values, and a journal line as they see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from requests_app.states import Verb
from sla import terms
from sla.ledger import Account
from sla.terms import NOTHING_PROMISED, Offer, Terms

Key = tuple[str, int | None]  # metric, and the department whose share it is


@dataclass(frozen=True, slots=True)
class Move:
    """One journal line as clocks see it: status, priority and department are those after it."""

    verb: Verb
    at: int
    status: str
    priority: int
    from_department: bool  # somebody of the department spoke, not the requester's side
    from_requester: bool = False
    department: int | None = None
    done_by: int | None = None  # the date that was promised
    offer: Offer | None = None  # the standard that somebody applied
    awaits_approval: bool = False  # somebody still has to say yes after it
    is_of_another_service: bool = False  # it is asked of another service from now on


def no_other(department: int | None, priority: int) -> Offer | None:
    return None


def same_hours(account: Account) -> None:
    pass


@dataclass(slots=True)
class Spoken:
    """What was said so far, for clocks of answers that begin later than the request."""

    answered: bool = False  # somebody of the department said something to the requester
    unanswered_since: int | None = None  # the requester's first word after that
    named_date: bool = False

    def answer(self) -> None:
        self.answered, self.unanswered_since = True, None

    def ask(self, at: int) -> None:
        if self.unanswered_since is None:
            self.unanswered_since = at


@dataclass(slots=True)
class Book:
    """The clocks of one request: the latest cycle of each, and what they follow."""

    offer: Offer | None
    pins: dict[str, int] = field(default_factory=dict)  # due moments given from outside, for clocks to be started
    # What another department promises for its share (id), or this one for another priority (None).
    find: Callable[[int | None, int], Offer | None] = no_other
    # Gives a finished clock that is to run once more the working hours that count now.
    renew: Callable[[Account], None] = same_hours
    # What was said before the lines this book has seen; without it they are all there are.
    recall: Callable[[], Spoken] | None = None
    spoken: Spoken = field(default_factory=Spoken)
    awaits_approval: bool = False  # by the lines this book has seen
    accounts: dict[Key, Account] = field(default_factory=dict)
    past: list[Account] = field(default_factory=list)  # earlier cycles

    def all(self) -> list[Account]:
        return [*self.past, *self.accounts.values()]

    def get(self, metric: str, department: int | None = None) -> Account | None:
        return self.accounts.get((metric, department))

    def take(self, account: Account) -> None:
        """Put a clock in; a later cycle of the same one moves the earlier to the past."""
        key = account.metric, account.department
        earlier = self.accounts.get(key)
        if earlier is not None:
            self.past.append(earlier)
        self.accounts[key] = account

    def terms_of(self, account: Account) -> Terms:
        """Of its own standard: another department's share rests when that department says so."""
        if self.offer is not None and account.standard == self.offer.standard:
            return self.offer.terms
        return terms.of_published(account.standard) if account.standard else NOTHING_PROMISED
