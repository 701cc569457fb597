"""What whole pages cost among many requests, beside the least that this server can answer.

    ./portal bench pages [--size=10k|100k|1m] [--json] [--check]

Fills a database of its own, serves it with gunicorn as in production, and asks for every page and for the floor by
turns: a Django view without middleware that reads one row by its key. A page is judged by its median in medians of the
floor, so that machines and what else they do cancel. Statements are counted through the same views in this process.
`--check` fails where a page costs more than is demanded; small sizes are shown and not judged.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from http import HTTPStatus
from time import perf_counter

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.pages.asking import Asker, measure
from bench.pages.filling import fill
from bench.pages.floor import PATH
from bench.pages.places import Place, Write, places, signed_in, token_of, writes
from bench.pages.serving import Server, served
from bench.sla import report, scratch
from requests_app.models import ServiceRequest

SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
TIMES = 40
STATEMENTS = 8
MEMORY, SLOWEST = 110.0, 300.0  # MB of a worker, milliseconds


def rows(size: int) -> Iterator[report.Row]:
    is_to_scale = size >= SIZES["1m"]
    filled = fill(size, tell)
    if filled.copied:
        rate = filled.copied / filled.copying
        detail = f"{filled.rows:,} rows; figures of all counted in {filled.counting:.0f} s"
        yield report.Row("fill", "requests multiplied", rate, "a second", "at least", 20_000, detail, is_to_scale)
    looked = [(place, signed_in(place.who)) for place in places()]
    row = f"{PATH}?key={ServiceRequest.objects.latest('pk').pk}"
    written = writes()
    tokens = {one.who: token_of(one.who) for one in written if one.is_api}
    with served() as server:
        for place, client in looked:
            yield from of_page(server, place, client, row, is_to_scale)
        for write in written:
            sender = Asker(server.port, token=tokens[write.who]) if write.is_api else None
            yield from of_write(server, write, sender or Asker(server.port, _cookie(signed_in(write.who))), row)
        yield report.Row("memory", "memory of a worker after all pages", server.memory(), "MB", "at most", MEMORY)


def of_page(server: Server, place: Place, client: Client, row: str, is_to_scale: bool) -> Iterator[report.Row]:
    page, floor = partial(Asker(server.port, _cookie(client)).get, place.path), partial(Asker(server.port).get, row)
    taken = measure(server, page, floor, TIMES)
    tell(f"{place.key}: {taken.floors:.1f} floors")
    detail = (
        f"{taken.p50:.1f} ms on {taken.floor:.2f}, p95 {taken.p95:.0f} ms, {taken.a_second:.0f}/s by four at once,"
        f" Python {taken.python:.1f} ms, PostgreSQL {taken.postgres:.1f} ms, {taken.size / 1024:.1f} KiB"
    )
    bound = "at most" if place.floors else None
    yield report.Row(place.key, place.key, taken.floors, "floors", bound, place.floors, detail, is_to_scale)
    yield report.Row(f"{place.key}-slowest", f"{place.key}: p95", taken.p95, "ms", "at most", SLOWEST)
    many = statements(client, place.path)
    yield report.Row(f"{place.key}-statements", f"{place.key}: statements", many, "", "at most", STATEMENTS)


def of_write(server: Server, write: Write, sender: Asker, row: str) -> Iterator[report.Row]:
    """A filing leaves rows behind: too few to matter among ten thousand."""
    send = sender.post_json if write.is_api else sender.post
    taken = measure(server, lambda: send(write.path, write.body()), partial(Asker(server.port).get, row), TIMES)
    tell(f"{write.key}: {taken.floors:.1f} floors")
    spent = f"Python {taken.python:.1f} ms, PostgreSQL {taken.postgres:.1f} ms"
    detail = f"{taken.p50:.1f} ms on {taken.floor:.2f}, {spent}"
    yield report.Row(write.key, write.key, taken.floors, "floors", "at most", write.floors, detail, False)
    yield report.Row(f"{write.key}-slowest", f"{write.key}: p95", taken.p95, "ms", "at most", SLOWEST)


def _cookie(client: Client) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def statements(client: Client, path: str) -> int:
    """Of a page that was seen before."""
    asked = partial(client.get, path, secure=True, headers={"host": settings.ALLOWED_HOSTS[0]})
    asked()
    with CaptureQueriesContext(connection) as captured:
        answer = asked()
    if answer.status_code != HTTPStatus.OK:
        raise SystemExit(f"{path}: {answer.status_code} {answer.get('Location', '')}")
    return len(captured)


def tell(words: str) -> None:
    print(f"{words} …", file=sys.stderr, flush=True)


def main(options: Sequence[str]) -> int:
    size = next((value for name, _, value in (one.partition("=") for one in options) if name == "--size"), "10k")
    if size not in SIZES:
        print(f"--size is one of {', '.join(SIZES)}.", file=sys.stderr)
        return 2
    settings.DEBUG = False  # it would remember every statement
    began = perf_counter()
    with scratch.database():
        found = list(rows(SIZES[size]))
    seconds = perf_counter() - began
    if "--json" in options:
        print(report.as_json(found, quick=size != "1m", seconds=seconds))
    else:
        print(f"{report.as_table(found)}\n\n{size}, {report.machine()}; {seconds:,.0f} s")
    return int("--check" in options and any(row.met is False for row in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
