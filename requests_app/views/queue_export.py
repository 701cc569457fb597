"""A view of a queue as a file: everything it has, or the requests that were selected."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from requests_app import efforts
from requests_app.models import Department
from requests_app.moments import moment_of
from requests_app.queues import Selection, exporting
from requests_app.queues.columns import EFFORT
from requests_app.types import SignedInRequest

from .queue import own
from .queue_bulk import chosen
from .queue_told import queue_url

KINDS = ("csv", "csv-excel", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: SignedInRequest, dept: str, kind: str) -> HttpResponseBase:
    """As `csv`, as `csv-excel` (with a byte order mark, which Excel needs) or as `xlsx`."""
    department = get_object_or_404(own(request.user), code=dept)
    if kind not in KINDS:
        raise Http404
    table = _table(request, department)
    if kind != "xlsx":
        return _csv(table, f"{dept}.csv", bom=kind == "csv-excel")
    if table.rows.order_by().values("pk")[: exporting.MOST_IN_XLSX + 1].count() > exporting.MOST_IN_XLSX:
        messages.error(request, _("These are too many requests for Excel. Narrow the view, or export it as CSV."))
        return _back(request, dept)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    exporting.write_xlsx(table, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{dept}.xlsx", content_type=XLSX)


def _table(request: SignedInRequest, department: Department) -> exporting.Table:
    """The rows and columns that the address names, or for a form with selected requests what it says."""
    said = QueryDict(request.POST.get("query", "")[:2500]) if request.method == "POST" else request.GET
    selection = Selection.of(said)
    questions = selection.questions(department)
    selection = selection.knowing(questions)
    rows = selection.rows(department, request.user, moment_of(request))
    if request.method == "POST" and not request.POST.get("all"):
        ticked = chosen(request, department, "").values("pk")
        rows = rows.filter(pk__in=ticked)
    rows = rows.for_list().select_related("asking_department", "wait__reason", "form")
    if EFFORT in selection.columns:
        rows = efforts.with_mine(rows, request.user)
    language, zone = request.user.language, str(timezone.get_current_timezone())
    return exporting.Table(rows, selection.order, selection.table(questions), language, zone)


def _csv(table: exporting.Table, name: str, *, bom: bool) -> StreamingHttpResponse:
    lines = exporting.as_csv(table, bom=bom)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _back(request: SignedInRequest, dept: str) -> HttpResponse:
    query = Selection.of(request.GET if request.method == "GET" else QueryDict(request.POST.get("query", ""))).query()
    return cast("HttpResponse", redirect(queue_url(dept, query)))
