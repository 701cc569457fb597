"""Notices: read, written, published and ended; “me too”."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from requests_app import access, notices, unpublished
from requests_app.api.base import ApiView, Request, Response, person_of, within
from requests_app.api.editing import checked, codes_of, own_department
from requests_app.api.paging import NEWEST, Listing, one, page, word_of
from requests_app.api.reading import In, Texts, is_exactly, read
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import DepartmentRef, Languages, Moment, Out
from requests_app.forms.notices import NoticeForm
from requests_app.models import Department, Notice
from requests_app.moments import moment_of

TAG = "Notices"
TEXTS = {"titles": "title", "texts": "text"}
SHOWN = ("current", "written")


class NoticeOut(Out):
    id = serializers.IntegerField(source="pk")
    department = DepartmentRef()
    kind = serializers.ChoiceField(choices=Notice.Kind.values)
    title = serializers.CharField()
    text = serializers.CharField()
    begins_at = Moment(allow_null=True)
    ends_at = Moment(allow_null=True)


class NoticeDetailOut(NoticeOut):
    """`affected`: colleagues who said “me too”. Whom it is for is told to those who write it."""

    state = serializers.ChoiceField(choices=Notice.State.values)
    titles = Languages(source="title")
    texts = Languages(source="text")
    closings = Languages(source="closing")
    services = serializers.SerializerMethodField()
    publish_at = Moment(allow_null=True)
    ended_at = Moment(allow_null=True)
    affected = serializers.IntegerField()
    is_mine = serializers.BooleanField()
    audience = serializers.SerializerMethodField()
    audience_departments = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_services(self, notice: Notice) -> list[str]:
        return codes_of(list(notice.services.all()))

    @extend_schema_field(serializers.ChoiceField(choices=Notice.Audience.values, allow_null=True))
    def get_audience(self, notice: Notice) -> str | None:
        return notice.audience if self.context["writes"] else None

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_audience_departments(self, notice: Notice) -> list[str]:
        return codes_of(list(notice.audience_departments.all())) if self.context["writes"] else []


class NoticeIn(In):
    """`services`, `audience_departments`: codes. `begins_at`, `ends_at`: what it speaks of, not when it is shown."""

    titles = Texts(most=120)
    texts = Texts(most=4000, required=False)
    kind = serializers.ChoiceField(choices=Notice.Kind.values, required=False)
    services = serializers.ListField(child=serializers.CharField(max_length=80), required=False, max_length=500)
    audience = serializers.ChoiceField(choices=Notice.Audience.values, required=False)
    audience_departments = serializers.ListField(
        child=serializers.CharField(max_length=100), required=False, max_length=500
    )
    begins_at = serializers.DateTimeField(required=False, allow_null=True)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)


class NewNoticeIn(NoticeIn):
    department = serializers.CharField(max_length=100)


class ShowingIn(In):
    """`publish_at`: from when it is shown; at once without it."""

    publish_at = serializers.DateTimeField(required=False, allow_null=True)


class EndingIn(In):
    """`closings`: a closing word in every language."""

    closings = Texts(most=2000, required=False)


def _readable(request: Request) -> QuerySet[Notice]:
    """What is published for the caller, and whatever they write."""
    person = person_of(request)
    rows = Notice.objects.open_to(person, moment_of(request)).for_list(person)
    found: QuerySet[Notice] = within(request, rows.prefetch_related("services", "audience_departments"))
    return found


def _written(request: Request, pk: int) -> Notice:
    rows = Notice.objects.written_by(person_of(request)).select_related("department")
    found: Notice = get_object_or_404(within(request, rows), pk=pk)
    return found


def etag_of(notice: Notice) -> str:
    return f'"notice-{notice.pk}-{notice.edition}"'


def _told(request: Request, pk: int, status: int = 200) -> Response:
    notice = get_object_or_404(_readable(request), pk=pk)
    headers = {"ETag": etag_of(notice)}
    if status == 201:
        headers["Location"] = f"/api/v1/notices/{pk}/"
    writes = access.can_announce(person_of(request), notice.department)
    return Response(one(request, notice, NoticeDetailOut, writes=writes), status, headers=headers)


def _announced(body: dict[str, Any], department: Department, notice: Notice | None) -> notices.Announced:
    return checked(partial(NoticeForm, department=department, notice=notice), body, TEXTS).announced()


class Notices(ApiView):
    @operation(
        Operation(
            id="notices",
            summary="Notices that are shown now, or those one writes",
            tag=TAG,
            answer=NoticeOut,
            paged=True,
            chooses={"show": SHOWN},
            asks={"department": "A code."},
        )
    )
    def get(self, request: Request) -> Response:
        person, now = person_of(request), moment_of(request)
        show = word_of(request, "show", SHOWN)
        shown = Notice.objects.current(now).readable_by(person)
        rows = shown if show == SHOWN[0] else Notice.objects.written_by(person)
        if code := request.query_params.get("department"):
            rows = rows.filter(department__code=code)
        return page(request, within(request, rows.select_related("department")), NEWEST, Listing(NoticeOut))

    @operation(
        Operation(
            id="notices_begin",
            summary="Write the draft of a notice",
            tag=TAG,
            body=NewNoticeIn,
            answer=NoticeDetailOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request) -> Response:
        body = read(request, NewNoticeIn)
        department = own_department(request, body.pop("department"), access.can_announce)
        begun = notices.begin(department, _announced(body, department, None), by=person_of(request))
        return _told(request, begun.pk, 201)


class OneNotice(ApiView):
    @operation(Operation(id="notices_read", summary="One notice", tag=TAG, answer=NoticeDetailOut))
    def get(self, request: Request, pk: int) -> Response:
        return _told(request, pk)

    @operation(
        Operation(
            id="notices_edit",
            summary="Change a notice; a published one changes at once",
            tag=TAG,
            body=NoticeIn,
            answer=NoticeDetailOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, pk: int) -> Response:
        notice = _written(request, pk)
        is_exactly(request, etag_of(notice))
        announced = _announced(read(request, NoticeIn, partial=True), notice.department, notice)
        notices.write(notice, announced, edition=notice.edition, by=person_of(request))
        return _told(request, pk)

    @operation(
        Operation(id="notices_discard", summary="Throw a draft away", tag=TAG, status=204, writes=True, guarded=True)
    )
    def delete(self, request: Request, pk: int) -> Response:
        notice = _written(request, pk)
        is_exactly(request, etag_of(notice))
        unpublished.remove_notice(notice, edition=notice.edition, by=person_of(request))
        return Response(status=204)


class Publication(ApiView):
    @operation(
        Operation(
            id="notices_publish",
            summary="Show a notice, at once or from a moment on",
            tag=TAG,
            body=ShowingIn,
            answer=NoticeDetailOut,
            writes=True,
            guarded=True,
        )
    )
    def post(self, request: Request, pk: int) -> Response:
        notice = _written(request, pk)
        is_exactly(request, etag_of(notice))
        at = read(request, ShowingIn).get("publish_at")
        notices.publish(notice, edition=notice.edition, at=at, by=person_of(request))
        return _told(request, pk)


class Ending(ApiView):
    @operation(
        Operation(
            id="notices_end",
            summary="It is over: whoever said “me too” is told",
            tag=TAG,
            body=EndingIn,
            answer=NoticeDetailOut,
            writes=True,
            guarded=True,
        )
    )
    def post(self, request: Request, pk: int) -> Response:
        notice = _written(request, pk)
        is_exactly(request, etag_of(notice))
        closing = read(request, EndingIn).get("closings", {})
        notices.end(notice, closing, edition=notice.edition, by=person_of(request))
        return _told(request, pk)


class MeToo(ApiView):
    @operation(
        Operation(id="notices_me_too", summary="One has the same trouble", tag=TAG, answer=NoticeDetailOut, writes=True)
    )
    def post(self, request: Request, pk: int) -> Response:
        notices.me_too(self._published(request, pk), by=person_of(request))
        return _told(request, pk)

    @operation(
        Operation(
            id="notices_not_me", summary="One does not have it, or not any more", tag=TAG, status=204, writes=True
        )
    )
    def delete(self, request: Request, pk: int) -> Response:
        notices.not_me(self._published(request, pk), by=person_of(request))
        return Response(status=204)

    def _published(self, request: Request, pk: int) -> Notice:
        rows = Notice.objects.published(moment_of(request)).readable_by(person_of(request))
        found: Notice = get_object_or_404(within(request, rows), pk=pk)
        return found
