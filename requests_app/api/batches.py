"""One verb for many requests of a queue: begun by a call, done by workers, told by number, taken back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from requests_app import batches, clock, tasks
from requests_app.batches.preparing import can_be_taken_back
from requests_app.forms.bulk import FORMS
from requests_app.models import Batch, BatchItem, Department, ServiceRequest
from requests_app.moments import moment_of
from requests_app.queues import Selection

from . import finding, problems
from .base import ApiView, Request, Response, person_of
from .bodies import as_sent, only
from .paging import BY_NUMBER, NEWEST, Listing, one, page
from .problems import FieldError, Problem, unfit
from .reading import In, read
from .schema import Operation, operation
from .shapes import DepartmentRef, Json, Moment, Out, Plain

TAG = "Queues"
# A prepared one is a page that somebody has not sent yet.
STATES = [state.value for state in Batch.State if state != Batch.State.PREPARED]
WHAT_ACTS_TAKE = "; ".join(f"`{act}`: {', '.join(form.base_fields)}" for act, form in FORMS.items())


class BatchIn(In):
    """Either `requests` by number, or all that `query` selects in the queue. `arguments` belong to the act."""

    act = serializers.ChoiceField(choices=Batch.Act.values)
    requests = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=finding.LARGEST), required=False, max_length=batches.MOST
    )
    query = serializers.CharField(required=False, max_length=2000)
    arguments = serializers.DictField(child=Json(), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("requests" in attrs) == ("query" in attrs):
            message = _("Name either the requests, or a query of the queue.")
            raise serializers.ValidationError({"requests": [message]})
        return attrs


class BatchOut(Out):
    """`state`: waiting, running or done. `undoes`: the batch that this one takes back."""

    id = serializers.IntegerField(source="pk")
    act = serializers.ChoiceField(choices=Batch.Act.values)
    department = DepartmentRef()
    state = serializers.ChoiceField(choices=STATES)
    undoes = serializers.IntegerField(source="undoes_id", allow_null=True)
    created_at = Moment()
    finished_at = Moment(allow_null=True)


class CountsOut(Plain):
    """Of requests; `waiting` ones are still to be done."""

    waiting = serializers.IntegerField()
    done = serializers.IntegerField()
    refused = serializers.IntegerField()


class BatchDetailOut(BatchOut):
    counts = serializers.SerializerMethodField()
    can_be_undone = serializers.SerializerMethodField()

    @extend_schema_field(CountsOut)
    def get_counts(self, batch: Batch) -> dict[str, int]:
        return batch.items.numbers()

    def get_can_be_undone(self, batch: Batch) -> bool:
        return can_be_taken_back(batch)


class ResultOut(Out):
    """What became of one request; `reason` says why it was not possible."""

    always = "request"
    request = serializers.IntegerField(source="request_id")
    outcome = serializers.ChoiceField(source="state", choices=BatchItem.State.values)
    reason = serializers.CharField()


class ObstacleOut(Plain):
    """Why some cannot, how many, and the numbers of the first of them."""

    reason = serializers.CharField()
    count = serializers.IntegerField()
    requests = serializers.ListField(child=serializers.IntegerField())


class OutlookOut(Plain):
    """`can` of `total` requests; what is found out only by trying, the results tell."""

    total = serializers.IntegerField()
    can = serializers.IntegerField()
    obstacles = ObstacleOut(many=True)


def _rows(request: Request, code: str) -> Any:
    """Only who began it sees it, as long as they serve there."""
    begun = Batch.objects.of(person_of(request)).begun()
    return begun.filter(department=finding.served(request, code)).select_related("department", "started_by")


def _told(request: Request, batch: Batch, status: int = 200) -> Response:
    headers = {"Location": f"/api/v1/departments/{batch.department.code}/batches/{batch.pk}/"} if status == 202 else {}
    return Response(one(request, batch, BatchDetailOut), status, headers=headers)


def _prepared(request: Request, department: Department, body: dict[str, Any]) -> tuple[Batch, dict[str, Any]]:
    """The batch with what its form read. Raises Problem; only to be called in a transaction."""
    told: dict[str, Any] = {"by": person_of(request), "now": clock.now(), "query": _query(body)}
    batch = batches.prepare(Batch.Act(body["act"]), _chosen(request, department, body), department, **told)
    arguments = body.get("arguments", {})
    form_class = FORMS[batch.act]
    names = {name: f"arguments.{name}" for name in form_class.base_fields}
    try:
        only(arguments, names)
        form = form_class(as_sent(arguments), batch=batch)
    except Problem as problem:
        errors = [FieldError(f"arguments.{each.field}", each.code, each.message) for each in problem.errors]
        raise Problem(problem.code, problem.detail, errors=errors) from problem
    if not form.is_valid():
        raise problems.of_form(form, names)
    return batch, form.as_json()


def _query(body: dict[str, Any]) -> str:
    return Selection.of(QueryDict(body.get("query", ""))).query()


def _chosen(request: Request, department: Department, body: dict[str, Any]) -> Any:
    person = person_of(request)
    if "query" in body:
        selection = Selection.of(QueryDict(body["query"]))
        selection = selection.knowing(selection.questions(department))
        return selection.rows(department, person, moment_of(request))
    rows = ServiceRequest.objects.held_by(department.pk).handled_by(person).filter(pk__in=body["requests"])
    if missing := set(body["requests"]) - set(rows.values_list("pk", flat=True)):
        raise unfit("requests", _("%(number)s is not in this queue.") % {"number": f"#{min(missing)}"})
    return rows


class Batches(ApiView):
    @operation(
        Operation(
            id="batches_list", summary="One's own bulk changes, newest first", tag=TAG, answer=BatchOut, paged=True
        )
    )
    def get(self, request: Request, code: str) -> Response:
        return page(request, _rows(request, code), NEWEST, Listing(BatchOut))

    @operation(
        Operation(
            id="batches_begin",
            summary="Do one verb to many requests",
            description=f"Workers do it; `Location` says how far it is. Arguments by act: {WHAT_ACTS_TAKE}.",
            tag=TAG,
            body=BatchIn,
            answer=BatchDetailOut,
            status=202,
            writes=True,
        )
    )
    def post(self, request: Request, code: str) -> Response:
        department, body = finding.served(request, code), read(request, BatchIn)
        with transaction.atomic():
            batch, arguments = _prepared(request, department, body)
            batches.begin(batch, arguments)
        tasks.work_on_batch.delay_on_commit(batch.pk)
        return _told(request, batch, 202)


class Outlook(ApiView):
    only_reads = True

    @operation(
        Operation(
            id="batches_preview",
            summary="What a bulk change would do",
            description="The same body; nothing is kept.",
            tag=TAG,
            body=BatchIn,
            answer=OutlookOut,
        )
    )
    def post(self, request: Request, code: str) -> Response:
        department, body = finding.served(request, code), read(request, BatchIn)
        with transaction.atomic():
            batch, _arguments = _prepared(request, department, body)
            found = batches.preview(batch)
            transaction.set_rollback(True)
        obstacles = [
            {"reason": each.reason, "count": each.count, "requests": [number for number, _title in each.rows]}
            for each in found.obstacles
        ]
        return Response(OutlookOut({"total": found.total, "can": found.can, "obstacles": obstacles}).data)


class OneBatch(ApiView):
    @operation(Operation(id="batches_read", summary="How far a bulk change is", tag=TAG, answer=BatchDetailOut))
    def get(self, request: Request, code: str, pk: int) -> Response:
        return _told(request, get_object_or_404(_rows(request, code), pk=pk))


class Results(ApiView):
    @operation(
        Operation(
            id="batches_results",
            summary="What became of each request",
            tag=TAG,
            answer=ResultOut,
            paged=True,
            chooses={"outcome": ("all", *BatchItem.State.values)},
        )
    )
    def get(self, request: Request, code: str, pk: int) -> Response:
        rows = get_object_or_404(_rows(request, code), pk=pk).items.all()
        outcome = request.query_params.get("outcome", "") or "all"
        if outcome not in ("all", *BatchItem.State.values):
            raise unfit("outcome", _("Known are: %(known)s.") % {"known": ", ".join(("all", *BatchItem.State.values))})
        return page(request, rows if outcome == "all" else rows.in_state(outcome), BY_NUMBER, Listing(ResultOut))


class Undoing(ApiView):
    @operation(
        Operation(
            id="batches_undo",
            summary="Take a bulk change back",
            description="For every request that nobody changed since. It is a batch of its own, done by workers.",
            tag=TAG,
            answer=BatchDetailOut,
            status=202,
            writes=True,
        )
    )
    def post(self, request: Request, code: str, pk: int) -> Response:
        back = batches.take_back(get_object_or_404(_rows(request, code), pk=pk), now=clock.now())
        batches.begin(back, {})
        tasks.work_on_batch.delay_on_commit(back.pk)
        return _told(request, back, 202)
