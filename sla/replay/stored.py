"""Replays kept with what they are about: small ones at once, large ones by a worker while the page asks again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from requests_app import clock
from sla.models import CalendarDraft, ServiceStandard
from sla.replay import plan, reading, run
from sla.replay.plan import Period, Plan
from sla.replay.result import Result

Subject = ServiceStandard | CalendarDraft

AT_ONCE = 20_000  # requests: read and judged in well under two seconds
LOST_AFTER = timedelta(minutes=10)  # a worker that has not answered by then never will


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known: the last result, whether the draft has changed since, and the period a worker is busy with."""

    result: Result | None
    is_stale: bool
    pending: Period | None


def plan_of(subject: Subject, period: Period) -> Plan:
    return (
        plan.of_standard(subject, period) if isinstance(subject, ServiceStandard) else plan.of_calendar(subject, period)
    )


def replay(subject: Subject, period: Period, *, now: datetime) -> Result:
    """Replay it and keep the result with it."""
    if isinstance(subject, ServiceStandard):
        result = run.of_standard(subject, period, now=now)
    else:
        result = run.of_calendar(subject, period, now=now)
    _keep(subject, result.as_json())
    return result


def begin(subject: Subject, period: Period, *, now: datetime) -> bool:
    """Replay at once where that is quick; else only note that a worker is asked for it. Whether the result is there."""
    services = plan_of(subject, period).services
    if reading.count(services, period.since, period.until, at_most=AT_ONCE + 1) <= AT_ONCE:
        replay(subject, period, now=now)
        return True
    _keep(subject, {**(subject.replay or {}), "pending": {**as_json(period), "asked_at": now.isoformat()}})
    return False


def work(model: str, pk: int, period: dict[str, Any]) -> None:
    """What the worker does; `model` and `period` as `begin` and `as_json` name them. A draft may be gone by then."""
    models = {one._meta.model_name: one for one in (ServiceStandard, CalendarDraft)}
    found: Subject | None = models[model]._default_manager.filter(pk=pk).first()
    if found is not None:
        replay(found, period_of(period), now=clock.now())


def read(subject: Subject, *, now: datetime) -> Stored:
    """What the row of the standard or draft knows about its last replay."""
    data: dict[str, Any] = subject.replay or {}
    result = Result.from_json(data) if "at" in data else None
    pending = data.get("pending")
    if pending and datetime.fromisoformat(pending["asked_at"]) + LOST_AFTER <= now:
        pending = None
    is_stale = result is not None and plan_of(subject, Period(result.since, result.until)).digest != result.digest
    return Stored(result, is_stale, period_of(pending) if pending else None)


def as_json(period: Period) -> dict[str, Any]:
    return {"since": period.since.isoformat(), "until": period.until.isoformat(), "days": period.days}


def period_of(data: dict[str, Any]) -> Period:
    since, until = (datetime.fromisoformat(data[name]) for name in ("since", "until"))
    return Period(since, until, data["days"])


def _keep(subject: Subject, replay: dict[str, Any]) -> None:
    # Only the one column: somebody may be writing the draft, and then the digest tells that this is of another one.
    type(subject)._default_manager.filter(pk=subject.pk).update(replay=replay)
    subject.replay = replay
