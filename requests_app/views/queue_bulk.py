"""One verb for the selected requests of a queue: what it would do, doing it, what became of it, taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from requests_app import batches, clock, tasks
from requests_app.forms.bulk import FORMS
from requests_app.models import Batch, Department, ServiceRequest, User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.moments import moment_of
from requests_app.queues import Selection
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest

from .queue import own
from .queue_told import progress, queue_url

MOST_TICKED = 1000


@require_POST
def new(request: SignedInRequest, dept: str) -> HttpResponse:
    """Write down which requests: those that were ticked, or with `all` the whole view; then ask what shall be said.

    “Assign to me” says everything already, and is done at once.
    """
    department = get_object_or_404(own(request.user), code=dept)
    query = Selection.of(QueryDict(request.POST.get("query", "")[:2500])).query()
    act = "assign" if "to_me" in request.POST else request.POST.get("act", "")
    try:
        if act not in Batch.Act.values:
            raise Refused(_("Choose what to do with them."))
        rows = chosen(request, department, query)
        told: dict[str, Any] = {"by": request.user, "now": clock.now(), "query": query}
        batch = batches.prepare(Batch.Act(act), rows, department, **told)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(queue_url(dept, query))
    if "to_me" in request.POST:
        return _begin(batch, {"to": request.user.pk, "anyway": True})
    return redirect("queue_batch", dept, batch.pk)


def chosen(request: SignedInRequest, department: Department, query: str) -> ServiceRequestQuerySet:
    """What was ticked, or everything that the view has; in either case of what this person sees in this queue."""
    if request.POST.get("all"):
        selection = Selection.of(QueryDict(query))
        selection = selection.knowing(selection.questions(department))
        return selection.rows(department, request.user, moment_of(request))
    ticked = [pk for pk in request.POST.getlist("requests")[:MOST_TICKED] if pk.isdecimal() and len(pk) < 19]
    return ServiceRequest.objects.held_by(department.pk).handled_by(request.user).filter(pk__in=ticked)


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: SignedInRequest, dept: str, pk: int) -> HttpResponse:
    """Before it begins its form and what it would do; while it runs how far it is; then the result by number."""
    found = _one(request.user, dept, pk)
    if found.state != Batch.State.PREPARED:
        return render(request, "requests_app/queue_batch.html", progress(found))
    form = FORMS[found.act](request.POST if request.method == "POST" else None, batch=found)
    if form.is_valid():
        return _begin(found, form.as_json())
    context = {"batch": found, "form": form, "preview": batches.preview(found), "deed": batches.ACTS[found.act]}
    back = {"back": queue_url(dept, found.query)}
    return render(request, "requests_app/queue_bulk.html", {**context, **back}, status=422 if form.errors else 200)


@require_POST
def undoing(request: SignedInRequest, dept: str, pk: int) -> HttpResponse:
    """Take it back, for every request that nobody changed since."""
    done = _one(request.user, dept, pk)
    try:
        back = batches.take_back(done, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(queue_url(dept, done.query))
    return _begin(back, {})


def _begin(batch: Batch, arguments: dict[str, Any]) -> HttpResponse:
    """Few are done at once and told above the queue; many are left to a worker, and the page says how far it is."""
    page = reverse("queue_batch", args=[batch.department.code, batch.pk])
    if not batches.begin(batch, arguments):
        return redirect(page)  # begun already, by a second click
    if batch.items.count() > batches.AT_ONCE:
        tasks.work_on_batch.delay_on_commit(batch.pk)
        return redirect(page)
    batches.work(batch.pk, seconds=None)
    return redirect(f"{queue_url(batch.department.code, batch.query)}&done={batch.pk}")


def _one(user: User, dept: str, pk: int) -> Batch:
    """Only who began it sees it, as long as they serve there."""
    department = get_object_or_404(own(user), code=dept)
    found = Batch.objects.of(user).filter(department=department).select_related("department", "started_by")
    one: Batch = get_object_or_404(found, pk=pk)
    return one
