"""From draft to force and out of it again: sharing, commenting, handing over, publishing, retiring."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from requests_app import access as people_access
from requests_app.counting import in_words
from requests_app.moments import moment_of
from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest
from requests_app.views import errors
from sla import access, calendars, drafts, standards
from sla.differences import differences
from sla.forms.publication import CommentForm, PublicationForm
from sla.models import ServiceStandard

from .standards import with_comment


@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: SignedInRequest, pk: int) -> HttpResponse:
    """What publishing changes, for whom and when; and the publishing itself."""
    standard = _draft(request, pk)
    people_access.require(access.can_publish, request.user, standard)
    now = moment_of(request)
    zone = calendars.newest_version(standard.calendar_id).working_calendar.spec.zone
    data, seen = request.POST if request.method == "POST" else None, {"edition": standard.edition}
    form = PublicationForm(data, now=now, zone=zone, initial=seen)
    if request.method == "POST" and form.is_valid():
        try:
            standards.publish(
                standard,
                by=request.user,
                now=now,
                since=form.cleaned_data["since"],
                edition=form.cleaned_data["edition"],
            )
        except StaleForm as problem:
            return errors.conflict(request, problem, back_url=reverse("sla:publication", args=[pk]))
        except Refused as refusal:
            form.add_error("since", str(refusal))
        else:
            messages.success(request, _("The standard is published."))
            return redirect("sla:detail", standard.pk)
    in_force = ServiceStandard.objects.of_scope(standard.scope).in_force(now)
    before = in_force.for_list().with_open_count().first()
    context = {
        "form": form,
        "standard": standard,
        "before": before,
        "differences": differences(before, standard),
        "open_requests": before.open_count if before else 0,
        "open_words": in_words(before.open_count) if before else "",
        "comments": standard.comments.select_related("author__department"),
        "shared_with": standard.shared_with.all(),
    }
    return render(request, "sla/publication.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def retirement(request: SignedInRequest, pk: int) -> HttpResponse:
    standard = get_object_or_404(ServiceStandard.objects.announced().for_list().with_open_count(), pk=pk)
    people_access.require(access.can_publish, request.user, standard)
    problem, now = "", moment_of(request)
    if request.method == "POST":
        try:
            standards.retire(standard, by=request.user, now=now)
        except Refused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("The standard is retired."))
            return redirect("sla:detail", standard.pk)
    context = {
        "standard": standard,
        "problem": problem,
        "planned": standard.in_force_from is not None and standard.in_force_from > now,
        "open_requests": standard.open_count,
        "open_words": in_words(standard.open_count),
    }
    return render(request, "sla/retirement.html", context, status=422 if problem else 200)


@require_POST
def removal_create(request: SignedInRequest, pk: int) -> HttpResponse:
    standard = _draft(request, pk)
    people_access.require(access.can_edit_draft, request.user, standard)
    standards.discard(standard, by=request.user)
    messages.success(request, _("The draft is thrown away."))
    return redirect("sla:list")


@require_POST
def sharing_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask those who use it what they think of the draft."""
    standard = _draft(request, pk)
    people_access.require(access.can_edit_draft, request.user, standard)
    try:
        shared = drafts.share(standard, by=request.user, now=moment_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        number = shared.shared_with.count()
        said = ngettext(
            "The managers of %(number)s department are asked.",
            "The managers of %(number)s departments are asked.",
            number,
        )
        messages.success(request, said % {"number": number})
    return redirect("sla:detail", standard.pk)


@require_POST
def comment_create(request: SignedInRequest, pk: int) -> HttpResponse:
    standard = get_object_or_404(ServiceStandard.objects.visible_to(request.user).for_list().with_open_count(), pk=pk)
    people_access.require(access.can_comment, request.user, standard)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return with_comment(request, standard, form)
    try:
        said = drafts.comment(standard, form.cleaned_data["text"], by=request.user, now=moment_of(request))
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return with_comment(request, standard, form)
    messages.success(request, _("Thank you. Whoever wrote the draft is told."))
    return redirect(f"{reverse('sla:detail', args=[standard.pk])}#comment-{said.pk}")


@require_POST
def handover_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """A manager asks the admins to publish the draft."""
    standard = _draft(request, pk)
    people_access.require(access.can_hand_over, request.user, standard)
    try:
        drafts.hand_over(standard, by=request.user, now=moment_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The admins are asked to publish it."))
    return redirect("sla:detail", standard.pk)


def _draft(request: SignedInRequest, pk: int) -> ServiceStandard:
    return get_object_or_404(ServiceStandard.objects.visible_to(request.user).drafts().for_list(), pk=pk)
