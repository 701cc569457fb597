"""The verbs: the only code that changes a request."""

from requests_app.states import IllegalMove

from .approving import (
    ASKABLE,
    approve,
    ask_approval,
    ask_stand_ins,
    leave_out_approver,
    reject,
    replace_approver,
    withdraw_approval,
)
from .base import Refused, StaleForm, expecting
from .correcting import EDITABLE, TOO_LATE, can_still_edit, edit
from .escalating import ESCALATION, raise_priority
from .files import remove_file
from .filing import Filing, amend, chase, not_meant_for, submit, submit_once
from .finishing import (
    CANCEL,
    NO_ANSWER,
    STAY,
    can_still_reopen,
    cancel,
    check_window,
    close,
    confirm,
    decline,
    leave_unanswered,
    reopen,
    resolve,
)
from .holding import announce_closing, hold, remind, resume
from .intake import DONE, QUEUE, TAKEN, note_down, note_down_once
from .keeping import drop_files, empty, protect, unprotect
from .linking import BLOCKED_BY, link, mark_duplicate, unlink
from .noticing import link_notice, unlink_notice
from .participating import add_participant, leave, remove_participant
from .parts import DEEPEST, ask_department, depth_of, lets_go_on
from .passing import pass_on
from .standards import Label, apply_standard
from .taking import take_next
from .talking import accept, answer, ask, has_open_proposal, propose, reply
from .work import LEFT, assign, hand_over, move_along, promise, start

__all__ = [
    "ASKABLE",
    "BLOCKED_BY",
    "CANCEL",
    "DEEPEST",
    "DONE",
    "EDITABLE",
    "ESCALATION",
    "LEFT",
    "NO_ANSWER",
    "QUEUE",
    "STAY",
    "TAKEN",
    "TOO_LATE",
    "Filing",
    "IllegalMove",
    "Label",
    "Refused",
    "StaleForm",
    "accept",
    "add_participant",
    "amend",
    "announce_closing",
    "answer",
    "apply_standard",
    "approve",
    "ask",
    "ask_approval",
    "ask_department",
    "ask_stand_ins",
    "assign",
    "can_still_edit",
    "can_still_reopen",
    "cancel",
    "chase",
    "check_window",
    "close",
    "confirm",
    "decline",
    "depth_of",
    "drop_files",
    "edit",
    "empty",
    "expecting",
    "hand_over",
    "has_open_proposal",
    "hold",
    "leave",
    "leave_out_approver",
    "leave_unanswered",
    "lets_go_on",
    "link",
    "link_notice",
    "mark_duplicate",
    "move_along",
    "not_meant_for",
    "note_down",
    "note_down_once",
    "pass_on",
    "promise",
    "propose",
    "protect",
    "raise_priority",
    "reject",
    "remind",
    "remove_file",
    "remove_participant",
    "reopen",
    "replace_approver",
    "reply",
    "resolve",
    "resume",
    "start",
    "submit",
    "submit_once",
    "take_next",
    "unlink",
    "unlink_notice",
    "unprotect",
    "withdraw_approval",
]
