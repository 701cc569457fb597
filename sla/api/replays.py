"""What a draft would have meant for the past: begun, and read when it is there."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework import serializers

from requests_app import access as people_access
from requests_app.api import problems
from requests_app.api.base import ApiView, Request, Response, person_of
from requests_app.api.finding import visible_requests
from requests_app.api.reading import In, read
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import Json, Moment, Plain
from requests_app.moments import moment_of
from requests_app.transitions import Refused
from sla import access, calendars, tasks
from sla.forms.replays import CHOSEN, LAST, PeriodForm
from sla.models import ServiceStandard
from sla.replay import stored
from sla.replay.result import Result

from .calendar_drafts import find_draft
from .standards import find

DESCRIPTION = "Of many requests a worker counts: read it again until `progress` is not `pending`."


class ReplayIn(In):
    """`days`: requests filed in the last so many days; else `first_day` and `last_day`, of the calendar's zone."""

    days = serializers.ChoiceField(choices=list(LAST), required=False)
    first_day = serializers.DateField(required=False)
    last_day = serializers.DateField(required=False)


class ReplayResultOut(Plain):
    """`requests`: of those filed the ones it would have been for. `metrics`: by clock what was and would have been.

    Of requests that changed their verdict (`changed`: number, now, then) those the caller may see.
    """

    at = Moment()
    since = Moment()
    until = Moment()
    filed = serializers.IntegerField()
    requests = serializers.IntegerField(source="n")
    metrics = serializers.ListField(child=Json())


class ReplayOut(Plain):
    """`is_stale`: the draft has changed since it was counted."""

    progress = serializers.ChoiceField(choices=["none", "pending", "done"])
    is_stale = serializers.BooleanField()
    result = ReplayResultOut(allow_null=True)


def _told(request: Request, subject: stored.Subject) -> Response:
    known = stored.read(subject, now=moment_of(request))
    progress = "pending" if known.pending else "done" if known.result else "none"
    result = _result(request, known.result) if known.result else None
    told = ReplayOut({"progress": progress, "is_stale": known.is_stale, "result": result}).data
    return Response(told)


def _result(request: Request, result: Result) -> dict[str, Any]:
    numbers = {row[0] for one in result.comparisons for row in one.changed}
    seen = set(visible_requests(request).filter(pk__in=numbers).values_list("pk", flat=True))
    metrics = [
        {**one.as_json(), "changed": [row for row in one.as_json()["changed"] if row[0] in seen]}
        for one in result.comparisons
    ]
    names = ("at", "since", "until", "filed", "n")
    return {name: getattr(result, name) for name in names} | {"metrics": metrics}


def _begin(request: Request, subject: stored.Subject, zone: ZoneInfo) -> Response:
    body, now = read(request, ReplayIn), moment_of(request)
    sent = QueryDict(mutable=True)
    is_chosen = "first_day" in body or "last_day" in body
    sent["days"] = CHOSEN if is_chosen else str(body.get("days", ""))
    for name, member in (("from", "first_day"), ("to", "last_day")):
        if member in body:
            sent[name] = body[member].isoformat()
    form = PeriodForm(sent, now=now, zone=zone)
    if not form.is_valid():
        raise problems.of_form(form, {"from": "first_day", "to": "last_day"})
    period = form.period()
    if not stored.begin(subject, period, now=now):
        tasks.replay.delay_on_commit(subject._meta.model_name, subject.pk, stored.as_json(period))
    return _told(request, subject)


class OfStandard(ApiView):
    @operation(
        Operation(id="standards_replay_read", summary="The last replay of a version", tag="Standards", answer=ReplayOut)
    )
    def get(self, request: Request, pk: int) -> Response:
        return _told(request, self._find(request, pk))

    @operation(
        Operation(
            id="standards_replay",
            summary="Replay a draft over past requests",
            description=DESCRIPTION,
            tag="Standards",
            body=ReplayIn,
            answer=ReplayOut,
            writes=True,
        )
    )
    def post(self, request: Request, pk: int) -> Response:
        standard = self._find(request, pk)
        if standard.state != ServiceStandard.State.DRAFT:
            raise Refused(_("It is no draft any more."))
        return _begin(request, standard, calendars.newest_version(standard.calendar_id).working_calendar.spec.zone)

    def _find(self, request: Request, pk: int) -> ServiceStandard:
        standard = find(request, pk)
        people_access.require(access.can_edit_draft, person_of(request), standard)
        return standard


class OfCalendar(ApiView):
    is_for_admins = True

    @operation(
        Operation(id="calendars_replay_read", summary="The last replay of a draft", tag="Calendars", answer=ReplayOut)
    )
    def get(self, request: Request, code: str) -> Response:
        return _told(request, find_draft(code))

    @operation(
        Operation(
            id="calendars_replay",
            summary="Replay the draft over past requests",
            description=DESCRIPTION,
            tag="Calendars",
            body=ReplayIn,
            answer=ReplayOut,
            writes=True,
        )
    )
    def post(self, request: Request, code: str) -> Response:
        draft = find_draft(code)
        return _begin(request, draft, ZoneInfo(draft.tz))
