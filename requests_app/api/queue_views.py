"""Saved views of a queue: made, changed, shared, kept, removed, and brought back within a day."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from requests_app import access, clock, queue_views
from requests_app.forms.queue import QueueViewForm
from requests_app.models import Department, QueueView
from requests_app.queue_views import Kept
from requests_app.queues import Selection

from . import finding, problems
from .base import ApiView, Request, Response, person_of
from .bodies import as_sent
from .paging import BY_NUMBER, Listing, one, page
from .reading import In, is_exactly, read
from .schema import Operation, operation
from .shapes import Out, PersonOut

TAG = "Queues"
# What a view is for everybody; the rest is how one person keeps it.
OF_THE_VIEW = frozenset({"name", "query", "is_shared", "is_usual"})


class SavedViewOut(Out):
    """A view that was kept; `query` is what the queue is asked with. Pinned and default: by the caller."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    query = serializers.CharField()
    owner = PersonOut()
    is_shared = serializers.BooleanField()
    is_usual = serializers.BooleanField()
    is_pinned = serializers.BooleanField()
    is_default = serializers.BooleanField()
    can_change = serializers.SerializerMethodField()

    @extend_schema_field(serializers.BooleanField())
    def get_can_change(self, view: QueueView) -> bool:
        return access.can_change_view(self.context["person"], view)


class SavedViewIn(In):
    """`query` as in the address of the queue's page. What is left out is no, or stays as it is."""

    name = serializers.CharField(max_length=60)
    query = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    is_shared = serializers.BooleanField(required=False)
    is_usual = serializers.BooleanField(required=False)
    is_pinned = serializers.BooleanField(required=False)
    is_default = serializers.BooleanField(required=False)


def _rows(request: Request, code: str) -> Any:
    person, department = person_of(request), finding.served(request, code)
    usable = QueueView.objects.usable_by(person).kept().as_kept_by(person)
    return usable.filter(department=department).select_related("owner", "department")


def etag_of(view: QueueView) -> str:
    """Of what an edit can change, also how the caller keeps it: views have no number of their own for it."""
    names = ("name", "query", "is_shared", "is_usual", "is_pinned", "is_default")
    said = [getattr(view, name) for name in names]
    return f'"view-{view.pk}-{sha256(repr(said).encode()).hexdigest()[:16]}"'


def _told(request: Request, code: str, pk: int, status: int = 200) -> Response:
    view = get_object_or_404(_rows(request, code), pk=pk)
    headers = {"ETag": etag_of(view)}
    if status == 201:
        headers["Location"] = f"/api/v1/departments/{code}/queue/views/{pk}/"
    return Response(one(request, view, SavedViewOut, person=person_of(request)), status, headers=headers)


def _query(body: dict[str, Any]) -> str:
    return Selection.of(QueryDict(body.get("query", ""))).query()


def _kept(request: Request, body: dict[str, Any], department: Department, view: QueueView | None) -> Kept:
    """What the form of the page reads of it. Raises Problem, and PermissionDenied for what others decide."""
    person = person_of(request)
    changes_it, leads = view is None or access.can_change_view(person, view), person.manages(department.pk)
    if OF_THE_VIEW & set(body):
        access.require(lambda _user, _view: changes_it, person, view)
    if body.get("is_usual"):
        access.require(access.can_set_usual_view, person, department)
    kept = {name: getattr(view, name) for name in QueueViewForm.base_fields} if view else {}
    said = {name: value for name, value in body.items() if name != "query"}
    if body.get("is_shared") is False and "is_usual" not in body:
        kept["is_usual"] = False
    form = QueueViewForm(as_sent({**kept, **said}), view=view, changes_it=changes_it, leads=leads)
    if not form.is_valid():
        raise problems.of_form(form)
    return form.kept


class QueueViews(ApiView):
    @operation(Operation(id="queue_views", summary="Saved views of a queue", tag=TAG, answer=SavedViewOut, paged=True))
    def get(self, request: Request, code: str) -> Response:
        return page(request, _rows(request, code), BY_NUMBER, Listing(SavedViewOut, {"person": person_of(request)}))

    @operation(
        Operation(
            id="queue_views_save",
            summary="Save a view",
            tag=TAG,
            body=SavedViewIn,
            answer=SavedViewOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request, code: str) -> Response:
        department, body = finding.served(request, code), read(request, SavedViewIn)
        kept = _kept(request, body, department, None)
        view = queue_views.save(department, _query(body), kept, by=person_of(request), now=clock.now())
        return _told(request, code, view.pk, 201)


class OneQueueView(ApiView):
    @operation(Operation(id="queue_views_read", summary="One saved view", tag=TAG, answer=SavedViewOut))
    def get(self, request: Request, code: str, pk: int) -> Response:
        return _told(request, code, pk)

    @operation(
        Operation(
            id="queue_views_edit",
            summary="Rename, share, pin or begin with a view",
            description="Who may not change a shared one still says how they keep it: `is_pinned`, `is_default`.",
            tag=TAG,
            body=SavedViewIn,
            answer=SavedViewOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, code: str, pk: int) -> Response:
        body, person = read(request, SavedViewIn, partial=True), person_of(request)
        with transaction.atomic():
            # Held while it is compared and changed: nobody comes in between.
            view = get_object_or_404(_rows(request, code).select_for_update(of=("self",)), pk=pk)
            is_exactly(request, etag_of(view))
            kept = _kept(request, body, view.department, view)
            if access.can_change_view(person, view):
                queue_views.change(view, kept, by=person)
            else:
                queue_views.keep(view, kept, by=person)
            if "query" in body:
                queue_views.rewrite(view, _query(body), by=person)
        return _told(request, code, pk)

    @operation(
        Operation(
            id="queue_views_remove",
            summary="Remove a view; for a day it can be brought back",
            tag=TAG,
            status=204,
            writes=True,
        )
    )
    def delete(self, request: Request, code: str, pk: int) -> Response:
        view = get_object_or_404(_rows(request, code), pk=pk)
        access.require(access.can_change_view, person_of(request), view)
        queue_views.remove(view, by=person_of(request), now=clock.now())
        return Response(status=204)


class Restoration(ApiView):
    @operation(
        Operation(
            id="queue_views_restore", summary="Bring a removed view back", tag=TAG, answer=SavedViewOut, writes=True
        )
    )
    def post(self, request: Request, code: str, pk: int) -> Response:
        person, department = person_of(request), finding.served(request, code)
        removed = QueueView.objects.changeable_by(person).exclude(removed_at=None).filter(department=department)
        queue_views.restore(get_object_or_404(removed, pk=pk), by=person)
        return _told(request, code, pk)
