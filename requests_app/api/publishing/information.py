"""Published information: texts, tables and files that a department keeps up to date, and who is told of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from requests_app import access, sheet_tables, sheets
from requests_app.api.base import ApiView, Request, Response, person_of, within
from requests_app.api.editing import checked, own_department
from requests_app.api.paging import NEWEST, Listing, one, page, word_of
from requests_app.api.reading import is_exactly, read
from requests_app.api.schema import Operation, operation
from requests_app.forms.sheets import SheetForm
from requests_app.models import Department, Sheet, SheetVersion
from requests_app.pagination import Column

from .information_shapes import (
    InformationDetailOut,
    InformationIn,
    InformationOut,
    InformationVersionOut,
    NewInformationIn,
)

TAG = "Information"
TEXTS = {"titles": "title", "bodies": "body"}
SHOWN = ("published", "written")
LAST_FIRST = (Column("number", descending=True),)


def _readable(request: Request) -> QuerySet[Sheet]:
    """What the caller may read, and whatever they keep."""
    person = person_of(request)
    found: QuerySet[Sheet] = within(request, Sheet.objects.open_to(person).for_list(person))
    return found


def _kept(request: Request, pk: int) -> Sheet:
    rows = Sheet.objects.written_by(person_of(request)).select_related("department", "owner")
    found: Sheet = get_object_or_404(within(request, rows), pk=pk)
    return found


def etag_of(sheet: Sheet) -> str:
    return f'"information-{sheet.pk}-{sheet.edition}"'


def _told(request: Request, pk: int, status: int = 200) -> Response:
    sheet = get_object_or_404(_readable(request), pk=pk)
    headers = {"ETag": etag_of(sheet)}
    if status == 201:
        headers["Location"] = f"/api/v1/information/{pk}/"
    context = {
        "writes": access.can_keep_information(person_of(request), sheet.department),
        "file": sheets.file_of(sheet) if sheet.kind == Sheet.Kind.FILE else None,
    }
    return Response(one(request, sheet, InformationDetailOut, **context), status, headers=headers)


def _form(request: Request, body: dict[str, Any], department: Department, sheet: Sheet | None) -> SheetForm:
    columns = body.pop("columns", sheet.columns if sheet else [])
    rows = body.pop("rows", sheet.rows if sheet else [])
    if columns or rows:
        body["table"] = sheet_tables.as_pasted(columns, rows)
    if "file" in body:
        body["files"] = [file for file in (body.pop("file"),) if file]
    make = partial(SheetForm, department=department, sheet=sheet, by=person_of(request))
    return checked(lambda sent: make(sent, None), body, TEXTS)


class AllInformation(ApiView):
    @operation(
        Operation(
            id="information_list",
            summary="Information one may read, or that one keeps; without tables",
            tag=TAG,
            answer=InformationOut,
            paged=True,
            chooses={"show": SHOWN},
            asks={"department": "A code."},
        )
    )
    def get(self, request: Request) -> Response:
        person, show = person_of(request), word_of(request, "show", SHOWN)
        rows = Sheet.objects.readable_by(person) if show == SHOWN[0] else Sheet.objects.written_by(person)
        if code := request.query_params.get("department"):
            rows = rows.filter(department__code=code)
        return page(request, within(request, rows.for_list(person).defer("rows")), NEWEST, Listing(InformationOut))

    @operation(
        Operation(
            id="information_publish",
            summary="Publish something new",
            tag=TAG,
            body=NewInformationIn,
            answer=InformationDetailOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request) -> Response:
        body = read(request, NewInformationIn)
        department = own_department(request, body.pop("department"), access.can_keep_information)
        form = _form(request, body, department, None)
        return _told(request, sheets.begin(department, form.published(), by=person_of(request)).pk, 201)


class OneInformation(ApiView):
    @operation(
        Operation(id="information_read", summary="One piece of information", tag=TAG, answer=InformationDetailOut)
    )
    def get(self, request: Request, pk: int) -> Response:
        return _told(request, pk)

    @operation(
        Operation(
            id="information_refresh",
            summary="Refresh it: whoever subscribed is told",
            description="With `quietly` it is a small correction: nobody is told, and the promise goes on.",
            tag=TAG,
            body=InformationIn,
            answer=InformationDetailOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, pk: int) -> Response:
        sheet = _kept(request, pk)
        is_exactly(request, etag_of(sheet))
        form = _form(request, read(request, InformationIn, partial=True), sheet.department, sheet)
        quietly = form.cleaned_data["quietly"]
        sheets.refresh(sheet, form.published(), edition=sheet.edition, by=person_of(request), quietly=quietly)
        return _told(request, pk)


class _Act(ApiView):
    """A verb that needs nothing but the version it was meant for."""

    act: Callable[..., Sheet] = staticmethod(sheets.confirm)

    def do(self, request: Request, pk: int) -> Response:
        sheet = _kept(request, pk)
        is_exactly(request, etag_of(sheet))
        self.act(sheet, edition=sheet.edition, by=person_of(request))
        return _told(request, pk)


def _described(name: str, summary: str) -> Operation:
    return Operation(id=name, summary=summary, tag=TAG, answer=InformationDetailOut, writes=True, guarded=True)


class Confirmation(_Act):
    @operation(_described("information_confirm", "It was looked at, and nothing has changed"))
    def post(self, request: Request, pk: int) -> Response:
        return self.do(request, pk)


class Archival(_Act):
    act = staticmethod(sheets.archive)

    @operation(_described("information_archive", "Show it no longer"))
    def post(self, request: Request, pk: int) -> Response:
        return self.do(request, pk)


class Publication(_Act):
    act = staticmethod(sheets.bring_back)

    @operation(_described("information_bring_back", "Publish again what was archived"))
    def post(self, request: Request, pk: int) -> Response:
        return self.do(request, pk)


class Versions(ApiView):
    @operation(
        Operation(
            id="information_versions",
            summary="What was published when, the last first",
            tag=TAG,
            answer=InformationVersionOut,
            paged=True,
        )
    )
    def get(self, request: Request, pk: int) -> Response:
        rows = _kept(request, pk).versions.select_related("by", "file")
        return page(request, rows, LAST_FIRST, Listing(InformationVersionOut))


class Restoration(ApiView):
    @operation(_described("information_restore", "Publish once more what a version said"))
    def post(self, request: Request, pk: int, number: int) -> Response:
        sheet = _kept(request, pk)
        found: SheetVersion = get_object_or_404(sheet.versions.select_related("file"), number=number)
        is_exactly(request, etag_of(sheet))
        sheets.restore(sheet, found, edition=sheet.edition, by=person_of(request))
        return _told(request, pk)


class Subscription(ApiView):
    @operation(
        Operation(
            id="information_subscribe",
            summary="Hear when it is refreshed",
            tag=TAG,
            answer=InformationDetailOut,
            writes=True,
        )
    )
    def post(self, request: Request, pk: int) -> Response:
        sheets.subscribe(self._published(request, pk), by=person_of(request))
        return _told(request, pk)

    @operation(
        Operation(id="information_unsubscribe", summary="Hear of it no longer", tag=TAG, status=204, writes=True)
    )
    def delete(self, request: Request, pk: int) -> Response:
        sheets.unsubscribe(self._published(request, pk), by=person_of(request))
        return Response(status=204)

    def _published(self, request: Request, pk: int) -> Sheet:
        found: Sheet = get_object_or_404(within(request, Sheet.objects.readable_by(person_of(request))), pk=pk)
        return found
