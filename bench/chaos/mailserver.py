"""A mail server in whatever mood the run wants: it takes letters, is slow, refuses, hangs, or has no room left.

    python -m bench.chaos.mailserver PORT FOLDER

`FOLDER/mood` says how it behaves, and may change at any moment. What it took stands in `FOLDER/taken`, a line each:
the Message-ID and the receiver. `FOLDER/spool` is its disk; where it is a small one of its own it is really filled.
"""

from __future__ import annotations

import asyncio
import errno
import os
import sys
from email.parser import BytesHeaderParser
from itertools import count
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

GOOD, SLOW, REFUSING, SILENT, DEAF, FULL = "good", "slow", "refusing", "silent", "deaf", "full"
PAUSE = 2.0  # seconds before each answer of a slow one
GLANCE = 0.1  # seconds between two looks at the mood


class Server:
    """aiosmtpd's handler, with its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.numbers = folder, count(1)

    @property
    def mood(self) -> str:
        return (self.folder / "mood").read_text()

    async def while_it_is(self, mood: str) -> None:
        while self.mood == mood:
            await asyncio.sleep(GLANCE)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mood == SLOW:
            await asyncio.sleep(PAUSE)
        if self.mood == REFUSING:
            return "451 4.3.2 Not now"
        envelope.mail_from = address
        return "250 2.1.0 Go on"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        if self.mood == SLOW:
            await asyncio.sleep(PAUSE)
        try:
            self.spool(content)
        except OSError as problem:
            return f"452 4.3.1 {problem.strerror}"
        self.note(content, envelope.rcpt_tos)
        # Taken, and never said so: whoever sent it has to send it again.
        await self.while_it_is(SILENT)
        return "250 2.0.0 Taken"

    def spool(self, content: bytes) -> None:
        """Raises OSError where the disk is full."""
        spool, filler = self.folder / "spool", self.folder / "spool" / "filler"
        if self.mood != FULL:
            filler.unlink(missing_ok=True)
        elif os.path.ismount(spool):
            fill(filler)
        else:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        letter = spool / f"{next(self.numbers)}"
        try:
            letter.write_bytes(content)
        finally:
            letter.unlink(missing_ok=True)

    def note(self, content: bytes, receivers: list[str]) -> None:
        number = BytesHeaderParser().parsebytes(content)["Message-ID"]
        with (self.folder / "taken").open("a", encoding="utf-8") as file:
            file.writelines(f"{number} {receiver}\n" for receiver in receivers)


def fill(file: Path) -> None:
    with file.open("ab", buffering=0) as room:
        try:
            while True:
                room.write(b"\0" * 4096)
        except OSError:
            return


class Conversation(SMTP):
    """A deaf server takes the connection and says nothing, not even its name."""

    async def _handle_client(self) -> None:
        await self.event_handler.while_it_is(DEAF)
        await super()._handle_client()


async def serve(port: int, folder: Path) -> None:
    handler: Any = Server(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Conversation(handler, enable_SMTPUTF8=True, loop=loop), host="127.0.0.1", port=port, reuse_address=True
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
