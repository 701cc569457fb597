"""What the tests of the demo company compare: rows as plain values, without the ids that sequences gave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from unittest import mock

from requests_app import clock as database_clock
from requests_app import transitions
from requests_app.fields.validation import Answered
from requests_app.models import Department, RequestEvent, ServiceRequest, User
from requests_app.states import Verb
from sla.models import Clock, ClockEvent, ClockSegment
from tests.make import utc

NOW = utc(2026, 6, 10, 9, 40)  # a Wednesday: late morning in Berlin, noon in Moscow, late afternoon in Shanghai

REQUEST = (
    "title", "description", "service", "department", "requester", "filed_by", "assignee", "status", "impact", "urgency",
    "priority", "channel", "needed_by", "outside_party", "filed_at", "updated_at", "resolved_at", "closed_at",
    "promised_at", "due_at", "version", "is_live",
)  # fmt: skip
CLOCK = (
    "metric", "cycle", "department", "standard", "calendar_version", "target_us", "consumed_us", "steps", "state",
    "started_at", "running_since", "due_at", "stopped_at", "breached_at", "overran_at", "next_step", "next_fire_at",
    "epoch",
)  # fmt: skip


def at(now: datetime) -> Any:
    return mock.patch.object(database_clock, "now", return_value=now)


def everything_about(request: ServiceRequest) -> dict[str, Any]:
    """The request, its journal, its words, its promises, its legs and its clocks, down to the last piece."""
    clocks = Clock.objects.of(request)
    segments = ClockSegment.objects.filter(clock__in=clocks)
    fired = ClockEvent.objects.filter(clock__in=clocks, kind__in=("warning", "breach"))
    return {
        "request": ServiceRequest.objects.filter(pk=request.pk).values(*REQUEST).get(),
        "journal": [
            (*line, {name: value for name, value in data.items() if name not in ("approval", "files")})
            for *line, data in request.events.order_by("at", "id").values_list(
                "verb", "actor", "at", "old_status", "new_status", "department", "message__text", "data"
            )
        ],
        "messages": list(request.messages.order_by("at", "id").values_list("kind", "author", "text", "at")),
        "promises": list(request.promises.values_list("done_by", "reason", "made_by", "made_at")),
        "approvals": list(
            request.approvals.values_list(
                "approver",
                "asked_at",
                "verdict",
                "decided_at",
                "reason",
                "step__needed",
                "step__chosen",
                "step__opened_at",
                "step__closed_at",
                *(f"step__round__{name}" for name in ("asked_by", "asked_at", "question", "outcome", "ended_at")),
            )
        ),
        "named": list(request.events.filter(data__has_key="approval").values_list("data__approval", flat=True))
        == [approval.pk for approval in request.approvals.all() for _line in range(1 + bool(approval.verdict))],
        "legs": list(request.legs.values_list("department", "from_at", "to_at")),
        "clocks": list(clocks.order_by("metric", "department", "cycle").values(*CLOCK)),
        "pieces": list(
            segments.order_by("clock__metric", "clock__department", "clock__cycle", "from_at", "id").values_list(
                "clock__metric", "kind", "from_at", "to_at", "reason"
            )
        ),
        "breaches": sorted(fired.filter(kind="breach").values_list("clock__metric", "step", "occurred_at")),
    }


def live_again(original: ServiceRequest) -> ServiceRequest:
    """The same story, told by the real verbs at the same moments."""
    first, *later = original.events.select_related("actor", "message").order_by("at", "id")
    impact, urgency = _as_filed(original, later)
    request = transitions.submit(
        original.service,
        transitions.Filing(
            original.title,
            original.description,
            impact,
            urgency,
            original.needed_by,
            original.outside_party,
            original.channel,
            answered=Answered(original.form_id, original.answers) if original.form_id else None,
        ),
        requester=original.requester,
        by=original.filed_by,
        now=first.at,
    )
    for event in later:
        request = AGAIN[Verb(event.verb)](request, event)
    return request


def _as_filed(request: ServiceRequest, later: list[RequestEvent]) -> tuple[int, int]:
    levels = {"impact": request.impact, "urgency": request.urgency}
    for event in reversed(later):
        for name, (old, _new) in event.data.get("changes", {}).items():
            levels[name] = old
    return levels["impact"], levels["urgency"]


def _said(name: str, **more: Any) -> Callable[[ServiceRequest, RequestEvent], ServiceRequest]:
    def again(request: ServiceRequest, event: RequestEvent) -> ServiceRequest:
        verb = getattr(transitions, name)
        words = [event.message.text] if event.message else []
        told: ServiceRequest = verb(request, *words, by=event.actor, now=event.at, **more)
        return told

    return again


def _given(name: str, *keys: str) -> Callable[[ServiceRequest, RequestEvent], ServiceRequest]:
    def again(request: ServiceRequest, event: RequestEvent) -> ServiceRequest:
        verb = getattr(transitions, name)
        told: ServiceRequest = verb(request, *(event.data[key] for key in keys), by=event.actor, now=event.at)
        return told

    return again


def _assigned(request: ServiceRequest, event: RequestEvent) -> ServiceRequest:
    to = User.objects.get(pk=event.data["to"]) if event.data["to"] else None
    return transitions.assign(request, to=to, by=event.actor, now=event.at)


def _handed_over(request: ServiceRequest, event: RequestEvent) -> ServiceRequest:
    to = Department.objects.get(pk=event.data["to"])
    return transitions.hand_over(request, to, event.data["reason"], by=event.actor, now=event.at)


def _amended(request: ServiceRequest, event: RequestEvent) -> ServiceRequest:
    assert event.actor is not None
    new = {name: value for name, (_old, value) in event.data["changes"].items() if name != "priority"}
    return transitions.amend(request, new, by=event.actor, now=event.at)


def _promised(request: ServiceRequest, event: RequestEvent) -> ServiceRequest:
    assert event.actor is not None
    made = event.request.promises.get(made_at=event.at)
    return transitions.promise(request, made.done_by, made.reason, by=event.actor, now=event.at)


def _approval_asked(request: ServiceRequest, event: RequestEvent) -> ServiceRequest:
    assert event.actor is not None
    approver = User.objects.get(pk=event.data["approver"])
    return transitions.ask_approval(request, approver, event.data["question"], by=event.actor, now=event.at)


AGAIN: dict[Verb, Callable[[ServiceRequest, RequestEvent], ServiceRequest]] = {
    Verb.AMENDED: _amended,
    Verb.ASSIGNED: _assigned,
    Verb.STARTED: _said("start"),
    Verb.REPLIED: _said("reply"),
    Verb.NOTED: _said("reply", internal=True),
    Verb.ASKED: _said("ask"),
    Verb.ANSWERED: _said("answer"),
    Verb.HELD: _given("hold", "reason"),
    Verb.RESUMED: _said("resume"),
    Verb.CHASED: _said("chase"),
    Verb.PROMISED: _promised,
    Verb.PROPOSED: _said("propose"),
    Verb.ACCEPTED: _said("accept"),
    Verb.APPROVAL_ASKED: _approval_asked,
    Verb.APPROVED: _said("approve"),
    Verb.REJECTED: _given("reject", "reason"),
    Verb.APPROVAL_WITHDRAWN: _said("withdraw_approval"),
    Verb.DECLINED: _given("decline", "reason", "alternative"),
    Verb.HANDED_OVER: _handed_over,
    Verb.RESOLVED: _said("resolve"),
    Verb.CONFIRMED: _said("confirm"),
    Verb.REOPENED: _given("reopen", "reason"),
    Verb.CANCELLED: _given("cancel", "reason"),
    Verb.CLOSED: _said("close"),
}
