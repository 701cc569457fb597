"""The verbs: the only code that changes a request."""

from requests_app.states import IllegalMove

from .approving import ASKABLE, approve, ask_approval, reject, withdraw_approval
from .base import Refused, StaleForm, expecting
from .escalating import ESCALATION, raise_priority
from .filing import Filing, amend, cancel, chase, submit, submit_once
from .finishing import can_still_reopen, check_window, close, confirm, decline, reopen, resolve
from .standards import Label, apply_standard
from .taking import take_next
from .talking import accept, answer, ask, has_open_proposal, propose, reply
from .work import assign, hand_over, hold, promise, resume, start

__all__ = [
    "ASKABLE",
    "ESCALATION",
    "Filing",
    "IllegalMove",
    "Label",
    "Refused",
    "StaleForm",
    "accept",
    "amend",
    "answer",
    "apply_standard",
    "approve",
    "ask",
    "ask_approval",
    "assign",
    "can_still_reopen",
    "cancel",
    "chase",
    "check_window",
    "close",
    "confirm",
    "decline",
    "expecting",
    "hand_over",
    "has_open_proposal",
    "hold",
    "promise",
    "propose",
    "raise_priority",
    "reject",
    "reopen",
    "reply",
    "resolve",
    "resume",
    "start",
    "submit",
    "submit_once",
    "take_next",
    "withdraw_approval",
]
