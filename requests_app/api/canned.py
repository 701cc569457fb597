"""Canned replies: a department's, kept by its managers, and one's own."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers

from requests_app import access, canned
from requests_app.forms.canned import CannedReplyForm
from requests_app.models import CannedReply, Department, User

from .base import ApiView, Request, Response, departments_of, person_of
from .editing import checked, digest_of, own_department
from .paging import BY_NUMBER, Listing, one, page
from .reading import In, Texts, is_exactly, read
from .schema import Operation, operation
from .shapes import DepartmentRef, Languages, Moment, Out

TAG = "Canned replies"
TEXTS = {"texts": "text"}


class CannedOut(Out):
    """Without a department it is the caller's own. Gaps like `{{ requester }}` are filled when it is used."""

    id = serializers.IntegerField(source="pk")
    department = DepartmentRef(allow_null=True)
    title = serializers.CharField()
    texts = Languages(source="text")
    updated_at = Moment()


class CannedIn(In):
    """`department`: the code of one that the caller leads; null, the reply is their own. What is left out stays."""

    title = serializers.CharField(max_length=80)
    texts = Texts(most=10_000)
    department = serializers.CharField(max_length=100, required=False, allow_null=True)


def _within(request: Request, rows: QuerySet[CannedReply]) -> QuerySet[CannedReply]:
    """One's own, and those of the departments of the token."""
    only = departments_of(request)
    return (rows if only is None else rows.filter(Q(department=None) | Q(department__in=only))).select_related(
        "department"
    )


def etag_of(reply: CannedReply) -> str:
    return digest_of("canned", reply.pk, reply.department_id, reply.title, sorted(reply.text.items()))


def _told(request: Request, pk: int, status: int = 200) -> Response:
    reply = get_object_or_404(_within(request, CannedReply.objects.usable_by(person_of(request))), pk=pk)
    headers = {"ETag": etag_of(reply)}
    if status == 201:
        headers["Location"] = f"/api/v1/canned-replies/{pk}/"
    return Response(one(request, reply, CannedOut), status, headers=headers)


def _held(request: Request, pk: int) -> CannedReply:
    """Held while it is compared and changed: nobody comes in between. Within a transaction."""
    mine = _within(request, CannedReply.objects.kept_by(person_of(request)))
    reply = get_object_or_404(mine.select_for_update(of=("self",)), pk=pk)
    is_exactly(request, etag_of(reply))
    return reply


def _keeps(user: User, department: Department) -> bool:
    return user.manages(department.pk)


def _wish(request: Request, body: dict[str, Any], reply: CannedReply | None) -> canned.Wish:
    if "department" in body:
        code = body.pop("department")
        body["place"] = own_department(request, code, _keeps).pk if code else None
    form = checked(partial(CannedReplyForm, by=person_of(request), reply=reply), body, TEXTS)
    return canned.Wish(form.cleaned_data["title"], form.text, form.department)


class CannedReplies(ApiView):
    @operation(Operation(id="canned_list", summary="Replies one can use", tag=TAG, answer=CannedOut, paged=True))
    def get(self, request: Request) -> Response:
        rows = _within(request, CannedReply.objects.usable_by(person_of(request)))
        return page(request, rows, BY_NUMBER, Listing(CannedOut))

    @operation(
        Operation(
            id="canned_write",
            summary="Write a reply",
            tag=TAG,
            body=CannedIn,
            answer=CannedOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request) -> Response:
        person = person_of(request)
        access.require(lambda user, _place: bool(user.roles), person, None)
        saved = canned.save(CannedReply(), _wish(request, read(request, CannedIn), None), by=person)
        return _told(request, saved.pk, 201)


class OneCannedReply(ApiView):
    @operation(Operation(id="canned_read", summary="One reply", tag=TAG, answer=CannedOut))
    def get(self, request: Request, pk: int) -> Response:
        return _told(request, pk)

    @operation(
        Operation(
            id="canned_edit",
            summary="Change a reply",
            tag=TAG,
            body=CannedIn,
            answer=CannedOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, pk: int) -> Response:
        with transaction.atomic():
            reply = _held(request, pk)
            wish = _wish(request, read(request, CannedIn, partial=True), reply)
            canned.save(reply, wish, by=person_of(request))
        return _told(request, pk)

    @operation(
        Operation(
            id="canned_remove",
            summary="Remove a reply; what was sent with it stays",
            tag=TAG,
            status=204,
            writes=True,
            guarded=True,
        )
    )
    def delete(self, request: Request, pk: int) -> Response:
        with transaction.atomic():
            canned.remove(_held(request, pk), by=person_of(request))
        return Response(status=204)
