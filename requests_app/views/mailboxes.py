"""The addresses the portal reads, for admins."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access
from requests_app.forms.mailboxes import MailboxForm
from requests_app.mailbox import fetching, keeping, secrets
from requests_app.models import Mailbox
from requests_app.types import SignedInRequest


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    context = {"mailboxes": Mailbox.objects.for_list(), "reply_address": settings.MAIL_REPLY_ADDRESS}
    return render(request, "administration/mailboxes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    return _edit(request, Mailbox())


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    access.require_admin(request.user)
    return _edit(request, get_object_or_404(Mailbox.objects.for_list(), pk=pk))


def _edit(request: SignedInRequest, mailbox: Mailbox) -> HttpResponse:
    form = MailboxForm(request.POST if request.method == "POST" else None, instance=mailbox)
    if request.method == "POST" and form.is_valid():
        saved = keeping.save(form.instance, by=request.user)
        messages.success(request, _("Saved."))
        # With a server it is natural to try it next.
        return redirect("administration:mailbox", saved.pk) if saved.imap_host else redirect("administration:mailboxes")
    known = Mailbox.objects.for_list().filter(pk=mailbox.pk).first() if mailbox.pk else None
    context = {"form": form, "mailbox": known}
    return render(request, "administration/mailbox.html", context, status=422 if form.errors else 200)


@require_POST
def trial(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign in to its server and count what waits there; nothing is fetched."""
    access.require_admin(request.user)
    mailbox = get_object_or_404(Mailbox, pk=pk)
    if not mailbox.imap_host:
        messages.warning(request, _("This mailbox names no server to fetch from."))
        return redirect("administration:mailbox", pk)
    try:
        number = fetching.try_out(mailbox)
    except secrets.NoSecret as problem:
        messages.error(request, str(problem))
    except fetching.TROUBLE as problem:
        messages.error(request, _("It does not work: %(problem)s") % {"problem": fetching.in_words(problem)})
    else:
        told = ngettext("It works: %(count)s letter waits.", "It works: %(count)s letters wait.", number)
        messages.success(request, told % {"count": number})
    return redirect("administration:mailbox", pk)
