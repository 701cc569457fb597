"""An LMTP server for the company's mail server to deliver to. Runs until it is ended."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from requests_app.mailbox import lmtp


class Command(BaseCommand):
    help = "Take letters over LMTP at LMTP_LISTEN (host:port, or the path of a socket)."

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(self._serve(settings.LMTP_LISTEN))

    async def _serve(self, address: str) -> None:
        server = await lmtp.listen(address)
        ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        self.stdout.write(f"Listening for LMTP at {address}")
        async with server:
            await ended.wait()
