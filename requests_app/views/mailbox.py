"""The mails the demo would have sent, for the person they are addressed to; its admins may read all."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from requests_app import moments
from requests_app.moments import moment_of
from requests_app.notifications import mailbox as box
from requests_app.notifications import waiting
from requests_app.types import SignedInRequest

SHOWN = 50


def _whose(request: SignedInRequest) -> str | None:
    """The address whose mail is shown; None is everybody's."""
    if not box.is_here():
        raise Http404
    everybody = request.user.is_admin and request.GET.get("whose") == "all"
    return None if everybody else request.user.email


def mailbox(request: SignedInRequest) -> HttpResponse:
    to = _whose(request)
    now = moment_of(request)
    waits_until = waiting.next_moment(request.user, now)
    context = {
        "mails": box.mails(to=to, limit=SHOWN),
        "everybody": to is None,
        "shown": SHOWN,
        "waits_until": waits_until and moments.phrase(waits_until, now),
    }
    return render(request, "notifications/mailbox.html", context)


def message(request: SignedInRequest, name: str) -> HttpResponse:
    to = _whose(request)
    mail = box.mail_named(name, to=to)
    if mail is None:
        raise Http404
    return render(request, "notifications/message.html", {"mail": mail, "everybody": to is None})
