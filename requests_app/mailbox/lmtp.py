"""LMTP: a letter is taken, receiver by receiver, once it is committed; else its server keeps it and tries again."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session
from asgiref.sync import sync_to_async
from django.db import Error as DatabaseProblem
from django.db import close_old_connections

from .reading import LIMITS
from .storing import NobodyHere, TooBig, origin_of, store

logger = logging.getLogger(__name__)

MOST_RECEIVERS = 50
TAKEN = "250 2.0.0 Taken"
NOBODY = "550 5.1.1 Nobody here has this address"
TOO_BIG = "552 5.3.4 The letter is too big"
LATER = "451 4.3.0 Cannot be kept right now"


class Handler:
    """Of aiosmtpd. Its own thread talks to the database, so that other conversations go on meanwhile."""

    async def handle_RCPT(  # noqa: N802
        self, server: LMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECEIVERS:
            return "452 4.5.3 Too many receivers"
        answer = await sync_to_async(_known)(address)
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return answer

    async def handle_DATA(self, server: LMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.original_content or b""
        # LMTP (RFC 2033) has one answer a receiver; aiosmtpd sends one text as it is.
        return "\r\n".join([await sync_to_async(_take)(address, raw) for address in envelope.rcpt_tos])


def _known(address: str) -> str:
    close_old_connections()
    try:
        origin_of(address)
    except NobodyHere:
        return NOBODY
    except DatabaseProblem:
        return LATER
    return TAKEN


def _take(address: str, raw: bytes) -> str:
    close_old_connections()
    try:
        store(raw, origin_of(address))
    except NobodyHere:
        return NOBODY
    except TooBig:
        return TOO_BIG
    except (DatabaseProblem, OSError) as problem:
        logger.warning("A letter could not be kept, its server shall try again: %r", problem)
        return LATER
    return TAKEN


async def listen(address: str) -> asyncio.Server:
    """At `host:port` or at the path of a socket."""
    loop = asyncio.get_running_loop()

    def conversation() -> LMTP:
        return LMTP(Handler(), data_size_limit=LIMITS.size, enable_SMTPUTF8=True, loop=loop)

    if "/" in address:
        Path(address).unlink(missing_ok=True)
        return await loop.create_unix_server(conversation, path=address)
    host, _colon, port = address.rpartition(":")
    return await loop.create_server(conversation, host=host or "127.0.0.1", port=int(port))
