"""What state a request can be in, and which moves are legal. Screens, verbs and importer read the same table."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    NEW = "new"  # filed; nobody works on it yet
    IN_PROGRESS = "in_progress"  # somebody works on it
    WAITING = "waiting"  # for the requester's answer
    ON_HOLD = "on_hold"  # for anything else, with a reason
    RESOLVED = "resolved"  # the department says it is done; the requester may confirm or object
    CLOSED = "closed"  # confirmed, or nobody objected in time
    DECLINED = "declined"  # the department will not do it and said why
    CANCELLED = "cancelled"  # the requester no longer wants it


OPEN = frozenset({Status.NEW, Status.IN_PROGRESS, Status.WAITING, Status.ON_HOLD})
FINISHED = frozenset(Status) - OPEN

# What organisations really do: things are solved on the spot, straight from the inbox or while a question is open,
# and an old request comes back within its window. A status that is not a key is final.
MOVES: dict[Status, frozenset[Status]] = {
    Status.NEW: frozenset(Status) - {Status.NEW, Status.CLOSED},
    Status.IN_PROGRESS: frozenset(Status) - {Status.IN_PROGRESS, Status.CLOSED},
    Status.WAITING: frozenset(Status) - {Status.CLOSED},  # a second question while the first is open
    Status.ON_HOLD: frozenset(Status) - {Status.CLOSED},  # another reason
    Status.RESOLVED: frozenset({Status.CLOSED, Status.IN_PROGRESS, Status.NEW}),
    Status.CLOSED: frozenset({Status.IN_PROGRESS, Status.NEW}),
    Status.DECLINED: frozenset({Status.IN_PROGRESS, Status.NEW}),
}


class Verb(StrEnum):
    """What happened, as the journal keeps it: the past tense of the functions in `transitions`."""

    SUBMITTED = "submitted"
    AMENDED = "amended"
    ASSIGNED = "assigned"
    LEFT_UNASSIGNED = "left_unassigned"  # the department's rule found nobody who is there
    STARTED = "started"
    REPLIED = "replied"
    NOTED = "noted"  # the internal reply
    ASKED = "asked"
    ANSWERED = "answered"
    EDITED = "edited"  # the author changed the words of a message shortly after
    NOTE_EDITED = "note_edited"
    HELD = "held"
    RESUMED = "resumed"
    CHASED = "chased"
    PROMISED = "promised"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    APPROVAL_ASKED = "approval_asked"
    APPROVED = "approved"
    REJECTED = "rejected"
    APPROVAL_WITHDRAWN = "approval_withdrawn"
    STAND_IN_ASKED = "stand_in_asked"  # as well, while an approver is away
    APPROVER_REPLACED = "approver_replaced"  # one of those asked left; somebody else decides in their place
    DECLINED = "declined"
    HANDED_OVER = "handed_over"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    CLOSED = "closed"  # by time, not by the requester
    FILE_REMOVED = "file_removed"
    NOTE_FILE_REMOVED = "note_file_removed"  # of an internal note: nobody else hears of it
    ASKED_DEPARTMENT = "asked_department"  # a part of the work is another department's
    REMINDED = "reminded"  # of a question that is open
    CLOSING_PROPOSED = "closing_proposed"  # closes at a moment unless the question is answered
    LINKED = "linked"
    UNLINKED = "unlinked"
    NOTICE_LINKED = "notice_linked"
    NOTICE_UNLINKED = "notice_unlinked"
    MERGED = "merged"  # a duplicate: closed, with a pointer to the other
    PARTICIPANT_ADDED = "participant_added"
    PARTICIPANT_LEFT = "participant_left"
    PROTECTED = "protected"  # nothing of it may be removed, however old
    UNPROTECTED = "unprotected"
    EMPTIED = "emptied"  # a rule took away its words, or only its files
    STANDARD_APPLIED = "standard_applied"  # another version of the service standard counts from now on


# Journal lines only for those who read internal notes.
# Why something is kept for a dispute or an inspection is not for those it may be about.
INTERNAL_VERBS = frozenset(
    {
        *(Verb.NOTED, Verb.NOTE_EDITED, Verb.NOTE_FILE_REMOVED, Verb.LEFT_UNASSIGNED),
        *(Verb.PROTECTED, Verb.UNPROTECTED),
    }
)

# They concern what is kept of a request, not what was done about it: no figure looks at them.
ABOUT_KEEPING = frozenset({Verb.PROTECTED, Verb.UNPROTECTED, Verb.EMPTIED})


# Beyond the table: a duplicate is closed from wherever it is, as nothing was done that could be confirmed.
CLOSES_ANYTHING_OPEN = frozenset({Verb.MERGED})


class IllegalMove(ValueError):
    """The verb does not fit the state the request is in. `code` says which verb and state, for translated answers."""

    def __init__(self, verb: str, status: str) -> None:
        super().__init__(f"A request that is {status} cannot be changed by {verb!r}.")
        self.verb, self.status = verb, status


def check_move(verb: str, old: str, new: str) -> None:
    """Raise IllegalMove unless `old` may become `new`. Staying where one is, is the verb's own business."""
    if verb in CLOSES_ANYTHING_OPEN and new == Status.CLOSED and old in OPEN:
        return
    if Status(new) not in MOVES.get(Status(old), frozenset()):
        raise IllegalMove(verb, old)


def check_status(verb: str, status: str, allowed: frozenset[Status]) -> None:
    """Raise IllegalMove unless the request is in one of the `allowed` states; for verbs that keep the state."""
    if Status(status) not in allowed:
        raise IllegalMove(verb, status)
