"""Reports by mail: begin one from a page of figures, see and end one's own."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboards.models import ReportSubscription
from requests_app.framed import rows_framed
from requests_app.models import User
from requests_app.moments import moment_of
from requests_app.notifications.body import NotTheirs
from requests_app.types import SignedInRequest

from . import keeping
from .reading import Address, Page, page_of


class ReportForm(forms.Form):
    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often"),
        choices=ReportSubscription.Rhythm.choices,
        initial=ReportSubscription.Rhythm.WEEKLY,
        widget=forms.RadioSelect,
    )


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    reports = ReportSubscription.objects.of(request.user).order_by("name", "pk")
    return render(request, "reports/list.html", {"reports": reports})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Of the page in `?page=`, for whoever may see it: as a mail again and again, or as a link to hand on."""
    address = Address.read(request.GET.get("page", ""))
    page = _found(request, address) if address else None
    if address is None or page is None or page.says_nothing:
        raise Http404
    kept = ReportSubscription.objects.of(request.user).filter(path=address.path, query=address.query)
    mine = next(iter(rows_framed(request, kept)[0]), None)
    form = ReportForm(
        request.POST if request.method == "POST" else None, initial={"rhythm": mine.rhythm} if mine else None
    )
    if request.method == "POST" and form.is_valid():
        try:
            keeping.subscribe(request.user, address, form.cleaned_data["rhythm"], name=page.name)
        except keeping.TooMany:
            form.add_error(None, _("You have %(most)s reports already. End one first.") % {"most": keeping.MOST})
        else:
            messages.success(request, _("You get this report by mail."))
            return redirect("reports:list")
    # The link keeps what a report cannot have, days that somebody chose.
    context = {"form": form, "page": page, "mine": mine, "link": settings.BASE_URL + request.GET["page"]}
    return render(request, "reports/new.html", context, status=422 if form.errors else 200)


@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    get_object_or_404(ReportSubscription.objects.of(request.user), pk=pk).delete()
    messages.success(request, _("The report has ended."))
    return redirect("reports:list")


def _found(request: SignedInRequest, address: Address) -> Page | None:
    person: User = request.user
    try:
        return page_of(person, address, moment_of(request))
    except NotTheirs:
        return None
