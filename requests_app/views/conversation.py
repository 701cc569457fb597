"""Around the box one writes in: preview, quotations, canned replies, mentions, who else is here, second words."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access, canned, clock, crossing, mentions, transitions
from requests_app.forms.talking import EditForm, ReplyForm, TalkForm
from requests_app.forms.verbs import VerbForm
from requests_app.markdown import to_html
from requests_app.models import CannedReply, Message, ServiceRequest, User
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest

from . import errors
from .verb_table import BY_NOUN
from .verbs import show

TALKING = ("message", "answer")


@require_POST
def composition(request: SignedInRequest, pk: int) -> HttpResponse:
    """The form again, not sent: with a preview, or with a canned reply put in. Over htmx the preview alone."""
    ticket = _ticket(request, pk)
    noun = request.POST.get("noun", "message")
    verb = BY_NOUN[noun if noun in TALKING else "message"]
    access.require(verb.may, request.user, ticket)
    # The form is only shown, so nothing else refuses what no database takes.
    typed = {name: request.POST[name].replace("\0", "") for name in ("text", "to", "seen") if name in request.POST}
    if "canned" in request.POST:
        typed["text"] = _put_in(typed.get("text", ""), _canned_text(request, ticket, request.POST["canned"]))
    form = verb.form(request=ticket, by=request.user, initial=typed)
    context = _preview(form, typed.get("text", ""))
    if request.htmx and not request.htmx.boosted:
        return render(request, "requests_app/_preview.html", context)
    return show(request, verb, ticket, form, **context)


def _preview(form: VerbForm, text: str) -> dict[str, Any]:
    """As the timeline will show it, and whom it names in vain."""
    named = form.named_in(text) if isinstance(form, TalkForm) else mentions.Mentioned()
    html = to_html(text, mentioned=[person.display_name for person in named.told])
    internal = isinstance(form, TalkForm) and form.is_internal
    return {"preview": html, "remarks": mentions.remarks(named, internal=internal)}


def _put_in(text: str, reply: str) -> str:
    return f"{text.rstrip()}\n\n{reply}" if text.strip() else reply


def _canned_text(request: SignedInRequest, ticket: ServiceRequest, pk: str) -> str:
    replies = CannedReply.objects.usable_by(request.user)
    reply = get_object_or_404(replies, pk=pk if pk.isdecimal() and len(pk) < 19 else 0)
    return canned.text_for(reply, ticket, me=request.user)


@require_safe
def canned_text(request: SignedInRequest, pk: int, reply: int) -> HttpResponse:
    """A canned reply with its gaps filled, to be put where the cursor is."""
    ticket = _ticket(request, pk)
    access.require(access.can_work, request.user, ticket)
    return _plain(_canned_text(request, ticket, str(reply)))


@require_safe
def quotation(request: SignedInRequest, pk: int, message: int) -> HttpResponse:
    """A message as a Markdown quotation, to be put where the cursor is."""
    ticket = _ticket(request, pk)
    found = crossing.quotable(ticket, sees_notes=access.sees_notes(request.user, ticket), pk=message)
    if found is None:
        raise Http404
    return _plain(crossing.quoted(found))


def _plain(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def mentionable(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whom one could mean by the letters typed after an @: only people who may read what is being written."""
    ticket = _ticket(request, pk)
    access.require(access.can_reply, request.user, ticket)
    internal = request.GET.get("to") == ReplyForm.INTERNAL and access.can_work(request.user, ticket)
    typed = request.GET.get("q", "").strip()[:60]
    people = mentions.suggestions(ticket, typed, by=request.user, internal=internal)
    return render(request, "requests_app/_mentionable.html", {"people": people, "namesakes": _namesakes(people)})


def _namesakes(people: list[User]) -> set[str]:
    names = [person.display_name for person in people]
    return {name for name in names if names.count(name) > 1}


@require_http_methods(["GET", "HEAD", "POST"])
def edition(request: SignedInRequest, pk: int, message: int) -> HttpResponse:
    """Change one's own words within five minutes; over htmx the form opens in the bubble."""
    ticket = _ticket(request, pk)
    found = get_object_or_404(Message.objects.filter(request=ticket), pk=message)
    if found.is_internal and not access.sees_notes(request.user, ticket):
        raise Http404
    access.require(_wrote, request.user, found)
    back = f"{reverse('requests:detail', args=[pk])}#latest"
    form = EditForm(request.POST if request.method == "POST" else None, initial={"text": found.text})
    try:
        if request.method == "POST" and form.is_valid():
            transitions.edit(ticket, found, form.cleaned_data["text"], by=request.user)
            messages.success(request, str(BY_NOUN["amendment"].done))
            return redirect(back)
        if not transitions.can_still_edit(found, by=request.user, now=clock.now()):
            raise Refused(transitions.TOO_LATE)
    except Refused as refusal:
        return errors.conflict(request, refusal, back_url=back)
    fragment = request.htmx and not request.htmx.boosted
    template = "requests_app/_edition.html" if fragment else "requests_app/edition.html"
    context = {"ticket": ticket, "message": found, "form": form}
    return render(request, template, context, status=422 if form.errors else 200)


def _wrote(user: User, message: Message) -> bool:
    return message.author_id == user.pk


def _ticket(request: SignedInRequest, pk: int) -> ServiceRequest:
    return get_object_or_404(ServiceRequest.objects.visible_to(request.user).for_list(), pk=pk)
