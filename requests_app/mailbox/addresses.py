"""Addresses and ids that lead a letter to its request: signed, so that nobody can make one up. No database.

A reply address is `reply+<request>-<person>.<signature>@domain`, with an `n` before the dot where the mail was about an
internal note. It is bound to the person the mail went to: who writes to it from their own address has read that mail.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "requests_app.reply-address"
SIGNED_BYTES = 12  # 20 letters; addresses are compared without regard to capitals, so base64 will not do
LOCAL = re.compile(r"(?P<request>[0-9]{1,18})-(?P<person>[0-9]{1,18})(?P<note>n?)\.(?P<signature>[a-z2-7]{20})")
OURS = re.compile(r"<(?P<kind>request|delivery)-(?P<number>[0-9]{1,18})@(?P<domain>[^>]+)>")


@dataclass(frozen=True, slots=True)
class Place:
    """What a signed address leads to; `note`: what is written there stays internal."""

    request: int
    person: int
    note: bool = False


def reply_address(place: Place) -> str:
    """Empty where the installation reads no replies."""
    base = settings.MAIL_REPLY_ADDRESS
    if not base:
        return ""
    local, _at, domain = base.partition("@")
    return f"{local}+{_signed(place)}.{_signature(place, settings.SECRET_KEY)}@{domain}"


def place_of(addresses: Iterable[str]) -> Place | None:
    """The first that is signed by us."""
    for address in addresses:
        found = LOCAL.fullmatch(detail_of(address)) if is_for_replies(address) else None
        if found is None:
            continue
        place = Place(int(found["request"]), int(found["person"]), bool(found["note"]))
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        # Every key is tried, so that the time it takes does not tell which one fits.
        if any([constant_time_compare(found["signature"], _signature(place, key)) for key in keys]):  # noqa: C419
            return place
    return None


def is_for_replies(address: str) -> bool:
    """Is it the address for replies, with or without what follows its plus?"""
    return bool(settings.MAIL_REPLY_ADDRESS) and plain(address) == settings.MAIL_REPLY_ADDRESS


def plain(address: str) -> str:
    """In small letters and without what follows a plus."""
    local, _at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def detail_of(address: str) -> str:
    """What follows the plus, in small letters."""
    return address.strip().lower().rpartition("@")[0].partition("+")[2]


def domain() -> str:
    """Of our Message-IDs."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def request_root(request: int) -> str:
    """The id every mail about a request refers to; no mail has it itself."""
    return f"<request-{request}@{domain()}>"


def delivery_id(delivery: int) -> str:
    return f"<delivery-{delivery}@{domain()}>"


def answer_id(answer: int) -> str:
    return f"<answer-{answer}@{domain()}>"


def ours(message_ids: Iterable[str]) -> list[tuple[str, int]]:
    """Kind and number of the ids that we gave, in their order."""
    found = [OURS.fullmatch(one.strip()) for one in message_ids]
    return [(one["kind"], int(one["number"])) for one in found if one and one["domain"].lower() == domain().lower()]


def _signed(place: Place) -> str:
    return f"{place.request}-{place.person}{'n' if place.note else ''}"


def _signature(place: Place, key: str | bytes) -> str:
    made = salted_hmac(SALT, _signed(place), secret=key, algorithm="sha256").digest()[:SIGNED_BYTES]
    return b32encode(made).decode().rstrip("=").lower()
