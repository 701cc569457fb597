"""Asking for a page and for the floor by turns, so that what else the machine does weighs on both."""

from __future__ import annotations

import gzip
import json
import statistics
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import quote, urlencode

from bench.pages.serving import Server

AT_ONCE = 4  # connections
CROSSING = "c" * 32  # a browser's word against forged forms: the same in the cookie and beside the form


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody's browser, or nobody's."""

    port: int
    cookie: str = ""
    token: str = ""

    def get(self, path: str) -> bytes:
        """The answer as it came. Raises SystemExit where it is no page."""
        return self._ask("GET", path, None, {}, {200})

    def post(self, path: str, fields: Mapping[str, str]) -> bytes:
        """A form as a browser sends it. Raises SystemExit where it was not taken."""
        said = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": CROSSING}
        return self._ask("POST", path, urlencode(fields), said, {302})

    def post_json(self, path: str, body: Mapping[str, object]) -> bytes:
        """What a program sends. Raises SystemExit where it was not taken."""
        return self._ask("POST", path, json.dumps(body), {"Content-Type": "application/json"}, {200, 201})

    def _ask(self, method: str, path: str, body: str | None, said: Mapping[str, str], wanted: set[int]) -> bytes:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            address = quote(path, safe="/?&=%:+,-~.")
            connection.request(method, address, body=body, headers={**self._headers(), **said})
            answer = connection.getresponse()
            found = answer.read()
        finally:
            connection.close()
        if answer.status not in wanted:
            raise SystemExit(f"{path}: {answer.status} {answer.headers.get('Location', '')} {_text(found)[:500]}")
        return found

    def _headers(self) -> dict[str, str]:
        person = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        cookies = {"Cookie": f"{self.cookie}; csrftoken={CROSSING}"} if self.cookie else {}
        return {"Accept-Encoding": "gzip", "Host": "127.0.0.1", **person, **cookies}


def _text(body: bytes) -> str:
    try:
        return gzip.decompress(body).decode()
    except OSError:
        return body.decode(errors="replace")


@dataclass(frozen=True, slots=True)
class Taken:
    """Of one page: milliseconds, answers a second with four at once, processor milliseconds, bytes as sent."""

    p50: float
    p95: float
    floor: float
    a_second: float
    python: float
    postgres: float
    size: int

    @property
    def floors(self) -> float:
        return self.p50 / self.floor


def measure(server: Server, page: Callable[[], bytes], floor: Callable[[], bytes], times: int) -> Taken:
    size = len(page())
    page(), floor()  # both workers have read their templates
    pages, floors = [], []
    for _ in range(times):
        floors.append(_milliseconds(floor))
        pages.append(_milliseconds(page))
    before, began = server.seconds(), perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda _: page(), range(times)))
    seconds = perf_counter() - began
    python, postgres = (1000 * (now - then) / times for now, then in zip(server.seconds(), before, strict=True))
    p95 = statistics.quantiles(pages, n=20, method="inclusive")[-1]
    p50 = statistics.median(pages)
    return Taken(p50, p95, statistics.median(floors), times / seconds, python, postgres, size)


def _milliseconds(ask: Callable[[], bytes]) -> float:
    began = perf_counter()
    ask()
    return 1000 * (perf_counter() - began)
