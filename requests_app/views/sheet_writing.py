"""Published information as a department keeps it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access, drafts, sheets
from requests_app.forms.editions import posted_edition
from requests_app.forms.sheets import SheetForm
from requests_app.models import Department, Sheet
from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest

from . import errors

ROWS_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, dept: str) -> HttpResponse:
    department = get_object_or_404(Department, code=dept)
    if not access.can_keep_information(request.user, department):
        raise Http404
    return _write(request, department, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    return _write(request, sheet.department, sheet)


def _write(request: SignedInRequest, department: Department, sheet: Sheet | None) -> HttpResponse:
    posted, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SheetForm(posted, files, department=department, sheet=sheet, by=request.user)
    place = f"sheet-{sheet.pk}" if sheet else f"sheet-new-{department.pk}"
    if posted is not None and form.is_valid():
        try:
            saved = _save(request, department, sheet, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except StaleForm:
            form.take_edition(sheet.edition if sheet else 0)
        else:
            return drafts.sent(redirect("sheets:detail", saved.pk), request.user, place)
    context = {
        "department": department,
        "sheet": sheet,
        "form": form,
        "place": place,
        "file": sheets.file_of(sheet) if sheet else None,
    }
    return render(request, "sheets/edit.html", context, status=422 if posted is not None else 200)


def _save(request: SignedInRequest, department: Department, sheet: Sheet | None, form: SheetForm) -> Sheet:
    by, data = request.user, form.cleaned_data
    if sheet is None:
        messages.success(request, _("Published."))
        return sheets.begin(department, form.published(), by=by)
    quietly = data["quietly"]
    saved = sheets.refresh(sheet, form.published(), edition=form.sent_edition, by=by, quietly=quietly)
    messages.success(request, _("Saved.") if quietly else _("Refreshed. Whoever subscribed is told."))
    return saved


@require_POST
def confirmation(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, pk, sheets.confirm, _("Noted: it is up to date."))


@require_POST
def archival(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, pk, sheets.archive, _("Archived: nobody finds it any more. You can publish it again."))


@require_POST
def publication(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, pk, sheets.bring_back, _("Published."))


def _act(request: SignedInRequest, pk: int, act: Any, done: str) -> HttpResponse:
    try:
        act(_sheet(request, pk), edition=posted_edition(request), by=request.user)
    except StaleForm as problem:
        return errors.conflict(request, problem, back_url=reverse("sheets:detail", args=[pk]))
    messages.success(request, done)
    return redirect("sheets:detail", pk)


@require_safe
def version(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """What was published at a moment; of a table the first rows."""
    sheet = _sheet(request, pk)
    found = get_object_or_404(sheet.versions.select_related("by", "file"), number=number)
    context = {"sheet": sheet, "version": found, "rows": found.rows[:ROWS_SHOWN], "count": len(found.rows)}
    context["is_newest"] = not sheet.versions.filter(number__gt=number).exists()
    return render(request, "sheets/version.html", context)


@require_POST
def restoration(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Readers see again what this version said."""
    sheet = _sheet(request, pk)
    found = get_object_or_404(sheet.versions.select_related("file"), number=number)
    try:
        sheets.restore(sheet, found, edition=posted_edition(request), by=request.user)
    except (StaleForm, Refused) as problem:
        return errors.conflict(request, problem, back_url=reverse("sheets:detail", args=[pk]))
    messages.success(request, _("Published: what version %(number)s said.") % {"number": number})
    return redirect("sheets:detail", pk)


def _sheet(request: SignedInRequest, pk: int) -> Sheet:
    return get_object_or_404(Sheet.objects.written_by(request.user).select_related("department", "owner"), pk=pk)
