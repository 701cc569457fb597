"""The pages about standards: the list, one version, and the form. Published ones are for everybody to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access as people_access
from requests_app.counting import in_words
from requests_app.models import Priority
from requests_app.moments import moment_of
from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest
from sla import access, calendars, pledges, standards, terms, words
from sla.differences import differences, predecessor
from sla.examples import climbs, examples, priority_of
from sla.forms.publication import CommentForm
from sla.forms.rows import rearranged
from sla.forms.standards import ExampleForm, StandardForm, shown_again
from sla.ladders import Goals, parts
from sla.models import CalendarVersion, ServiceStandard
from sla.target_table import table_of


@dataclass(frozen=True, slots=True)
class Row:
    """A standard in the list: its promise in a sentence, its working week, open requests that have it."""

    standard: ServiceStandard
    text: str
    hours: str
    is_planned: bool
    open_requests: str


@require_safe
def standard_list(request: SignedInRequest) -> HttpResponse:
    """What every department promises now, what it plans, and drafts for those who may see them."""
    now = moment_of(request)
    hours = {version.calendar_id: version.working_calendar for version in CalendarVersion.objects.newest_of_each()}
    shown = ServiceStandard.objects.visible_to(request.user).current(now).for_list().with_open_count().by_department()
    rows = [
        Row(
            standard=one,
            text=pledges.summary(terms.read(one), hours[one.calendar_id]),
            hours=words.hours(hours[one.calendar_id]),
            is_planned=one.in_force_from is not None and one.in_force_from > now,
            open_requests=in_words(one.open_count),
        )
        for one in shown
    ]
    departments = [
        (department, list(group)) for department, group in groupby(rows, lambda row: row.standard.department)
    ]
    context = {"departments": departments, "may_draft": access.can_draft_anything(request.user)}
    return render(request, "sla/list.html", context)


@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = ServiceStandard.objects.visible_to(request.user)
    standard = get_object_or_404(seen.for_list().with_open_count().select_related("created_by", "published_by"), pk=pk)
    return render(request, "sla/detail.html", _described(request, standard))


def _described(
    request: SignedInRequest, standard: ServiceStandard, comment: CommentForm | None = None
) -> dict[str, Any]:
    now, user = moment_of(request), request.user
    calendar = calendars.newest_version(standard.calendar_id).working_calendar
    promised = terms.read(standard)
    before = predecessor(standard)
    return {
        "standard": standard,
        "now": now,
        "targets": table_of(promised, calendar),
        "ladder": parts(promised.targets),
        "hours": words.hours(calendar),
        "text": pledges.summary(promised, calendar),
        **meaning(calendar, promised.targets, now, only_for=standard.priority),
        "before": before,
        "differences": differences(before, standard) if before else [],
        "versions": ServiceStandard.objects.visible_to(user).of_scope(standard.scope).order_by("-number"),
        "open_requests": standard.open_count,
        "open_words": in_words(standard.open_count),
        **_what_one_can_do(request, standard, now),
        **_said(request, standard, comment),
    }


def meaning(calendar: Any, targets: Goals, now: datetime, *, only_for: int | None = None) -> dict[str, Any]:
    """What `_examples.html` shows. `only_for`: the priority, where the standard is for one alone."""
    return {
        "calendar": calendar,
        "examples": examples(calendar, targets, now),
        "climbs": climbs(calendar, targets, now),
        "at_priority": Priority(only_for or priority_of(targets)).label,
    }


def _what_one_can_do(request: SignedInRequest, standard: ServiceStandard, now: datetime) -> dict[str, Any]:
    over = standard.in_force_until is not None and standard.in_force_until <= now
    return {
        "is_draft": standard.state == ServiceStandard.State.DRAFT,
        "is_running": standard.state == ServiceStandard.State.PUBLISHED and not over,
        "may_edit": access.can_edit_draft(request.user, standard),
        "may_publish": access.can_publish(request.user, standard),
        "may_hand_over": access.can_hand_over(request.user, standard),
    }


def _said(request: SignedInRequest, standard: ServiceStandard, comment: CommentForm | None) -> dict[str, Any]:
    """The comments, for those who were asked; nothing for others."""
    if not access.sees_comments(request.user, standard):
        return {}
    draft = standard.state == ServiceStandard.State.DRAFT
    return {
        "comments": standard.comments.select_related("author__department"),
        "shared_with": standard.shared_with.all(),
        "comment_form": comment or (CommentForm() if draft else None),
    }


def with_comment(request: SignedInRequest, standard: ServiceStandard, comment: CommentForm) -> HttpResponse:
    """The page again, with a comment that could not be taken."""
    return render(request, "sla/detail.html", _described(request, standard, comment), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    people_access.require(access.can_draft_anything, request.user, None)
    if "rows" in request.POST:
        return _form_page(request, _with_rows(request, None))
    initial = {name: request.GET[name] for name in ("department", "service") if name in request.GET}
    form = StandardForm(request.POST or None, initial=initial, by=request.user)
    if request.method == "POST" and form.is_valid():
        people_access.require(access.can_draft_standard, request.user, form.cleaned_data["department"])
        if ServiceStandard.objects.of_scope(form.scope()).exists():
            form.add_error("service", _("There is a standard for this already. Open it and make a new version."))
        elif (draft := _save(request, form, 0)) is not None:
            return redirect("sla:detail", draft.pk)
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    standard = get_object_or_404(ServiceStandard.objects.visible_to(request.user).drafts().for_list(), pk=pk)
    people_access.require(access.can_edit_draft, request.user, standard)
    if "rows" in request.POST:
        return _form_page(request, _with_rows(request, standard), standard)
    form = StandardForm(request.POST or None, standard=standard, by=request.user)
    if request.method == "POST" and form.is_valid():
        people_access.require(access.can_draft_standard, request.user, form.cleaned_data["department"])
        if _save(request, form, form.sent_edition):
            messages.success(request, _("The draft is saved."))
            return redirect("sla:detail", standard.pk)
    return _form_page(request, form, standard)


def _with_rows(request: SignedInRequest, standard: ServiceStandard | None) -> StandardForm:
    """One row more or less, of the ladder or the checklist; nothing is saved, nothing is judged yet."""
    sent = rearranged(request.POST, request.POST["rows"])
    return shown_again(sent, standard=standard, by=request.user)


def _save(request: SignedInRequest, form: StandardForm, edition: int) -> ServiceStandard | None:
    """The draft as it is now; None where it could not be written, which the form then says."""
    scope, known = form.scope(), form.standard
    try:
        return standards.draft(scope, form.proposal(), by=request.user, edition=edition, known=known)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except StaleForm:
        drafts = ServiceStandard.objects.drafts()
        current = (drafts.filter(pk=known.pk) if known else drafts.of_scope(scope)).first()
        form.take_edition(current.edition if current else 0)
    return None


def _form_page(request: SignedInRequest, form: StandardForm, standard: ServiceStandard | None = None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "standard": standard}
    if standard is not None:
        promised = terms.read(standard)
        calendar = calendars.newest_version(standard.calendar_id).working_calendar
        context |= meaning(calendar, promised.targets, moment_of(request), only_for=standard.priority)
    status = 409 if form.is_stale else 422 if form.is_bound and form.errors else 200
    return render(request, "sla/edit.html", context, status=status)


@require_safe
def example(request: SignedInRequest) -> HttpResponse:
    """What the standard in the form would mean, while it is being filled in."""
    people_access.require(access.can_draft_anything, request.user, None)
    form = ExampleForm(request.GET)
    promised = form.promised()
    context: dict[str, Any] = {"in_days": [(text, words.span_exact(seconds)) for text, seconds in form.in_days]}
    if promised:
        context |= meaning(*promised, moment_of(request)) | {"is_live": True}
    return render(request, "sla/_examples.html", context)


@require_POST
def revision_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the next version: a draft that says what this one says."""
    standard = get_object_or_404(ServiceStandard.objects.announced(), pk=pk)
    people_access.require(access.can_edit_draft, request.user, standard)
    return redirect("sla:edit", standards.revise(standard, by=request.user).pk)
