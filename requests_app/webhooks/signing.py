"""How a receiver knows that a message is the portal's, and that nobody repeats an old one."""

from __future__ import annotations

import hashlib
import hmac
import secrets


def fresh_secret() -> str:
    return secrets.token_urlsafe(32)


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 in hex of “<timestamp>.<body>”; the timestamp in seconds since 1970."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
