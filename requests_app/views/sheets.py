"""Published information as colleagues read it: sorted, searched, downloaded, subscribed to."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests_app import access, sheet_tables, sheets
from requests_app.models import Department, Sheet
from requests_app.moments import moment_of
from requests_app.pagination import url_with
from requests_app.showing import pictures_of
from requests_app.types import SignedInRequest

SHOWN = 100
ROWS_SHOWN = 200


@require_safe
def department(request: SignedInRequest, dept: str) -> HttpResponse:
    """What a department publishes; for those who keep it what is archived as well."""
    provider = get_object_or_404(Department, code=dept)
    writes = access.can_keep_information(request.user, provider)
    rows = Sheet.objects.filter(department=provider).for_list(request.user).defer("rows")
    rows = rows if writes else rows.readable_by(request.user)
    context = {
        "department": provider,
        "sheets": rows.order_by("state", "pk").reverse()[:SHOWN],
        "writes": writes,
        "today": sheets.today_of(provider, moment_of(request)),
    }
    return render(request, "sheets/department.html", context)


@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it says; of a table `?sort=` a column (with a minus downwards), `?find=` words and `?page=`."""
    sheet = get_object_or_404(Sheet.objects.open_to(request.user).for_list(request.user), pk=pk)
    writes = access.can_keep_information(request.user, sheet.department)
    file = sheets.file_of(sheet) if sheet.kind == Sheet.Kind.FILE else None
    context = {
        "sheet": sheet,
        "table": Table.of(request, sheet) if sheet.kind == Sheet.Kind.TABLE else None,
        "files": [file] if file else [],
        "pictures": pictures_of([file] if file else []),
        "writes": writes,
        "versions": sheet.versions.select_related("by").order_by("-number").defer("rows") if writes else [],
        "today": sheets.today_of(sheet.department, moment_of(request)),
    }
    return render(request, "sheets/detail.html", context)


@dataclass(frozen=True, slots=True)
class Table:
    """A page of the rows as they were asked for."""

    headings: list[tuple[str, str, str]]  # words, address that sorts by it, "ascending", "descending" or ""
    rows: list[list[str]]
    found: int
    find: str
    sort: str
    newer_url: str = ""
    older_url: str = ""

    @classmethod
    def of(cls, request: SignedInRequest, sheet: Sheet) -> Table:
        find, sort = request.GET.get("find", "").strip()[:100], request.GET.get("sort", "")
        rows = sheet_tables.having(sheet.rows, find) if find else sheet.rows
        column = _column(sort, len(sheet.columns))
        downwards = sort.startswith("-")
        if column is not None:
            rows = sheet_tables.in_order(rows, column, downwards=downwards)
        page = _page(request, len(rows))
        headings = [
            (heading, _sorting(request, at, column, downwards=downwards), _direction(at, column, downwards=downwards))
            for at, heading in enumerate(sheet.columns)
        ]
        return cls(
            headings=headings,
            rows=rows[(page - 1) * ROWS_SHOWN : page * ROWS_SHOWN],
            found=len(rows),
            find=find,
            sort=sort if column is not None else "",
            newer_url=url_with(request, page=str(page - 1)) if page > 1 else "",
            older_url=url_with(request, page=str(page + 1)) if page * ROWS_SHOWN < len(rows) else "",
        )


def _column(sort: str, count: int) -> int | None:
    number = sort.removeprefix("-")
    return int(number) - 1 if number.isdecimal() and len(number) < 3 and 0 < int(number) <= count else None


def _page(request: SignedInRequest, count: int) -> int:
    asked = request.GET.get("page", "")
    page = int(asked) if asked.isdecimal() and len(asked) < 4 else 1
    return min(max(page, 1), max(1, -(-count // ROWS_SHOWN)))


def _sorting(request: SignedInRequest, at: int, column: int | None, *, downwards: bool) -> str:
    turns = at == column and not downwards
    return url_with(request, sort=f"-{at + 1}" if turns else str(at + 1), page=None)


def _direction(at: int, column: int | None, *, downwards: bool) -> str:
    if at != column:
        return ""
    return "descending" if downwards else "ascending"


@require_safe
def table(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole table as CSV, for any spreadsheet."""
    sheet = get_object_or_404(Sheet.objects.open_to(request.user), pk=pk)
    if sheet.kind != Sheet.Kind.TABLE:
        raise Http404
    name = slugify(sheet.title.in_language("en")) or f"table-{sheet.pk}"
    response = HttpResponse("\ufeff" + sheet_tables.written(sheet.columns, sheet.rows), content_type="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
def subscription(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hear when it is refreshed; with `stop`, no longer."""
    sheet = get_object_or_404(Sheet.objects.readable_by(request.user), pk=pk)
    if "stop" in request.POST:
        sheets.unsubscribe(sheet, by=request.user)
        messages.success(request, _("You are told no longer."))
    else:
        sheets.subscribe(sheet, by=request.user)
        messages.success(request, _("You are told when it is refreshed."))
    return redirect("sheets:detail", pk)
