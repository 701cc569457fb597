"""Departments merged and split: looked at, begun, watched, and tried once more."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers

from requests_app import belongings, departments, reorganising, undertakings
from requests_app.api import problems
from requests_app.api.base import ApiView, Request, Response, departments_of, person_of
from requests_app.api.problems import Problem, unfit
from requests_app.api.reading import In, read
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import Moment, Plain
from requests_app.forms.departments import SplitForm
from requests_app.models import Department, Service, Undertaking, User

from .departments import NewOfficeIn, find_department, shown_names, values_of
from .people import TAG, as_form, department_of


class MergerIn(In):
    """`into`: the code of the department that takes over."""

    into = serializers.CharField(max_length=100)


class SplitIn(NewOfficeIn):
    """The new department, and what goes there: services by code, people by address, `things` by kind and id."""

    services = serializers.ListField(child=serializers.CharField(max_length=100), required=False, max_length=1000)
    people = serializers.ListField(child=serializers.CharField(max_length=254), required=False, max_length=5000)
    things = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(max_length=40), max_length=5000), required=False
    )


class MoreOut(Plain):
    name = serializers.CharField()
    count = serializers.IntegerField()


class MoveOutlookOut(Plain):
    """How much would move; `renamed`: services that get another name in addresses."""

    services = serializers.IntegerField()
    people = serializers.IntegerField()
    requests = serializers.IntegerField()
    more = MoreOut(many=True)
    renamed = serializers.ListField(child=serializers.CharField())


class FailureOut(Plain):
    """What could not be moved and stays as it was."""

    what = serializers.CharField()
    why = serializers.CharField()


class MoveOut(Plain):
    """`state`: waiting, running, done or failed."""

    kind = serializers.CharField()
    into = serializers.CharField()
    state = serializers.CharField()
    total = serializers.IntegerField()
    done = serializers.IntegerField()
    asked_at = Moment()
    finished_at = Moment(allow_null=True)
    failures = FailureOut(many=True)


def _outlook(found: reorganising.Preview) -> Response:
    told = {name: getattr(found, name) for name in ("services", "people", "requests")}
    more = [{"name": name, "count": number} for name, number in found.more]
    return Response(MoveOutlookOut({**told, "more": more, "renamed": list(found.renamed)}).data)


def _told(job: Undertaking, status: int = 200) -> Response:
    into = Department.objects.get(pk=job.plan["into"]).code
    names = ("kind", "state", "total", "done", "asked_at", "finished_at", "failures")
    return Response(MoveOut({**{name: getattr(job, name) for name in names}, "into": into}).data, status)


def _begun(code: str, job: Undertaking) -> Response:
    response = _told(undertakings.finish_small(job), 202)
    response.headers["Location"] = f"/api/v1/administration/departments/{code}/reorganisation/"
    return response


class Merger(ApiView):
    is_for_admins = True

    @operation(
        Operation(
            id="offices_merger_preview",
            summary="What merging a department into another would move",
            tag=TAG,
            answer=MoveOutlookOut,
            asks={"into": "The code of the department that takes over."},
        )
    )
    def get(self, request: Request, code: str) -> Response:
        into = department_of(request, request.query_params.get("into", ""), "into")
        return _outlook(reorganising.preview_of_merger(find_department(request, code), into))

    @operation(
        Operation(
            id="offices_merge",
            summary="Merge a department into another",
            description="It is closed at once, and all it offers and has to do goes over. `Location`: how far it is.",
            tag=TAG,
            body=MergerIn,
            answer=MoveOut,
            status=202,
            writes=True,
        )
    )
    def post(self, request: Request, code: str) -> Response:
        department, body = find_department(request, code), read(request, MergerIn)
        into = department_of(request, body["into"], "into")
        return _begun(code, reorganising.merge(department, into, by=person_of(request)))


class _Splitting(ApiView):
    is_for_admins = True

    def form(self, request: Request, code: str) -> tuple[Department, SplitForm]:
        """What the form of the page reads of the body. Raises Problem."""
        if departments_of(request) is not None:
            raise Problem("forbidden", _("This token is made for some departments only."))
        former, body = find_department(request, code), read(request, SplitIn)
        usual = {"time_zone": former.time_zone, "parent": former.parent.code if former.parent else None}
        sent = as_form(values_of(request, {**usual, **body}, None))
        sent.setlist("services", _ids(Service.objects.filter(provider=former), "code", body, "services"))
        serving = User.objects.active().filter(memberships__department=former)
        sent.setlist("people", _ids(serving, "email", body, "people"))
        for kind, ids in body.get("things", {}).items():
            if kind not in belongings.BELONGINGS:
                raise unfit(f"things.{kind}", _("There is no such field here."), "unknown")
            sent.setlist(f"things_{kind}", ids)
        form = SplitForm(sent, former=former)
        if not form.is_valid():
            names = {f"things_{kind}": f"things.{kind}" for kind in belongings.BELONGINGS}
            raise problems.of_form(form, {**shown_names(), **names})
        return former, form


def _ids(rows: Any, column: str, body: dict[str, Any], member: str) -> list[str]:
    """Of what the body names. Raises Problem for what is not there."""
    wanted = {name.lower() if column == "email" else name for name in body.get(member, ())}
    found = {getattr(row, column): str(row.pk) for row in rows.filter(**{f"{column}__in": wanted})}
    if missing := sorted(wanted - set(found)):
        raise unfit(member, _("%(name)s is not in this department.") % {"name": missing[0]})
    return sorted(found.values(), key=int)


def _chosen(form: SplitForm) -> tuple[Any, Any, dict[str, list[str]]]:
    return form.cleaned_data["services"], form.cleaned_data["people"], form.things()


class SplitOutlook(_Splitting):
    only_reads = True

    @operation(
        Operation(
            id="offices_split_preview",
            summary="What splitting a department would move",
            description="The same body as the split; nothing is kept.",
            tag=TAG,
            body=SplitIn,
            answer=MoveOutlookOut,
        )
    )
    def post(self, request: Request, code: str) -> Response:
        former, form = self.form(request, code)
        return _outlook(reorganising.preview_of_split(former, *_chosen(form)))


class Split(_Splitting):
    @operation(
        Operation(
            id="offices_split",
            summary="Make a department of some of its services and people",
            tag=TAG,
            body=SplitIn,
            answer=MoveOut,
            status=202,
            writes=True,
        )
    )
    def post(self, request: Request, code: str) -> Response:
        former, form = self.form(request, code)
        person, (services, people, things) = person_of(request), _chosen(form)
        with transaction.atomic():
            made = departments.begin(form.cleaned_data["code"], form.said(), by=person)
            job = reorganising.split(former, made, services, people, things=things, by=person)
        return _begun(code, job)


def _job(request: Request, code: str) -> Undertaking:
    jobs = Undertaking.objects.filter(
        kind__in=reorganising.KINDS, thing=find_department(request, code).pk
    ).newest_first()
    job = jobs.first()
    if job is None:
        raise Http404
    return job


class Reorganisation(ApiView):
    is_for_admins = True

    @operation(Operation(id="offices_move_read", summary="How far a merger or split is", tag=TAG, answer=MoveOut))
    def get(self, request: Request, code: str) -> Response:
        return _told(_job(request, code))


class Attempt(ApiView):
    is_for_admins = True

    @operation(
        Operation(
            id="offices_move_again",
            summary="Try once more what could not be moved",
            tag=TAG,
            answer=MoveOut,
            status=202,
            writes=True,
        )
    )
    def post(self, request: Request, code: str) -> Response:
        undertakings.try_again(_job(request, code))
        return _told(_job(request, code), 202)
