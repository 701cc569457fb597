"""How many due clocks a sweep moves on in a second, and how many events are handled: people told, mails and marks.

A department of 12 people holds REQUESTS requests with two clocks each; half of them have somebody who works on them,
the others tell the whole department. Everything lives in a database of its own that is dropped at the end. Seconds are
those of the wall, so that the database's part counts.
"""

import os
from contextlib import ExitStack
from datetime import datetime, timedelta
from time import perf_counter
from unittest import mock

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from requests_app.models import Delivery, Notification, Service, ServiceRequest, User
from requests_app.notifications import outbox
from requests_app.states import Verb
from sla import bulk, terms
from sla.book import Book, Move
from sla.calendar.instants import to_us
from sla.handling import handle
from sla.models import ServiceStandard
from sla.sweep import sweep
from sla.terms import Offer
from tests.make import make_agent, make_department, make_manager, make_service, make_standard, make_user, utc

REQUESTS = 2000
FILED = utc(2026, 6, 8, 9)
ROUNDS = [  # working time is all the time here: an answer within 2 hours, done within 8
    ("warnings of one clock in two", timedelta(hours=1)),
    ("everything after a night without a sweep", timedelta(hours=12)),
]


def company() -> tuple[Service, ServiceStandard, list[User], User]:
    it = make_department("it", "IT")
    team = [make_agent(f"Agent {number}", it) for number in range(11)]
    it.head = make_manager("Maria Schulz", it)
    it.save(update_fields=["head"])
    return make_service(it, "laptop"), make_standard(it), team, make_user("Li Wei")


def file(service: Service, standard: ServiceStandard, team: list[User], requester: User) -> None:
    version = standard.calendar.versions.get()
    requests = ServiceRequest.objects.bulk_create(
        ServiceRequest(
            title=f"Request {number}", service=service, department=service.provider, requester=requester,
            filed_by=requester, assignee=team[number % len(team)] if number % 2 else None,
            filed_at=FILED, updated_at=FILED,
        )
        for number in range(REQUESTS)
    )  # fmt: skip
    histories = []
    for request in requests:
        book = Book(Offer(standard.pk, version.pk, terms.of_published(standard.pk)))
        filed = Move(Verb.SUBMITTED, to_us(FILED), request.status, request.priority, from_department=False)
        accounts = bulk.walk(book, [filed])
        histories.append(bulk.History(request.pk, accounts, live=True))
    bulk.create(histories)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(name: str, at: datetime) -> None:
    told, started = Notification.objects.count(), perf_counter()
    moved = sweep(now=at)
    swept = perf_counter()
    handled = handle(now=at)
    ended = perf_counter()
    told = Notification.objects.count() - told
    print(
        f"{name:<42} {moved:>6,} clocks {moved / (swept - started):>7,.0f}/s"
        f" {handled:>6,} events handled {handled / (ended - swept):>6,.0f}/s {told:>7,} told"
    )


def main() -> None:
    connection.settings_dict["TEST"]["NAME"] = f"bench_sweep_{os.getpid()}"
    with ExitStack() as cleaning:
        databases = setup_databases(verbosity=0, interactive=False)
        cleaning.callback(teardown_databases, databases, verbosity=0)
        # Sending is measured elsewhere, and here nobody must be written to.
        cleaning.enter_context(mock.patch.object(outbox, "wake_delivery"))
        file(*company())
        for name, after in ROUNDS:
            measure(name, FILED + after)
        print(f"{Notification.objects.count():,} notifications, {Delivery.objects.count():,} mails to be sent")


if __name__ == "__main__":
    main()
