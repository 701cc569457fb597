"""Telling other programs: where to, signed how, and never into one's own network. Knows nothing of notifications."""

from .addresses import NotAllowed, check_url
from .rotating import forget_former_secret, give_new_secret
from .sending import Answer, Gone, Message, NotTaken, Prepared, post, prepare, test_failed
from .signing import fresh_secret, signature

__all__ = [
    "Answer",
    "Gone",
    "Message",
    "NotAllowed",
    "NotTaken",
    "Prepared",
    "check_url",
    "forget_former_secret",
    "fresh_secret",
    "give_new_secret",
    "post",
    "prepare",
    "signature",
    "test_failed",
]
