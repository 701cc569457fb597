"""What /metrics says beside the pages: what waits and for how long, jobs, the servers. A dozen cheap statements."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Min
from django.http import HttpRequest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from dashboards.models import StaleDay
from requests_app import clock
from requests_app.middleware import address_behind_proxy
from requests_app.models import Attachment, Delivery, HookCall, IncomingMail
from sla import handling, sweep

from . import page_times, status
from .jobs import timetable
from .models import JobRun

logger = logging.getLogger(__name__)

PREFIX = "counterpart_"
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def may_read(request: HttpRequest) -> bool:
    """Whoever sends the token, or asks from an allowed network; nobody where neither is set."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if settings.METRICS_TOKEN and hmac.compare_digest(given, settings.METRICS_TOKEN.encode()):
        return True
    return _is_inside(_address(request))


def _address(request: HttpRequest) -> str:
    """Empty where a proxy that the portal was told nothing of passed the call on: it would look like a neighbour."""
    if settings.BEHIND_PROXY:
        return address_behind_proxy(request) or ""
    return "" if any(name in request.META for name in FORWARDED) else request.META.get("REMOTE_ADDR", "")


def _is_inside(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in settings.METRICS_NETWORKS)


def exposition() -> bytes:
    """Everything in Prometheus' text format. Servers that do not answer are told as such, and what they keep is not."""
    now = CollectorRegistry(auto_describe=False)
    now.register(_State())
    return page_times.exposition() + generate_latest(now)


class _State(Collector):
    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterator[Metric]:
        yield _gauge("build", "The running version.", {settings.VERSION: 1}, "version")
        up = {"database": 1.0, "redis": 1.0}
        try:
            yield from _kept(clock.now())
        except DatabaseError:
            logger.warning("metrics: the database does not answer", exc_info=True)
            up["database"] = 0.0
        waiting = status.waiting_in_broker()
        if waiting is None:
            up["redis"] = 0.0
        else:
            yield _gauge("jobs_waiting", "Jobs in the broker that no worker took.", {"": waiting})
        yield _gauge("up", "1 while this server answers.", up, "server")


def _kept(now: datetime) -> Iterator[Metric]:
    mails = Delivery.objects.pending().aggregate(oldest=Min("next_attempt_at"), waiting=Count("pk"))
    ages = _ages(now, mails["oldest"])
    yield _gauge("oldest_due_seconds", "How long the oldest thing has been due and is not done.", ages, "queue")
    dead = Delivery.objects.filter(state=Delivery.State.DEAD).count()
    days = StaleDay.objects.all()[: status.MANY_STALE_DAYS].count()
    yield _gauge("mails_waiting", "Messages on their way out.", {"": mails["waiting"]})
    yield _gauge("mails_given_up", "Messages that no attempt delivered.", {"": dead})
    yield _gauge("stale_days", "Days of figures to count again, told as far as 10,000.", {"": days})
    yield from _jobs(now)


def _ages(now: datetime, oldest_mail: datetime | None) -> dict[str, float]:
    """Seconds by queue, 0 where nothing is due. Each is the first row of an index of what is still to be done."""
    calls = HookCall.objects.pending().aggregate(oldest=Min("next_attempt_at"))["oldest"]
    letters = IncomingMail.objects.in_state(IncomingMail.State.NEW).aggregate(oldest=Min("next_attempt_at"))["oldest"]
    files = Attachment.objects.aggregate(oldest=Min("process_at"))["oldest"]
    moments = {"mails": oldest_mail, "webhooks": calls, "letters": letters, "files": files}
    waited = {queue: now - moment for queue, moment in moments.items() if moment}
    late = {"clocks": sweep.lateness(now), "clock_events": handling.backlog(now), **waited}
    return {queue: max(0.0, late.get(queue, timedelta()).total_seconds()) for queue in (*moments, *late)}


def _jobs(now: datetime) -> Iterator[Metric]:
    """Of every job that ever ran. The beat's lag: how long nothing began, beyond the shortest turn of all."""
    runs = {run.task: run for run in JobRun.objects.all() if run.task in timetable()}
    turns = {task: entry["schedule"] for task, entry in timetable().items()}
    late = {task: _seconds(now - run.started_at - turns[task]) for task, run in runs.items()}
    took = {task: _seconds(run.finished_at - run.started_at) for task, run in runs.items() if run.finished_at}
    if runs:
        last = max(run.started_at for run in runs.values())
        lag = _seconds(now - last - min(turns.values()))
        yield _gauge("beat_lag_seconds", "Since the next job should have begun.", {"": lag})
    yield _gauge("job_late_seconds", "Since this job's next turn was due.", late, "task")
    yield _gauge("job_seconds", "How long its last finished run took.", took, "task")
    failing = {task: float(bool(run.error)) for task, run in runs.items()}
    yield _gauge("job_failing", "1 while its last run ended with an error.", failing, "task")
    counted = CounterMetricFamily(f"{PREFIX}job_runs", "Runs that ended, by result.", labels=["task", "result"])
    for task, run in runs.items():
        counted.add_metric([task, "good"], run.runs - run.failures)
        counted.add_metric([task, "failed"], run.failures)
    yield counted


def _seconds(span: timedelta) -> float:
    return max(0.0, span.total_seconds())


def _gauge(name: str, text: str, values: Mapping[str, float], label: str = "") -> GaugeMetricFamily:
    """One family; without a label, of the one value under "" ."""
    family = GaugeMetricFamily(PREFIX + name, text, labels=[label] if label else [])
    for key, value in values.items():
        family.add_metric([key] if label else [], float(value))
    return family
