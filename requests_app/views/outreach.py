"""One message to everybody hit by a known problem: who they are, the message, and how far it is."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from requests_app import access, outreach
from requests_app.forms.notices import OutreachForm
from requests_app.models import Notice, Outreach, OutreachPost, ServiceRequest
from requests_app.outreach import Reach
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest

SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
def of_notice(request: SignedInRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.written_by(request.user).select_related("department"), pk=pk)
    reach = outreach.of_notice(notice, request.user)
    return _write(request, notice, reach, back=reverse("notices:detail", args=[pk]), followers=notice.followers.count())


@require_http_methods(["GET", "HEAD", "POST"])
def of_problem(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = ServiceRequest.objects.visible_to(request.user).select_related("service", "department")
    problem = get_object_or_404(rows, pk=pk)
    access.require(access.can_work, request.user, problem)
    reach = outreach.of_problem(problem, request.user)
    return _write(request, problem, reach, back=reverse("requests:detail", args=[pk]))


def _write(
    request: SignedInRequest, about: Notice | ServiceRequest, reach: Reach, *, back: str, followers: int = 0
) -> HttpResponse:
    """Who would get it, and the message; a POST sends it."""
    form = OutreachForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            begun = outreach.begin(about, form.cleaned_data["text"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your message is on its way."))
            return redirect("notices:progress", begun.pk)
    context = {
        "about": about,
        "title": about.title,
        "form": form,
        "back": back,
        "count": reach.requests.count(),
        "others": reach.others,
        "followers": followers,
        "requests": reach.requests.for_list()[:SHOWN],
    }
    return render(request, "notices/outreach.html", context, status=422 if form.errors else 200)


@require_safe
def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far it is, and whom it did not reach; the writer's own."""
    rows = Outreach.objects.of(request.user).select_related("notice", "problem")
    found = get_object_or_404(rows, pk=pk)
    counted = dict(found.posts.values_list("state").annotate(number=Count("pk")).order_by())
    context = {
        "outreach": found,
        "title": (found.notice or found.problem).title,  # type: ignore[union-attr]
        "total": sum(counted.values()),
        "sent": counted.get(OutreachPost.State.SENT, 0),
        "written": sum(counted.values()) - counted.get(OutreachPost.State.PENDING, 0),
        "refused": found.posts.filter(state=OutreachPost.State.REFUSED).select_related("request")[:SHOWN],
    }
    fragment = request.htmx and not request.htmx.boosted
    template = "notices/_progress.html" if fragment else "notices/progress.html"
    return render(request, template, context)
