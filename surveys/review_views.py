"""Reviews to do, reviews of one's own work, and what a department reads of them all together."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access as people_access
from requests_app.models import Department, Service, ServiceRequest
from requests_app.moments import moment_of
from requests_app.pagination import paginate
from requests_app.queues import NEWEST
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest

from . import reviewing, rubrics
from .models import Review, Rubric
from .review_forms import NOT_JUDGED, WORDS, AnswerForm, RubricForm, ScoreForm
from .review_sums import PEOPLE, sums_of
from .rules import K


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """What one is to review, soonest due first, and every review that one has written or was written one."""
    mine = Review.objects.for_reviewer(request.user).open().filter(due_at__gt=moment_of(request))
    read = Review.objects.readable_by(request.user).scored().for_list()
    context = {
        "to_do": mine.for_list().order_by("due_at", "pk"),
        "page": paginate(request, read, NEWEST),
        "serves": Department.objects.with_role_of(request.user) if request.user.roles else [],
    }
    return render(request, "reviews/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the two it is between: to fill in, or to read."""
    review = get_object_or_404(Review.objects.readable_by(request.user).for_list(), pk=pk)
    form = (
        ScoreForm(request.POST if request.method == "POST" else None, review=review)
        if _writes(request, review)
        else None
    )
    if request.method == "POST":
        if form is None:
            return _closed(request, review)
        if form.is_valid():
            return _score(request, review, form)
    context = {
        "review": review,
        "form": form,
        "lines": [(text, NOT_JUDGED if score is None else WORDS[score]) for text, score in review.lines],
        "answer_form": AnswerForm() if _answers(request, review) else None,
        "opens": ServiceRequest.objects.visible_to(request.user).filter(pk=review.request_id).exists(),
    }
    return render(request, "reviews/detail.html", context, status=422 if form is not None and form.errors else 200)


def _writes(request: SignedInRequest, review: Review) -> bool:
    return review.is_open and review.reviewer_id == request.user.pk


def _answers(request: SignedInRequest, review: Review) -> bool:
    return review.owner_id == request.user.pk and review.answered_at is None


def _score(request: SignedInRequest, review: Review, form: ScoreForm) -> HttpResponse:
    try:
        reviewing.score(review, form.scores(), form.cleaned_data["coaching"], by=request.user)
    except Refused:
        return _closed(request, review)
    messages.success(request, _("Sent. Only the two of you read it."))
    return redirect("reviews:list")


def _closed(request: SignedInRequest, review: Review) -> HttpResponse:
    messages.info(request, _("This review is closed."))
    return redirect("reviews:detail", review.pk)


@require_POST
def answering(request: SignedInRequest, pk: int) -> HttpResponse:
    review = get_object_or_404(Review.objects.about(request.user), pk=pk)
    form = AnswerForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(form.errors["text"][0])
        reviewing.answer(review, form.cleaned_data["text"], by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Sent. Only the two of you read it."))
    return redirect("reviews:detail", pk)


@require_safe
def department(request: SignedInRequest, dept: str) -> HttpResponse:
    """The sums, for everybody who serves there."""
    found = get_object_or_404(Department, code=dept)
    edits = people_access.can_edit_catalogue(request.user, found)
    if not (edits or people_access.can_see_team(request.user, found)):
        raise Http404
    reviewed = sums_of(found)
    known = [one.service.pk for one in reviewed]
    others = Service.objects.published().filter(provider=found).exclude(pk__in=known).order_by("code") if edits else []
    context = {"department": found, "sums": reviewed, "edits": edits, "others": others, "k": K, "people": PEOPLE}
    return render(request, "reviews/department.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rubric(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
    mine = Service.objects.edited_by(request.user).for_list()
    service = get_object_or_404(mine, provider__code=dept, code=code)
    known = Rubric.objects.in_use().filter(service=service).first()
    form = RubricForm(request.POST if request.method == "POST" else None, service=service, rubric=known)
    if request.method == "POST" and form.is_valid():
        try:
            kept = rubrics.set_rubric(service, form.plan(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Saved. It counts for what is finished from now on.") if kept else _("Nothing is reviewed.")
            )
            return redirect("reviews:department", dept)
    context = {"department": service.provider, "service": service, "form": form, "rubric": known}
    return render(request, "reviews/rubric.html", context, status=422 if form.errors else 200)
