"""How a receiver knows that a message is the portal's, and that nobody repeats an old one."""

from __future__ import annotations

import hashlib
import hmac
import secrets as randomness
from collections.abc import Iterable


def fresh_secret() -> str:
    return randomness.token_urlsafe(32)


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 in hex of “<timestamp>.<body>”; the timestamp in seconds since 1970."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def signatures(secrets: Iterable[str], timestamp: int, body: bytes) -> str:
    """What the header says: one signature of each secret that counts."""
    return ",".join(f"v1={signature(secret, timestamp, body)}" for secret in secrets)
