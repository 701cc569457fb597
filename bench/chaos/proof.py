"""Whether everything that was acknowledged is there once, and everything that was promised was done.

    python -m bench.chaos.proof hasten
    python -m bench.chaos.proof waiting
    python -m bench.chaos.proof prove LEDGER TAKEN

`hasten` lets claims of workers that died, and waits before another try, end now instead of in ten minutes. `waiting`
says how much is still to be done. `prove` looks at the words of the ledger and the letters of the mail server, row by
row. All print JSON. What has to be true of any installation `manage.py verify` looks at.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import django

from .ledger import Word, read

STEPS = ["50%", "80%", "100%"]


def hasten() -> dict[str, int]:
    from requests_app import clock
    from requests_app.models import Delivery, IncomingMail

    now = clock.now()
    mails = Delivery.objects.pending().filter(next_attempt_at__gt=now)
    letters = IncomingMail.objects.filter(state=IncomingMail.State.NEW, next_attempt_at__gt=now)
    return {"deliveries": mails.update(next_attempt_at=now), "letters": letters.update(next_attempt_at=now)}


def waiting() -> dict[str, int]:
    from dashboards.models import StaleDay
    from operations.models import JobRun
    from requests_app import clock
    from requests_app.models import Attachment, Delivery, IncomingMail
    from sla.models import Clock, ClockEvent

    now = clock.now()
    return {
        "deliveries": Delivery.objects.pending().count(),
        "letters": IncomingMail.objects.filter(state=IncomingMail.State.NEW).count(),
        "clocks": Clock.objects.due_to_fire(now).count(),
        "events": ClockEvent.objects.to_handle().count(),
        "days": StaleDay.objects.count(),
        "files": Attachment.objects.filter(process_at__lte=now).count(),
        "jobs": JobRun.objects.exclude(error="").count(),
    }


def prove(words: list[Word], taken: Counter[str]) -> Iterator[dict[str, Any]]:
    """One line for each thing that was promised: how many, how many are wrong, and some of them."""
    of = {
        kind: [word for word in words if word.kind == kind] for kind in ("request", "reply", "file", "letter", "done")
    }
    yield _line("acknowledged requests are there once", len(of["request"]), _requests(of["request"]))
    yield _line("acknowledged letters became one request each", len(of["letter"]), _requests(of["letter"]))
    yield _line("acknowledged answers are there once", len(of["reply"]), _replies(of["reply"]))
    yield _line("acknowledged files are there once, as they were sent", len(of["file"]), _files(of["file"]))
    yield _line("what was marked as done is done", len(of["done"]), _done(of["done"]))
    yield _line("clocks that came due said everything once", *_clocks())
    yield _line("notifications left at least once, and are recorded once", *_mails(taken))


def _line(says: str, looked_at: int, wrong: Iterable[str]) -> dict[str, Any]:
    found = list(wrong)
    return {"says": says, "looked_at": looked_at, "broken": len(found), "examples": found[:10]}


def _requests(words: list[Word]) -> Iterator[str]:
    from requests_app.models import ServiceRequest

    there = Counter(ServiceRequest.objects.values_list("title", flat=True))
    return (f"{word.text}: {there[word.text]} times" for word in words if there[word.text] != 1)


def _replies(words: list[Word]) -> Iterator[str]:
    from requests_app.models import Message

    there = Counter(Message.objects.values_list("request", "text"))
    return (
        f"{word.text}: {there[word.request, word.text]} times" for word in words if there[word.request, word.text] != 1
    )


def _files(words: list[Word]) -> Iterator[str]:
    from requests_app.models import Attachment

    there = Counter((f"{row[0]}", row[1], row[2]) for row in Attachment.objects.values_list("pk", "request", "sha256"))
    alike = Counter(Attachment.objects.exclude(request=None).values_list("sha256", flat=True))
    for word in words:
        if there[word.text, word.request, word.digest] != 1 or alike[word.digest] != 1:
            yield f"file {word.text} of request {word.request}: {alike[word.digest]} times"


def _done(words: list[Word]) -> Iterator[str]:
    from requests_app.models import RequestEvent

    there = Counter(RequestEvent.objects.filter(verb="resolved").values_list("request", flat=True))
    return (f"request {word.request}: {there[word.request]} times" for word in words if there[word.request] != 1)


def _clocks() -> tuple[int, Iterator[str]]:
    from sla.models import Clock, ClockEvent

    events = Counter(ClockEvent.objects.values_list("clock", "step"))
    due = Clock.objects.filter(state="running", next_fire_at=None).values_list("pk", flat=True)
    wrong = (
        f"clock {clock} said {step} {events[clock, step]} times"
        for clock in due
        for step in STEPS
        if events[clock, step] != 1
    )
    return len(due), wrong


def _mails(taken: Counter[str]) -> tuple[int, Iterator[str]]:
    from requests_app.mailbox.addresses import delivery_id
    from requests_app.models import Delivery

    rows = Delivery.objects.filter(channel=Delivery.Channel.EMAIL).values_list("pk", "leader", "state", "error")
    wrong = (
        f"delivery {pk} is {state} {error} and was taken {taken[delivery_id(leader or pk)]} times"
        for pk, leader, state, error in rows
        if state != Delivery.State.SENT or not taken[delivery_id(leader or pk)]
    )
    return len(rows), wrong


def letters(file: Path) -> Counter[str]:
    return Counter(line.split()[0] for line in file.read_text(encoding="utf-8").splitlines())


if __name__ == "__main__":
    django.setup()
    match sys.argv[1:]:
        case ["hasten"]:
            print(json.dumps(hasten()))
        case ["waiting"]:
            print(json.dumps(waiting()))
        case ["prove", ledger, taken]:
            print(json.dumps(list(prove(read(Path(ledger)), letters(Path(taken)))), ensure_ascii=False))
