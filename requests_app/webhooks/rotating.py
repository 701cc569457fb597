"""A new secret, and how long the former one counts beside it: a receiver learns the new one in its own time."""

from __future__ import annotations

from datetime import datetime, timedelta

from requests_app.models.webhooks import SignedAddress

from .signing import fresh_secret

OVERLAP = timedelta(hours=24)


def give_new_secret(address: SignedAddress, now: datetime) -> None:
    """The former one signs along for OVERLAP."""
    address.former_secret, address.former_until = address.secret, now + OVERLAP
    address.secret = fresh_secret()
    address.save(update_fields=["secret", "former_secret", "former_until"])


def forget_former_secret(address: SignedAddress) -> None:
    """At once: somebody may know it who should not."""
    address.former_secret, address.former_until = "", None
    address.save(update_fields=["former_secret", "former_until"])
