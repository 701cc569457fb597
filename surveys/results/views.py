"""The results of a campaign: one page, one file, both from what was stored at its release."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from requests_app.pagination import Column, paginate
from requests_app.phrases import listed
from requests_app.spreadsheets import as_csv
from requests_app.types import SignedInRequest
from surveys import release
from surveys.models import CommentText, Question, ReleasedGroup

from . import page
from .exporting import lines
from .reading import Reading, read, title_of

MOST_HIDDEN = 20  # names on one page
COMMENTS_SHOWN = 20
# Their keys are random, so the order tells nothing.
BY_CHANCE = (Column("pk", parse=UUID),)


@require_safe
def detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Everybody, or one group: `?group=` takes one key, so nobody can cross two filters."""
    reading = read(request.user, pk, request.GET.get("group", ""))
    group, url = reading.chosen, reverse("results:detail", args=[pk])
    hidden = page.hidden_titles(reading)
    context = {
        "reading": reading,
        "campaign": reading.campaign,
        "group": group,
        "title": title_of(group) if group is not None else _("Everybody"),
        "groups": page.filter_items(reading, url) if len(reading.groups) > 1 else [],
        "url": url,
        "hidden": listed(hidden[:MOST_HIDDEN] + ["…"] * (len(hidden) > MOST_HIDDEN)),
        "why": page.why_hidden(reading.campaign.k),
        "filtered": group is not None and group != reading.everybody,
    }
    if group is not None and group.n is not None:
        context |= {**page.shown(reading, group), "comments": _comments(request, reading, group)}
    return render(request, "results/detail.html", context)


def _comments(request: SignedInRequest, reading: Reading, group: ReleasedGroup) -> dict[str, Any]:
    """One page of what was written and looked through; for who runs it also how many still wait for that."""
    campaign = reading.campaign
    texts = [one for one in campaign.questionnaire.in_order() if one.kind == Question.Kind.TEXT]
    if not texts:
        return {}
    found = paginate(request, release.shown_comments(campaign, group), BY_CHANCE, size=COMMENTS_SHOWN)
    asked = {one.pk: page.asked(one, group) for one in texts}
    waiting = release.comments_of(campaign).filter(state=CommentText.State.WAITING).count() if reading.runs else 0
    return {
        "page": found,
        "rows": [(one.text, asked.get(one.question, "") if len(texts) > 1 else "") for one in found.rows],
        "waiting": waiting,
        "enough": group.n is not None and group.n >= campaign.k_comments,
    }


@require_safe
def export(request: SignedInRequest, pk: UUID) -> StreamingHttpResponse:
    """All groups this person may read, by the same function; what is hidden on the page is empty here."""
    reading = read(request.user, pk, whole=True)
    response = StreamingHttpResponse(as_csv(list(lines(reading))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="survey-results.csv"'
    response["Cache-Control"] = "private, no-store"
    return response
