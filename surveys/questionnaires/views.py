"""Own questionnaires: the list, the draft while it is put together, what was published, and a preview."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app.forms.editions import posted_edition
from requests_app.models import Department
from requests_app.pagination import Column, paginate
from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest
from requests_app.views import errors
from surveys import access
from surveys.campaigns.step_views import language_of, tabs_of
from surveys.campaigns.views import for_those_who_ask
from surveys.models import Instrument, Question, Questionnaire, Stage

from . import building, library
from .forms import Arrangement, FrameForm

AT_ONCE = 100
BY_CODE = (Column("code", is_text=True), Column("version", descending=True), Column("id"))


@require_safe
@for_those_who_ask
def index(request: SignedInRequest) -> HttpResponse:
    """Everything a survey of this person may use, and their own drafts and earlier versions."""
    page = paginate(request, readable(request).select_related("owner"), BY_CODE, size=AT_ONCE)
    rows = page.rows
    offered = [one for one in rows if one.state == Questionnaire.State.PUBLISHED]
    drafts = [one for one in rows if one.state == Questionnaire.State.DRAFT]
    retired = [one for one in rows if one.state == Questionnaire.State.RETIRED]
    context = {"offered": offered, "drafts": drafts, "retired": retired, "page": page}
    return render(request, "questionnaires/list.html", context)


def readable(request: SignedInRequest) -> QuerySet[Questionnaire]:
    """Everybody's published ones, and all of the departments one leads."""
    if request.user.is_admin:
        return Questionnaire.objects.all()
    mine = Q(owner__in=Department.objects.managed_by(request.user))
    return Questionnaire.objects.filter(mine | Q(owner=None) & ~Q(state=Questionnaire.State.DRAFT))


def found(request: SignedInRequest, pk: int) -> Questionnaire:
    return get_object_or_404(readable(request).select_related("owner"), pk=pk)


def edited(request: SignedInRequest, pk: int) -> Questionnaire:
    """One that this person may change; the fixed instruments nobody may."""
    own = Questionnaire.objects.edited_by(request.user).filter(instrument__in=building.OWN)
    return get_object_or_404(own.select_related("owner"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_ask
def new(request: SignedInRequest) -> HttpResponse:
    form = FrameForm(request.POST if request.method == "POST" else None, by=request.user, questionnaire=None)
    if request.method == "POST" and form.is_valid():
        try:
            made = building.begin(form.frame(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("questionnaires:detail", made.pk)
    return render(request, "questionnaires/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_ask
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A draft while it is put together: every button saves. Everything else is only looked at."""
    if request.method == "POST":
        return _save(request, edited(request, pk))
    shown = found(request, pk)
    if shown.state == Questionnaire.State.DRAFT:
        return _builder(request, shown, FrameForm(by=request.user, questionnaire=shown))
    linked = list(shown.items.exclude(stages=[]).select_related("question"))
    context = {"questionnaire": shown, "edits": _edits(request, shown), "linked": linked, **_preview(request, shown)}
    return render(request, "questionnaires/detail.html", context)


def _edits(request: SignedInRequest, shown: Questionnaire) -> bool:
    return shown.instrument in building.OWN and access.can_run_for(request.user, shown.owner)


def _save(request: SignedInRequest, draft: Questionnaire) -> HttpResponse:
    form = FrameForm(request.POST, by=request.user, questionnaire=draft)
    if not form.is_valid():
        return _builder(request, draft, form, status=422)
    asked = Arrangement(request.POST, _choosable(request, draft)).asked
    try:
        saved = building.save(draft, form.frame(), asked, edition=form.sent_edition, by=request.user)
        if "publish" in request.POST:
            building.publish(saved, edition=saved.edition, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    except StaleForm as problem:
        return errors.conflict(request, problem, back_url=reverse("questionnaires:detail", args=[draft.pk]))
    else:
        if "rows" not in request.POST:
            done = _("Published: surveys can ask it from now on.") if "publish" in request.POST else _("Draft saved.")
            messages.success(request, done)
    return redirect("questionnaires:detail", draft.pk)


def _choosable(request: SignedInRequest, draft: Questionnaire) -> dict[str, Question]:
    """By key: what the library offers for this kind, and what is in the draft already."""
    is_kano = draft.instrument == Instrument.KANO
    offered = library.of(request.user)
    kind = Question.Kind.KANO
    rows = offered.filter(kind=kind) if is_kano else offered.exclude(kind=kind)
    return {str(one.pk): one for one in [*draft.in_order(), *rows.order_by("code")]}


def _builder(request: SignedInRequest, draft: Questionnaire, form: FrameForm, *, status: int = 200) -> HttpResponse:
    items = list(draft.items.select_related("question").order_by("position"))
    chosen = {item.question_id for item in items}
    context = {
        "questionnaire": draft,
        "form": form,
        "items": items,
        "offered": [one for one in _choosable(request, draft).values() if one.pk not in chosen],
        "problems": building.problems_of(draft),
        "stages": Stage.choices,
    }
    return render(request, "questionnaires/builder.html", context, status=status)


@require_safe
@for_those_who_ask
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """As on a phone, in the language asked for."""
    shown = found(request, pk)
    return render(request, "questionnaires/preview.html", {"questionnaire": shown, **_preview(request, shown)})


def _preview(request: SignedInRequest, shown: Questionnaire) -> dict[str, Any]:
    language = language_of(request)
    with translation.override(language):
        context = {"questionnaire": shown, "department": shown.owner, "questions": shown.in_order()}
        page = render_to_string("questionnaires/_preview.html", context)
    return {
        "shown": page,
        "language": language,
        "tabs": tabs_of(request.path, language),
    }


@require_POST
@for_those_who_ask
def revision(request: SignedInRequest, pk: int) -> HttpResponse:
    """The draft of the next version."""
    fresh = building.revise(edited(request, pk), by=request.user)
    return redirect("questionnaires:detail", fresh.pk)


@require_POST
@for_those_who_ask
def retirement(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer it no longer; of a draft: throw it away."""
    questionnaire = edited(request, pk)
    try:
        building.retire(questionnaire, edition=posted_edition(request), by=request.user)
    except StaleForm as problem:
        return errors.conflict(request, problem, back_url=reverse("questionnaires:detail", args=[pk]))
    messages.success(request, _("It is offered no longer."))
    return redirect("questionnaires:list")
