"""What admins begin with, and everything that was ever changed about how the portal is set up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from requests_app import access, administration
from requests_app.configuration.reading import told
from requests_app.configuration.searching import ChangesFilter
from requests_app.models import ConfigurationChange, Service
from requests_app.pagination import Column, paginate
from requests_app.spreadsheets import as_csv
from requests_app.types import SignedInRequest

NEWEST_FIRST = (Column("pk", descending=True),)
CHUNK = 500


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Every door an admin has."""
    access.require_admin(request.user)
    latest = [told(one) for one in ConfigurationChange.objects.for_list().newest_first()[:5]]
    return render(request, "administration/home.html", {"groups": administration.doors(), "latest": latest})


@require_safe
def service(request: SignedInRequest, pk: int) -> HttpResponse:
    """To the service's page in the catalogue, whatever its address is by now."""
    access.require_admin(request.user)
    found = get_object_or_404(Service.objects.for_list(), pk=pk)
    return redirect("catalogue:edit", found.provider.code, found.code)


@require_safe
def changes(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    form = ChangesFilter(request.GET)
    page = paginate(request, form.rows(), NEWEST_FIRST)
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    context = {
        "form": form,
        "page": page,
        "rows": [told(one) for one in page.rows],
        "is_filtered": form.is_used,
        "query": query.urlencode(),
    }
    return render(request, "administration/changes.html", context)


@require_safe
def changes_export(request: SignedInRequest) -> StreamingHttpResponse:
    """The same rows as a file, however many they are."""
    access.require_admin(request.user)
    form = ChangesFilter(request.GET)
    heads = [
        _("Moment"),
        _("Changed by"),
        _("E-mail"),
        _("Kind"),
        _("What"),
        pgettext("noun", "Change"),
        _("Before and after"),
    ]
    lines = as_csv(_lines(form.rows(), heads, _Reader(translation.get_language(), timezone.get_current_timezone())))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="changes.csv"'
    return response


class _Reader(NamedTuple):
    language: str
    zone: tzinfo


def _lines(rows: QuerySet[ConfigurationChange], heads: list[str], reader: _Reader) -> Iterator[list[str]]:
    """Read in pieces while the file is sent: by then this person's language and zone are no longer active."""
    yield heads
    part = list(rows[:CHUNK])
    while part:
        with translation.override(reader.language), timezone.override(reader.zone):
            lines = [_cells(one) for one in part]
        yield from lines
        part = list(rows.filter(pk__lt=part[-1].pk)[:CHUNK])


def _cells(change: ConfigurationChange) -> list[str]:
    said = told(change)
    moment = f"{timezone.localtime(change.at):%Y-%m-%d %H:%M:%S %z}"
    who = [change.by.display_name, change.by.email] if change.by else [_("The portal"), ""]
    return [moment, *who, said.kind, str(change.label), said.action, "\n".join(line.as_text for line in said.lines)]
