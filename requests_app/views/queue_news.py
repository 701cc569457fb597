"""What changed in a view since it was shown: said quietly, and shown when somebody clicks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from requests_app.counting import CappedCount, counts, in_words
from requests_app.models import Department
from requests_app.moments import moment_of
from requests_app.queues import Selection
from requests_app.types import SignedInRequest

from .queue import own

CAP = 99


@require_safe
def news(request: SignedInRequest, dept: str) -> HttpResponse:
    """How many came and how many changed since `seen`; 204 where nothing did. Two statements, both capped."""
    department = get_object_or_404(own(request.user), code=dept)
    seen = _moment(request.GET.get("seen", ""))
    if seen is None:
        return HttpResponse(status=204)
    rows = Selection.of(request.GET).rows(department, request.user, moment_of(request)).changed_since(seen)
    found = counts(
        Department.objects.filter(pk=department.pk),
        new=CappedCount(rows.filed_since(seen), cap=CAP),
        changed=CappedCount(rows.filed_before(seen), cap=CAP),
    )
    if not any(found.values()):
        return HttpResponse(status=204)
    context: dict[str, Any] = {name: in_words(number, cap=CAP) if number else "" for name, number in found.items()}
    return render(request, "requests_app/_queue_news.html", {**context, "url": _shown(request, dept)})


def _shown(request: SignedInRequest, dept: str) -> str:
    query = request.GET.copy()
    query.pop("seen", None)
    return f"{reverse('queue', args=[dept])}?{query.urlencode()}"


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
