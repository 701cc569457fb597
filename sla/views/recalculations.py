"""The pages about clocks that follow a change: what it would do, and how far it is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access as people_access
from requests_app.moments import moment_of
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest
from sla import access, recalculation
from sla.models import Recalculation, ServiceStandard

RECENT = 50


@require_http_methods(["GET", "HEAD", "POST"])
def application(request: SignedInRequest, pk: int) -> HttpResponse:
    """What applying a standard to open requests would do; and applying it."""
    standard = get_object_or_404(ServiceStandard.objects.visible_to(request.user).for_list(), pk=pk)
    people_access.require(access.can_publish, request.user, standard)
    now, problem, preview = moment_of(request), "", None
    try:
        if request.method == "POST":
            job = recalculation.apply_standard(standard, by=request.user, now=now)
            if job is not None:
                return redirect("sla:recalculation", job.pk)
            messages.info(request, _("No open request follows another standard."))
            return redirect("sla:detail", standard.pk)
        recalculation.check_in_force(standard, now)
        preview = recalculation.preview_standard(standard, request.user, now=now)
    except Refused as refusal:
        problem = str(refusal)
    context = {"standard": standard, "problem": problem, "preview": preview}
    return render(request, "sla/application.html", context, status=422 if problem and request.method == "POST" else 200)


@require_safe
def recalculation_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far it is. The page asks again by itself while it goes on."""
    job = get_object_or_404(Recalculation.objects.for_list(), pk=pk)
    people_access.require(access.can_see_recalculation, request.user, job)
    return render(request, "sla/recalculation.html", {"job": job})


@require_safe
def recalculation_list(request: SignedInRequest) -> HttpResponse:
    people_access.require(access.can_set_standards, request.user, None)
    return render(request, "sla/recalculations.html", {"jobs": Recalculation.objects.for_list()[:RECENT]})


@require_POST
def attempt_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Try once more what could not follow."""
    job = get_object_or_404(Recalculation.objects.for_list(), pk=pk)
    people_access.require(access.can_see_recalculation, request.user, job)
    try:
        recalculation.try_again(job)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("sla:recalculation", job.pk)
