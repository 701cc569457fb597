"""Building the form of a service: draft, preview, publication, and what earlier versions asked."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import form_drafts
from requests_app.forms.builder import Builder, PreviewForm, kinds_to_add
from requests_app.models import FormVersion, Service, company
from requests_app.transitions import StaleForm
from requests_app.types import SignedInRequest


def _service(request: SignedInRequest, dept: str, code: str) -> Service:
    return get_object_or_404(Service.objects.edited_by(request.user).for_list(), provider__code=dept, code=code)


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
    """The questions in their order. A button of a row rearranges what was typed; everything else saves the draft."""
    service = _service(request, dept, code)
    if request.method != "POST":
        return _page(request, Builder(service))
    builder = Builder(service, request.POST)
    if "rows" in request.POST:
        return _page(request, builder)
    if not _save(request, builder):
        return _page(request, builder, status=422)
    messages.success(request, _("Draft saved. Nobody is asked these questions until you publish them."))
    return redirect("services:form", dept, code)


@require_POST
def publication(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
    """Save what the page says, and publish it if nothing is wrong with it."""
    service = _service(request, dept, code)
    builder = Builder(service, request.POST)
    if not _save(request, builder):
        return _page(request, builder, status=422)
    if builder.find_problems():
        return _page(request, builder, status=422)
    number = form_drafts.publish(service, edition=builder.edition, by=request.user).number
    messages.success(request, _("Version %(number)s is published: this is asked from now on.") % {"number": number})
    return redirect("services:form", dept, code)


def _save(request: SignedInRequest, builder: Builder) -> bool:
    """Write the draft; False where the page has to come back. What is typed is in the builder in any case."""
    if builder.is_stale or not builder.is_readable:
        return False
    try:
        saved = form_drafts.save(builder.service, builder.questions, edition=builder.edition, by=request.user)
    except StaleForm:
        builder.is_stale = True
        return False
    builder.draft, builder.edition, builder.is_saved = saved, saved.edition, True
    return True


def _page(request: SignedInRequest, builder: Builder, *, status: int = 200) -> HttpResponse:
    context = {
        "service": builder.service,
        "builder": builder,
        "kinds": kinds_to_add(),
        "languages": company.said().choices,
        "groups": builder.preview().groups,
    }
    return render(request, "requests_app/form_builder.html", context, status=status)


@require_POST
def preview(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
    """What is typed, as whoever files a request will see it, in the language asked for. Saves nothing."""
    builder = Builder(_service(request, dept, code), request.POST)
    with translation.override(_language(request.POST.get("language", ""))):
        return render(request, "requests_app/_questions.html", {"groups": builder.preview(request.POST).groups})


@require_safe
def version(request: SignedInRequest, dept: str, code: str, number: int) -> HttpResponse:
    """One version as it is or was asked, in any language."""
    service = _service(request, dept, code)
    shown = get_object_or_404(FormVersion.objects.of(service).select_related("published_by"), number=number)
    language = _language(request.GET.get("language", ""))
    here = reverse("services:form_version", args=[dept, code, number])
    tabs = [
        {"label": name, "url": f"{here}?language={one}", "here": one == language}
        for one, name in company.said().choices_beside(language)
    ]
    with translation.override(language):
        questions = render_to_string("requests_app/_questions.html", {"groups": PreviewForm(shown).groups})
    context = {"service": service, "version": shown, "tabs": tabs, "language": language, "questions": questions}
    return render(request, "requests_app/form_version.html", context)


def _language(wanted: str) -> str:
    return wanted if wanted in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE


@require_POST
def removal(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
    """Throw the draft away."""
    service = _service(request, dept, code)
    sent = request.POST.get("edition", "")
    try:
        form_drafts.remove(service, edition=int(sent) if sent.isdecimal() and len(sent) < 9 else -1)
    except StaleForm:
        messages.error(request, _("Somebody else changed the draft meanwhile. It is still here: look at it first."))
    else:
        messages.success(request, _("The draft is gone. What is published stays."))
    return redirect("services:form", dept, code)
