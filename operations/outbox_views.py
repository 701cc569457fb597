"""The outbox for admins: what was given up is sent again or thrown away; and a test mail."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from requests_app import access, clock
from requests_app.models import Delivery
from requests_app.notifications import dead
from requests_app.pagination import Column, paginate, url_with
from requests_app.types import SignedInRequest

from . import outbox

NEWEST_FIRST = (Column("id", descending=True),)


class KeysField(forms.TypedMultipleChoiceField):
    """Ids as they were ticked on a page; which of them there still are, the query finds out."""

    def __init__(self) -> None:
        super().__init__(coerce=int, required=False)

    def valid_value(self, value: object) -> bool:
        return str(value).isdecimal() and len(str(value)) < 19  # a bigint takes no more


class Chosen(forms.Form):
    """What of the given up ones is meant: those ticked, or all that the filter finds."""

    q = forms.CharField(max_length=100, required=False)
    chosen = KeysField()
    everything = forms.BooleanField(required=False)

    def deliveries(self) -> QuerySet[Delivery]:
        if self.cleaned_data["everything"]:
            return Delivery.objects.filter(
                pk__in=outbox.found(Delivery.State.DEAD, self.cleaned_data["q"]).values("pk")
            )
        return Delivery.objects.filter(pk__in=self.cleaned_data["chosen"])


class DiscardForm(Chosen):
    reason = forms.CharField(label=gettext_lazy("Why they are thrown away"), max_length=200)


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    return _page(request)


def _page(request: SignedInRequest, form: DiscardForm | None = None, status: int = 200) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in outbox.SHOWN_STATES else Delivery.State.DEAD
    text = request.GET.get("q", "")[:100]
    page = paginate(request, outbox.found(state, text), NEWEST_FIRST)
    context = {
        "lines": outbox.in_words(page.rows),
        "page": page,
        "state": state,
        "states": [
            {"label": label, "url": url_with(request, state=code), "here": code == state}
            for code, label in outbox.SHOWN_STATES.items()
        ],
        "text": text,
        "form": form or DiscardForm(),
    }
    return render(request, "operations/outbox.html", context, status=status)


@require_POST
def resending(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    form = Chosen(request.POST)
    number = dead.resend(form.deliveries(), by=request.user, at=clock.now()) if form.is_valid() else 0
    told = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", number)
    messages.success(request, told % {"count": number}) if number else messages.warning(request, _("None was chosen."))
    return redirect("operations:outbox")


@require_POST
def discarding(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    form = DiscardForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    number = dead.discard(form.deliveries(), form.cleaned_data["reason"], by=request.user, at=clock.now())
    told = ngettext("%(count)s message is thrown away.", "%(count)s messages are thrown away.", number)
    messages.success(request, told % {"count": number}) if number else messages.warning(request, _("None was chosen."))
    return redirect("operations:outbox")


@require_POST
def test_mail(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    tried = outbox.send_test(request.user)
    if tried.has_left:
        messages.success(request, _("The server took the test mail to %(address)s.") % {"address": request.user.email})
        return redirect("operations:outbox")
    return render(request, "operations/test_mail.html", {"tried": tried}, status=502)
