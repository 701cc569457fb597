"""A list of people is uploaded, looked at, written, and told about; for admins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from requests_app import access, people_import
from requests_app.forms.people_import import ColumnsForm, ListForm
from requests_app.models import PeopleImport
from requests_app.pagination import url_with
from requests_app.people_import import checking, columns
from requests_app.people_import.checking import BAD, CHANGED, DEPARTMENT, NEW, SAME
from requests_app.phrases import listed
from requests_app.sheet_tables import NotATable
from requests_app.spreadsheets import as_csv
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest

SHOWN = 50


def upload(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            imported = people_import.receive(form.cleaned_data["file"].name, form.content(), by=request.user)
        except NotATable as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("people:import_preview", imported.pk)
    latest = PeopleImport.objects.exclude(started_at=None).select_related("by").newest_first()[:5]
    context = {"form": form, "latest": latest, "fields": columns.LABELS.values()}
    return render(request, "people_import/upload.html", context, status=422 if form.errors else 200)


@require_safe
def sample(request: SignedInRequest) -> StreamingHttpResponse:
    """A small list to begin with, in the reader's language; it can be uploaded as it is."""
    access.require_admin(request.user)
    rows = [
        ["Ann Example", "ann@example.com", "IT", "", "manager", "", "en", "Europe/Berlin"],
        ["李明", "li.ming@example.com", "Service desk", "IT", "agent", "ann@example.com", "zh", "Asia/Shanghai"],
        ["Вера Иванова", "vera@example.com", "Finance", "", "", "", "ru", "Europe/Moscow"],
    ]
    return _file([[str(label) for label in columns.LABELS.values()], *rows], "people.csv")


def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """Row by row what would happen; the POST says anew which column is what."""
    access.require_admin(request.user)
    imported = _not_started(pk)
    if isinstance(imported, HttpResponse):
        return imported
    form = ColumnsForm(request.POST or None, imported=imported)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if wanted := form.other_encoding():
            return _read_again(request, imported, form, wanted)
        people_import.arrange(imported, form.chosen(), leaves_out=said["leaves_out"], invites=said["invites"])
        return redirect("people:import_preview", pk)
    return _shown(request, imported, form, status=422 if form.errors else 200)


def _read_again(request: SignedInRequest, imported: PeopleImport, form: ColumnsForm, encoding: str) -> HttpResponse:
    try:
        people_import.reread(imported, encoding)
    except NotATable as problem:
        form.add_error("encoding", str(problem))
        return _shown(request, imported, form, status=422)
    return redirect("people:import_preview", imported.pk)


def _not_started(pk: int) -> PeopleImport | HttpResponse:
    imported: PeopleImport = get_object_or_404(PeopleImport, pk=pk)
    return redirect("people:import_report", pk) if imported.started_at else imported


def _shown(request: SignedInRequest, imported: PeopleImport, form: ColumnsForm, *, status: int) -> HttpResponse:
    lines = checking.look(imported)
    counts = Counter(line.state for line in lines)
    # What is wrong is shown first; all rows only to whoever asks for them then.
    wanted = request.GET.get("show", BAD)
    wanted = wanted if wanted in counts else ""
    asked = [line for line in lines if line.state == wanted] if wanted else lines
    page = _page_number(request.GET.get("page", ""), len(asked))
    context = {
        "imported": imported,
        "form": form,
        "lines": asked[(page - 1) * SHOWN : page * SHOWN],
        "tabs": _tabs(request, counts, wanted, len(lines)),
        "departments": [*checking.new_departments(lines)],
        "bad": counts[BAD],
        "to_write": len(lines) - counts[BAD] - counts[SAME],
        "is_mapped": bool({"email", "department"} & set(imported.columns)),
        "previous_url": url_with(request, page=str(page - 1)) if page > 1 else "",
        "next_url": url_with(request, page=str(page + 1)) if page * SHOWN < len(asked) else "",
    }
    return render(request, "people_import/preview.html", context, status=status)


def _tabs(request: SignedInRequest, counts: Counter[str], wanted: str, total: int) -> list[dict[str, Any]]:
    labels = {
        BAD: pgettext("rows of a list", "With problems"),
        NEW: pgettext("rows of a list", "New people"),
        CHANGED: pgettext("rows of a list", "Changed"),
        DEPARTMENT: pgettext("rows of a list", "Only a department"),
        SAME: pgettext("rows of a list", "As it is"),
    }
    found = [
        {"label": label, "url": url_with(request, show=state, page=""), "here": state == wanted, "count": counts[state]}
        for state, label in labels.items()
        if counts[state]
    ]
    everything = {"label": pgettext("rows of a list", "All"), "url": url_with(request, show="all", page="")}
    return [*found, {**everything, "here": not wanted, "count": total}]


def _page_number(text: str, number: int) -> int:
    last = max(1, -(-number // SHOWN))
    return min(int(text), last) if text.isdecimal() and 0 < len(text) < 6 and int(text) else 1


@require_safe
def problems(request: SignedInRequest, pk: int) -> StreamingHttpResponse:
    """The rows that cannot be written, as a file to correct, with a column that says why."""
    access.require_admin(request.user)
    imported = get_object_or_404(PeopleImport, pk=pk)
    lines = [line for line in checking.look(imported) if line.problems]
    rows = [[*imported.rows[line.number - 2], listed(line.problems)] for line in lines]
    return _file([[*imported.header, _("What is wrong")], *rows], "people-to-correct.csv")


@require_POST
def start(request: SignedInRequest, pk: int) -> HttpResponse:
    access.require_admin(request.user)
    imported = get_object_or_404(PeopleImport, pk=pk)
    try:
        people_import.start(imported, by=request.user)
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("people:import_preview", pk)
    return redirect("people:import_report", pk)


@require_safe
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far it is, and what could not be written."""
    access.require_admin(request.user)
    imported = get_object_or_404(PeopleImport.objects.select_related("undertaking__asked_by"), pk=pk)
    if imported.undertaking is None:
        raise Http404
    return render(request, "people_import/report.html", {"imported": imported, "job": imported.undertaking})


@require_POST
def attempt(request: SignedInRequest, pk: int) -> HttpResponse:
    access.require_admin(request.user)
    imported = get_object_or_404(PeopleImport.objects.select_related("undertaking"), pk=pk)
    people_import.again(imported)
    return redirect("people:import_report", pk)


def _file(rows: Sequence[Sequence[str]], name: str) -> StreamingHttpResponse:
    lines: Iterator[str] = as_csv(rows)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
