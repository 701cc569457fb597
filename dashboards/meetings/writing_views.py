"""Service reviews as those who lead the departments write them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from requests_app.models import User
from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest

from . import access, verbs
from .forms import CancelForm, DecisionForm, HeldForm, InviteForm, MeetingForm, ReviewForm
from .models import ReviewMeeting, ServiceReview
from .views import found_meeting, leads_anything, meeting_page


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """A review with its first meeting, for whoever leads a department."""
    if not leads_anything(request):
        raise PermissionDenied
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen, weeks = list(form.cleaned_data["departments"]), form.cleaned_data["every_weeks"]
        try:
            begun = verbs.begin(chosen, weeks, form.outline(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Planned. Everybody invited is told."))
            return redirect("meetings:review", begun.pk)
    return render(request, "meetings/new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """The next meeting, where none is planned."""
    review = _written(request, pk)
    form = MeetingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            planned = verbs.plan(review, form.outline(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Planned. Everybody invited is told."))
            return redirect("meetings:meeting", planned.pk)
    context = {"form": form, "review": review}
    return render(request, "meetings/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = found_meeting(request, pk, writes=True)
    form = MeetingForm(request.POST if request.method == "POST" else None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change(meeting, form.outline(), edition=form.sent_edition, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except StaleForm:
            form.take_edition(ReviewMeeting.objects.get(pk=pk).edition)
        else:
            messages.success(request, _("Saved."))
            return redirect("meetings:meeting", pk)
    context = {"form": form, "review": meeting.review, "meeting": meeting}
    return render(request, "meetings/edit.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting, form = found_meeting(request, pk, writes=True), InviteForm(request.POST)
    if not form.is_valid():
        return meeting_page(request, meeting, invite=form)
    return _answered(request, meeting, lambda: _invited(meeting, form.cleaned_data["person"], request.user))


def _invited(meeting: ReviewMeeting, person: User, by: User) -> str:
    verbs.invite(meeting, person, by=by)
    return _("%(person)s is invited.") % {"person": person}


@require_POST
def leaving_out(request: SignedInRequest, pk: int, person: int) -> HttpResponse:
    meeting = found_meeting(request, pk, writes=True)
    invited: User = get_object_or_404(meeting.people, pk=person)

    def leave_out() -> str:
        verbs.leave_out(meeting, invited)
        return _("%(person)s does not have to come.") % {"person": invited}

    return _answered(request, meeting, leave_out)


@require_POST
def cancellation(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting, form = found_meeting(request, pk, writes=True), CancelForm(request.POST)
    if not form.is_valid():
        return meeting_page(request, meeting, cancel=form)

    def cancel() -> str:
        verbs.cancel(meeting, form.cleaned_data["reason"], by=request.user)
        return _("Called off. Everybody invited is told.")

    return _answered(request, meeting, cancel)


@require_POST
def holding(request: SignedInRequest, pk: int) -> HttpResponse:
    """It took place; the next one is planned with it."""
    meeting = found_meeting(request, pk, writes=True)
    form = HeldForm(request.POST, meeting=meeting)
    if not form.is_valid():
        return meeting_page(request, meeting, held=form)

    def hold() -> str:
        came = [person.pk for person in form.cleaned_data["came"]]
        verbs.hold(meeting, came, form.cleaned_data["notes"], by=request.user)
        return _("Noted. The next meeting is planned.")

    return _answered(request, meeting, hold)


@require_POST
def decision(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = found_meeting(request, pk, writes=True)
    form = DecisionForm(request.POST, meeting=meeting)
    if not form.is_valid():
        return meeting_page(request, meeting, decide=form)

    def decide() -> str:
        verbs.decide(meeting, form.decided(), by=request.user)
        return _("Written down. It goes on as an improvement.")

    return _answered(request, meeting, decide)


@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    verbs.end(_written(request, pk), by=request.user)
    messages.success(request, _("The service review has ended."))
    return redirect("meetings:review", pk)


def _written(request: SignedInRequest, pk: int) -> ServiceReview:
    review = get_object_or_404(ServiceReview.objects.visible_to(request.user), pk=pk)
    if not access.can_write(request.user, review):
        raise PermissionDenied
    return review


def _answered(request: SignedInRequest, meeting: ReviewMeeting, act: Callable[[], str]) -> HttpResponse:
    """Back to the meeting, with what came of it."""
    try:
        messages.success(request, act())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("meetings:meeting", meeting.pk)
