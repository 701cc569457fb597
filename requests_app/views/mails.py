"""The texts of mails, for admins: every kind in every language, in the portal's words or the company's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from smtplib import SMTPException

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access, clock
from requests_app.forms.editions import posted_edition
from requests_app.forms.mails import WordingForm
from requests_app.models import MailWording, company
from requests_app.notifications import examples, gaps, mail, own_words, texts, topics, trouble
from requests_app.transitions import StaleForm
from requests_app.types import SignedInRequest

from . import errors


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of message in the reader's language; `languages`: address, own name, and what is the company's in it."""

    title: str
    line: str
    languages: Sequence[tuple[str, str, MailWording | None, bool]]

    @property
    def is_own(self) -> bool:
        return any(own for _url, _name, own, _changed in self.languages)


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    own = {(one.kind, one.language): one for one in MailWording.objects.all()}
    only_own = "own" in request.GET
    groups = [(topic, _rows(topic, own, only_own=only_own)) for topic in topics.every_topic()]
    page = reverse("administration:mails")
    context = {
        "groups": [(topic, rows) for topic, rows in groups if rows],
        "tabs": [
            {"label": _("All messages"), "url": page, "here": not only_own, "count": len(texts.kinds())},
            {
                "label": _("In our own words"),
                "url": f"{page}?own=1",
                "here": only_own,
                "count": len({kind for kind, _language in own if own_words.known(kind)}),
            },
        ],
    }
    return render(request, "administration/mails.html", context)


def _rows(topic: topics.Topic, own: dict[tuple[str, str], MailWording], *, only_own: bool) -> list[Row]:
    kinds = sorted(kind for kind in texts.kinds() if topics.of_kind(kind).code == topic.code)
    rows = [_row(kind, own) for kind in kinds]
    return [row for row in rows if row.is_own or not only_own]


def _row(kind: str, own: dict[tuple[str, str], MailWording]) -> Row:
    words = {part: gaps.marked(text, lambda _name: "…") for part, text in own_words.shipped(kind).items()}
    languages = []
    for code, name in settings.LANGUAGES:
        kept = own.get((kind, code))
        if kept is None and code not in company.said().languages:
            continue
        url = reverse("administration:mail", args=[kind, code])
        languages.append((url, name, kept, bool(kept and own_words.changes_since(kept))))
    return Row(words["subject"], words["line"], languages)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, kind: str, language: str) -> HttpResponse:
    """The words; the buttons that look or send a test save nothing."""
    access.require_admin(request.user)
    own = _own(kind, language)
    form = WordingForm(request.POST if request.method == "POST" else None, kind=kind, language=language, own=own)
    if request.method == "POST" and form.is_valid():
        if "test" in request.POST:
            _send_test(request, form)
        elif "look" not in request.POST and _save(request, form, own):
            return redirect("administration:mail", kind, language)
    return _page(request, form, own)


def _own(kind: str, language: str) -> MailWording | None:
    if not own_words.known(kind) or language not in dict(settings.LANGUAGES):
        raise Http404
    return MailWording.objects.speaking(language, [kind]).first()


def _save(request: SignedInRequest, form: WordingForm, own: MailWording | None) -> bool:
    """False where somebody else saved meanwhile: what was typed stays, and saving again takes the place of theirs."""
    try:
        saved = own_words.save(form.kind, form.language, form.said(), edition=form.sent_edition, by=request.user)
    except StaleForm:
        form.take_edition(own.edition if own else 0)
        return False
    told = _("Saved. Mails say it from now on.") if saved else _("Saved: it is all in the portal's words.")
    messages.success(request, told)
    return True


def _page(request: SignedInRequest, form: WordingForm, own: MailWording | None) -> HttpResponse:
    refused = bool(form.errors) or form.is_stale
    with translation.override(form.language), timezone.override(request.user.zone):
        looked_at = None if form.errors else _letter(request, form)
        body = render_to_string("mail/_notification.html", looked_at.context) if looked_at else ""
    shown = own_words.shipped(form.kind)
    context = {
        "form": form,
        "own": own,
        "changes": own_words.changes_since(own) if own else [],
        "values": examples.meanings(form.known),
        "letter": looked_at,
        "body": body,
        "title": gaps.marked(shown["subject"], lambda _name: "…"),
        "topic": topics.of_kind(form.kind),
        "language": form.language,
        "place": f"mail-{form.kind}-{form.language}",
        "languages": [
            {
                "label": name,
                "url": reverse("administration:mail", args=[form.kind, code]),
                "here": code == form.language,
            }
            for code, name in company.said().choices_beside(form.language)
        ],
    }
    return render(request, "administration/mail.html", context, status=422 if refused else 200)


def _letter(request: SignedInRequest, form: WordingForm) -> mail.Letter:
    """In the active language: as it was typed, else as it is sent now."""
    said = form.said() if form.is_bound else {part: str(form[part].value()) for part in texts.PARTS}
    example = examples.example_of(form.kind, request.user, now=clock.now())
    return mail.example(example, examples.draft_of(form.kind, form.language, said))


def _send_test(request: SignedInRequest, form: WordingForm) -> None:
    """Past the outbox, so that what the server answers is known at once."""
    try:
        with translation.override(form.language), timezone.override(request.user.zone):
            mail.written(_letter(request, form)).send()
    except (OSError, SMTPException, ValueError) as problem:
        kept = trouble.kept(problem)
        messages.error(request, trouble.in_words(kept) or kept)
    else:
        messages.success(request, _("The server took the test mail to %(address)s.") % {"address": request.user.email})


@require_POST
def giving_up(request: SignedInRequest, kind: str, language: str) -> HttpResponse:
    """Back to the portal's words."""
    access.require_admin(request.user)
    _own(kind, language)
    try:
        own_words.give_up(kind, language, edition=posted_edition(request), by=request.user)
    except StaleForm as problem:
        return errors.conflict(request, problem, back_url=reverse("administration:mail", args=[kind, language]))
    messages.success(request, _("Mails are in the portal's words again."))
    return redirect("administration:mail", kind, language)
