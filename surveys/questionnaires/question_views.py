"""The library of questions."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app.pagination import Column, paginate
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest
from surveys.campaigns.views import for_those_who_ask
from surveys.models import Question

from . import library
from .forms import QuestionForm

BY_CODE = (Column("code", is_text=True), Column("id", parse=UUID))


@require_safe
@for_those_who_ask
def index(request: SignedInRequest) -> HttpResponse:
    page = paginate(request, library.of(request.user).select_related("owner"), BY_CODE)
    questions = [(one, library.may_edit(request.user, one)) for one in page.rows]
    return render(request, "questionnaires/questions.html", {"questions": questions, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_ask
def new(request: SignedInRequest) -> HttpResponse:
    return _write(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_ask
def edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Another wording is another version once somebody may have been asked."""
    return _write(request, _mine(request, pk))


def _mine(request: SignedInRequest, pk: UUID) -> Question:
    question = get_object_or_404(library.of(request.user), pk=pk)
    if not library.may_edit(request.user, question):
        raise Http404
    return question


def _write(request: SignedInRequest, question: Question | None) -> HttpResponse:
    form = QuestionForm(request.POST if request.method == "POST" else None, by=request.user, question=question)
    if request.method == "POST" and form.is_valid():
        try:
            if question is None:
                saved = library.write(form.wording(), by=request.user)
            else:
                saved = library.reword(question, form.wording(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved as version %(number)s.") % {"number": saved.version})
            return redirect("questions:list")
    status = 422 if form.is_bound else 200
    return render(request, "questionnaires/question.html", {"question": question, "form": form}, status=status)


@require_POST
@for_those_who_ask
def retirement(request: SignedInRequest, pk: UUID) -> HttpResponse:
    library.retire(_mine(request, pk), by=request.user)
    messages.success(request, _("It is offered no longer; where it is asked, it stays."))
    return redirect("questions:list")
