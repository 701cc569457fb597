"""Every verb of a request over HTTP: GET shows its form, POST does it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from requests_app import access, clock, crossing, drafts, sending_once, transitions
from requests_app.forms.verbs import VerbForm
from requests_app.models import ServiceRequest, User
from requests_app.queues.place import Place, suffix_of
from requests_app.sending_once import SentBefore
from requests_app.states import IllegalMove
from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest

from . import errors, parts
from .verb_table import VERBS, VerbScreen

# Where one acts in place, and stays: what a form names as `back`.
LISTS = {"home": "home", "waiting": "requests:waiting"}

# Verbs that take more than one small form.
OWN_PAGES = {"part": parts.part}


def urls() -> list[URLPattern]:
    return [path(f"{verb.noun}/", OWN_PAGES.get(verb.noun) or page(verb), name=verb.noun) for verb in VERBS]


def page(verb: VerbScreen) -> Callable[..., HttpResponse]:
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: SignedInRequest, pk: int) -> HttpResponse:
        ticket = get_object_or_404(ServiceRequest.objects.visible_to(request.user).for_list(), pk=pk)
        access.require(verb.may, request.user, ticket)
        back = reverse("requests:detail", args=[pk]) + suffix_of(request.GET)
        if request.method == "POST":
            response = _do(request, verb, ticket, back)
            went_through = response.status_code == HTTPStatus.FOUND and verb.form.keeps_draft()
            return drafts.sent(response, request.user, place_of(verb, ticket)) if went_through else response
        if ticket.status not in verb.when:
            return errors.conflict(request, IllegalMove(verb.noun, ticket.status), back_url=back)
        form = verb.form(request=ticket, by=request.user, initial=beginning(request, ticket))
        return show(request, verb, ticket, form)

    return view


def _do(request: SignedInRequest, verb: VerbScreen, ticket: ServiceRequest, back: str) -> HttpResponse:
    digest = sending_once.digest_of(request, by=request.user)
    # Asked first: what others said since would otherwise hold up a message that is there already.
    if sending_once.was_sent(digest):
        return redirect(f"{back}#latest")
    form = verb.form(request.POST, request.FILES, request=ticket, by=request.user)
    if not form.is_valid():
        return show(request, verb, ticket, form, status=422)
    try:
        _perform_once(verb, ticket, form, digest)
    except SentBefore:
        return redirect(f"{back}#latest")
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show(request, verb, ticket, form, status=422)
    except (StaleForm, IllegalMove) as problem:
        return errors.conflict(request, problem, back_url=back)
    messages.success(request, form.done or str(verb.done))
    for remark in form.remarks():
        messages.warning(request, remark)
    place = Place.read(request.GET)
    if request.POST.get("back") == "queue" and place:
        return redirect(place.url)
    if request.POST.get("back") in LISTS:
        return redirect(LISTS[request.POST["back"]])
    if verb.goes_to:
        return redirect(verb.goes_to)
    return redirect(back if verb.guarded else f"{back}#latest")


def _perform_once(verb: VerbScreen, ticket: ServiceRequest, form: VerbForm, digest: str) -> None:
    """Do what the form says; raises SentBefore where the same form, with the same content, did it already."""
    if not digest:
        perform(verb, ticket, form.arguments(), version=form.cleaned_data["version"], by=form.by)
        return
    with transaction.atomic():
        sending_once.claim(digest, now=clock.now())
        perform(verb, ticket, form.arguments(), version=form.cleaned_data["version"], by=form.by)


def perform(
    verb: VerbScreen, ticket: ServiceRequest, arguments: dict[str, Any], *, version: int | None, by: User
) -> None:
    """Do it; guarded verbs only while the request is as the form showed it."""
    if verb.guarded:
        ticket = transitions.expecting(ticket, version=-1 if version is None else version)
    verb.act(ticket, **arguments, by=by)


def show(
    request: SignedInRequest,
    verb: VerbScreen,
    ticket: ServiceRequest,
    form: VerbForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    fragment = request.htmx and not request.htmx.boosted
    template = "requests_app/_verb_form.html" if fragment else "requests_app/verb.html"
    return render(request, template, {"verb": verb, "ticket": ticket, "form": form, **context}, status=status)


def place_of(verb: VerbScreen, ticket: ServiceRequest) -> str:
    """Where the draft of this verb's form is kept."""
    return f"request-{ticket.pk}-{verb.noun}"


def beginning(request: SignedInRequest, ticket: ServiceRequest) -> dict[str, Any]:
    """With `?quote=<message>` a form begins with what that message says."""
    if "quote" not in request.GET:
        return {}
    sees_notes = access.sees_notes(request.user, ticket)
    message = crossing.quotable(ticket, sees_notes=sees_notes, pk=request.GET["quote"])
    return {"text": crossing.quoted(message)} if message else {}
