"""Thanks: saying it on a finished request, the wall, and what one was told oneself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests_app import access, thanking, thanking_sums, thanks_reactions
from requests_app.forms.thanks import ThanksForm
from requests_app.models import ServiceRequest, Thanks
from requests_app.moments import moment_of
from requests_app.pagination import paginate
from requests_app.queues import NEWEST
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest


@require_safe
def wall(request: SignedInRequest) -> HttpResponse:
    """Everything that its receivers agreed to show, newest first."""
    page = paginate(request, Thanks.objects.on_the_wall().for_list().with_reactions(), NEWEST)
    sums = thanking_sums.of_quarter(moment_of(request))
    return render(request, "requests_app/thanks.html", {"page": page, "received": False, "sums": sums})


@require_safe
def received(request: SignedInRequest) -> HttpResponse:
    """What was said to oneself and to the departments one serves in."""
    page = paginate(request, Thanks.objects.received_by(request.user).for_list().with_reactions(), NEWEST)
    lines = [(one, thanking.decides(request.user, one)) for one in page.rows]
    return render(request, "requests_app/thanks.html", {"page": page, "lines": lines, "received": True})


@require_POST
def say(request: SignedInRequest, pk: int) -> HttpResponse:
    ticket = get_object_or_404(ServiceRequest.objects.visible_to(request.user).for_list(), pk=pk)
    access.require(access.can_thank, request.user, ticket)
    form = ThanksForm(request.POST, request=ticket, by=request.user, said=thanking.said_for(ticket))
    if form.is_valid():
        try:
            said = {name: form.cleaned_data[name] for name in ("text", "reason")}
            thanking.thank(ticket, form.receiver, **said, by=request.user, now=moment_of(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Said. They are told."))
    else:
        messages.error(request, _("Choose whom you thank, and use no more than 280 characters."))
    return redirect("requests:detail", pk)


@require_POST
def reacting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a sign, or take it back; back to where it was read (`list=received`, else the wall)."""
    readable = Thanks.objects.readable_by(request.user)
    said = get_object_or_404(readable, pk=pk)
    try:
        thanks_reactions.react(said, request.POST.get("sign", ""), by=request.user)
    except ValueError:
        return HttpResponseBadRequest()
    received = request.POST.get("list") == "received"
    if request.htmx:
        said = readable.with_reactions().get(pk=pk)
        return render(request, "requests_app/_thanks_reactions.html", {"said": said, "received": received})
    place = "thanks:received" if received else "thanks:wall"
    return redirect(f"{reverse(place)}#thanks-{pk}")


@require_POST
def showing(request: SignedInRequest, pk: int) -> HttpResponse:
    """The receiver lets others read it (`agreed=1`), or takes it down again."""
    return _decide(request, pk, agreed=bool(request.POST.get("agreed")))


@require_POST
def keeping(request: SignedInRequest, pk: int) -> HttpResponse:
    """The receiver would rather keep it."""
    return _decide(request, pk, agreed=False)


def _decide(request: SignedInRequest, pk: int, *, agreed: bool) -> HttpResponse:
    said = get_object_or_404(Thanks.objects.received_by(request.user).for_list(), pk=pk)
    access.require(thanking.decides, request.user, said)
    thanking.show(said, agreed)
    messages.success(request, _("It is on the wall.") if agreed else _("It stays between you."))
    return redirect("thanks:received")
