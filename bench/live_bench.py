"""What it costs that open pages ask whether anything changed.

    ./portal bench live [--json]

Through the product's own middleware and views: processor time of this process and of its database. References
are the page itself, which a page without versions would have to ask for, and the least that the portal answers to
somebody who is signed in. Statements are counted by the tests. In a database of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import unescape
from time import perf_counter

from django.conf import settings
from django.test import Client

from bench.sla import report, scratch
from bench.sla.stopwatch import Stopwatch
from requests_app import transitions
from requests_app.models import Department, User
from tests.make import make_agent, make_department, make_service, make_user

REQUESTS, ROUNDS, TIMES = 60, 3, 100
OPEN, EVERY = 1_000, 10  # pages, and the seconds after which each asks while somebody is at work


def fill() -> tuple[Client, str]:
    """An agent's browser, and the address of a request of theirs."""
    department: Department = make_department("d0")
    service = make_service(department, "s", "Anything")
    agent: User = make_agent("Olga Petrova", department)
    asks: User = make_user("Li Wei")
    made = [transitions.submit(service, transitions.Filing(f"{n}"), requester=asks, by=asks) for n in range(REQUESTS)]
    client = Client()
    client.force_login(agent)
    return client, f"/requests/{made[0].pk}/"


def watching(client: Client, url: str) -> Callable[[], int]:
    """As the script of that page asks: the status of the answer."""
    page = client.get(url).content.decode()
    address = unescape(page.split('data-live="')[1].split('"')[0])
    tag = client.get(address).headers["ETag"]
    return lambda: client.get(address, headers={"If-None-Match": tag}).status_code


def work(ask: Callable[[], object], times: int = TIMES) -> float:
    """Milliseconds of work for one, the least of the rounds."""
    taken = []
    ask()
    for _ in range(ROUNDS):
        watch = Stopwatch()
        for _ in range(times):
            ask()
        watch.stop()
        taken.append((watch.wall if watch.busy is None else watch.busy) / times)
    return 1000 * min(taken)


def rows() -> Iterator[report.Row]:
    client, url = fill()
    floor = work(lambda: client.get("/live/"))
    yield report.Row("floor", "the least answer: session and person", floor, "ms")
    for name, path in (("home", "/"), ("queue", "/queue/d0/?view=open"), ("request", url)):
        ask = watching(client, path)
        if (status := ask()) != 304:
            raise SystemExit(f"{path}: {status}")
        page, look = work(partial(client.get, path), TIMES // 10), work(ask)
        yield report.Row(f"{name}-look", f"{name}: nothing changed", look, "ms", detail=f"the page: {page:.0f} ms")
        yield report.Row(
            f"{name}-floor", f"{name}: nothing changed / the least answer", look / floor, "x", "at most", 2
        )
        yield report.Row(f"{name}-ratio", f"{name}: the page / nothing changed", page / look, "x", "at least", 10)
        share = OPEN / EVERY * look / 10
        yield report.Row(
            f"{name}-share", f"{name}: {OPEN:,} open pages", share, "%", detail=f"of one core, {OPEN // EVERY} a second"
        )


def main(options: Sequence[str]) -> int:
    settings.DEBUG = False  # it would remember every statement
    began = perf_counter()
    with scratch.database():
        found = list(rows())
    seconds = perf_counter() - began
    if "--json" in options:
        print(report.as_json(found, quick=False, seconds=seconds))
    else:
        print(f"{report.as_table(found)}\n\n{report.machine()}; {seconds:,.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
