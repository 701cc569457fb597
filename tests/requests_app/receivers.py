"""Programs that webhooks call, on the machine's own address: obedient, refusing, slow, and dripping ones."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver(ThreadingHTTPServer):
    """Keeps what it gets, and answers with `status` and `says` after `waits` seconds."""

    daemon_threads = True

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status, self.says, self.waits, self.location = 200, b"", 0.0, "http://127.0.0.1:1/"
        self.on_call: Callable[[], None] = lambda: None
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/in"

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _headers, body in self.got]

    @property
    def verbs(self) -> list[str]:
        return [one["event"]["verb"] for one in self.told if one["event"]]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that ended the conversation is what some tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.server.on_call()
        time.sleep(self.server.waits)
        self.send_response(self.server.status)
        self.send_header("Location", self.server.location)
        self.end_headers()
        self.wfile.write(self.server.says)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def running(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    server = Receiver()
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def speaking(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A bare server that hears the request out and then does what `talk` does; the address to call."""
    listening = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                caller, _address = listening.accept()
                with caller:
                    caller.recv(65536)
                    talk(caller)
            except OSError:
                continue

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/in"
    finally:
        ended.set()
        listening.close()


def drip(caller: socket.socket) -> None:
    """A letter of the answer now and then, each well within a time limit of its own."""
    for sign in b"HTTP/1.1 200 OK\r\n" + b"X-Slow: yes\r\n" * 1000:
        caller.sendall(bytes([sign]))
        time.sleep(0.05)
