"""Service reviews as whoever is invited reads them: the list, one of them, and a meeting with its agenda."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from dashboards.company.head import joined
from dashboards.company.listing import list_page
from dashboards.words import number
from requests_app.calendar_file import KIND
from requests_app.framed import read_framed, rows_framed
from requests_app.models import Department
from requests_app.moments import moment_of
from requests_app.readings import all_of
from requests_app.types import SignedInRequest

from . import access
from .agenda import FIGURES, agenda_of, requests_of
from .forms import CancelForm, DecisionForm, HeldForm, InviteForm
from .models import ReviewDecision, ReviewMeeting, ServiceReview
from .telling import NAME, file_of

SHOWN = 100
# What a decision is shown with.
IMPROVED = ("improvement__department", "improvement__owner")
# What the lists behind the figures of an agenda are called, as its table calls them.
TITLES = {
    "filed": _("Filed"),
    "done": pgettext_lazy("figure", "Done"),
    "broken": _("Promise broken"),
    "chased": _("Chased"),
    "asked_back": _("Asked back"),
}


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """One's own, those that go on first. Who leads nothing and was never invited sees an empty list."""
    rows = ServiceReview.objects.visible_to(request.user).for_list().prefetch_related("meetings")[:SHOWN]
    reviews = [(one, _next(one)) for one in rows]
    return render(request, "meetings/list.html", {"reviews": reviews, "leads": leads_anything(request)})


def leads_anything(request: SignedInRequest) -> bool:
    return request.user.is_admin or any(role == "manager" for role in request.user.roles.values())


def _next(review: ServiceReview) -> ReviewMeeting | None:
    return next((one for one in review.meetings.all() if one.is_planned), None)


@require_safe
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its meetings, the newest first, with what they decided."""
    found = get_object_or_404(ServiceReview.objects.visible_to(request.user).for_list(), pk=pk)
    made = ReviewDecision.objects.filter(meeting__review=found)
    meetings, decisions = rows_framed(request, found.meetings.newest_first()[:SHOWN], made.select_related(*IMPROVED))
    decided: dict[int, list[ReviewDecision]] = defaultdict(list)
    for decision in decisions:
        decided[decision.meeting_id].append(decision)
    planned = any(one.is_planned for one in meetings)
    writes = access.can_write(request.user, found) and found.ended_at is None
    shown = [(one, decided[one.pk]) for one in meetings]
    context = {"review": found, "meetings": shown, "writes": writes, "planned": planned}
    return render(request, "meetings/review.html", context)


@require_safe
def meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    return meeting_page(request, found_meeting(request, pk))


def meeting_page(request: SignedInRequest, found: ReviewMeeting, **forms: Any) -> HttpResponse:
    """With whatever form was sent and does not fit, by its name."""
    now, writes = moment_of(request), access.can_write(request.user, found.review)
    begun, planned = found.has_begun(now), found.is_planned
    offered: dict[str, Any] = {}
    if writes and planned:
        offered |= {"invite": InviteForm(), "cancel": CancelForm()}
    if writes and planned and begun:
        offered["held"] = HeldForm(meeting=found)
    if writes and begun and found.state != ReviewMeeting.State.CANCELLED:
        offered["decide"] = DecisionForm(meeting=found)
    agenda, (people, came, decisions) = read_framed(
        request,
        agenda_of.part(found, request.user, now),
        all_of(
            found.people.by_name().select_related("department"),
            found.came.values_list("pk", flat=True),
            found.decisions.select_related(*IMPROVED),
        ),
    )
    context = {
        "meeting": found,
        "agenda": agenda,
        "hidden": number(agenda.broken_all - len(agenda.broken)) if agenda.broken_all > len(agenda.broken) else "",
        "people": people,
        "came": set(came),
        "decisions": decisions,
        "writes": writes,
        "begun": begun,
        **offered,
        **forms,
    }
    return render(request, "meetings/meeting.html", context, status=422 if forms else 200)


@require_safe
def requests(request: SignedInRequest, pk: int) -> HttpResponse:
    """The requests behind a figure of the agenda, as far as this person may open them."""
    found, figure = found_meeting(request, pk), request.GET.get("figure", "filed")
    asks, serves = _met(request, found, "asks"), _met(request, found, "serves")
    if figure not in FIGURES:
        raise Http404
    rows = requests_of(found, figure, asks=asks, serves=serves, now=moment_of(request))
    about = joined(*([f"{asks} → {serves}"] if asks and serves else []), str(found.review))
    back = reverse("meetings:meeting", args=[pk])
    return list_page(request, rows, title=str(TITLES[figure]), about=about, back=back)


def _met(request: SignedInRequest, meeting: ReviewMeeting, side: str) -> Department | None:
    """The department of the meeting that the address names; None where it names none."""
    code = request.GET.get(side)
    return get_object_or_404(meeting.review.departments, code=code) if code else None


@require_safe
def calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    """The meeting for one's own calendar."""
    file = file_of(found_meeting(request, pk), at=moment_of(request))
    headers = {"Content-Disposition": f'attachment; filename="{NAME}"'}
    return HttpResponse(file, content_type=f"{KIND}; charset=utf-8", headers=headers)


def found_meeting(request: SignedInRequest, pk: int, *, writes: bool = False) -> ReviewMeeting:
    """404 for what one may not see; with `writes`, 403 for what one may only see."""
    rows = (
        ReviewMeeting.objects.visible_to(request.user).select_related("review").prefetch_related("review__departments")
    )
    found: ReviewMeeting = get_object_or_404(rows, pk=pk)
    if writes and not access.can_write(request.user, found.review):
        raise PermissionDenied
    return found
