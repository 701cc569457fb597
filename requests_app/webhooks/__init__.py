"""Telling other programs: where to, signed how, and never into one's own network. Knows nothing of notifications."""

from .addresses import NotAllowed, check_url
from .sending import Gone, Message, NotTaken, post, test_failed
from .signing import fresh_secret, signature

__all__ = ["Gone", "Message", "NotAllowed", "NotTaken", "check_url", "fresh_secret", "post", "signature", "test_failed"]
