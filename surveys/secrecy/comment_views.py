"""The comments of a survey that has closed, for whoever runs it."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from requests_app.models import Department
from requests_app.pagination import Column, paginate
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest
from requests_app.views import errors
from surveys import access, release
from surveys.models import Campaign, CommentText

from .moderating import moderate

AT_ONCE = 50
# Their keys are random, so the order tells nothing.
BY_CHANCE = (Column("pk", parse=UUID),)


def _found(request: SignedInRequest, pk: UUID) -> Campaign:
    if not access.can_run_surveys(request.user):
        raise Http404
    return get_object_or_404(Campaign.objects.run_by(request.user), pk=pk, state=Campaign.State.CLOSED)


@require_safe
def comments(request: SignedInRequest, pk: UUID) -> HttpResponse:
    campaign = _found(request, pk)
    page = paginate(request, release.comments_of(campaign), BY_CHANCE, size=AT_ONCE)
    about = {str(one.pk): one for one in Department.objects.filter(pk__in=_departments(page.rows))}
    rows = [(one, about.get(one.bucket.partition("|")[0])) for one in page.rows]
    context = {"campaign": campaign, "rows": rows, "page": page, "place": _place(request.GET)}
    return render(request, "campaigns/comments.html", context)


def _place(said: QueryDict) -> str:
    """Which page of the list it is, as an address says it."""
    return urlencode({name: said[name] for name in ("after", "before") if name in said})


def _departments(written: list[CommentText]) -> set[str]:
    return {bucket for one in written if (bucket := one.bucket.partition("|")[0])}


@require_POST
def comment(request: SignedInRequest, pk: UUID, comment: UUID) -> HttpResponse:
    campaign = _found(request, pk)
    text, shown = request.POST.get("text", ""), request.POST.get("shown") == "yes"
    try:
        moderate(campaign, comment, text=text, shown=shown, by=request.user)
    except CommentText.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        return errors.conflict(request, refusal, back_url=reverse("campaigns:comments", args=[pk]))
    place = _place(QueryDict(request.POST.get("place", "")))
    return redirect(f"{reverse('campaigns:comments', args=[pk])}?{place}#c-{comment}")
