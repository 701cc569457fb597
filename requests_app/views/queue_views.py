"""Saved views of a queue: make, call otherwise, share, keep, remove and take that back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from requests_app import access, clock, queue_views
from requests_app.forms.queue import QueueViewForm
from requests_app.models import Department, QueueView, User
from requests_app.queues import Selection
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest

from .queue import own
from .queue_offers import address_of


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, dept: str) -> HttpResponse:
    """A name for what `?…` of this address asks for."""
    department = get_object_or_404(own(request.user), code=dept)
    leads = access.can_set_usual_view(request.user, department)
    posted = request.POST if request.method == "POST" else None
    form = QueueViewForm(posted, leads=leads, initial={"is_pinned": True})
    query = Selection.of(request.GET).query()
    if request.method == "POST" and form.is_valid():
        try:
            view = queue_views.save(department, query, form.kept, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(address_of(view))
    return _show(request, form, department, back=f"{reverse('queue', args=[dept])}?{query}")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, dept: str, pk: int) -> HttpResponse:
    """Its name and who can use it, for those who may change that; and how one keeps it oneself."""
    view = _one(request.user, dept, pk)
    changes_it = access.can_change_view(request.user, view)
    leads = access.can_set_usual_view(request.user, view.department)
    posted = request.POST if request.method == "POST" else None
    form = QueueViewForm(posted, view=view, changes_it=changes_it, leads=leads)
    if form.is_valid():
        try:
            _write(view, form, by=request.user, changes_it=changes_it)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(address_of(view))
    return _show(request, form, view.department, back=address_of(view), view=view, changes_it=changes_it)


def _write(view: QueueView, form: QueueViewForm, *, by: User, changes_it: bool) -> None:
    if changes_it:
        queue_views.change(view, form.kept, by=by)
    else:
        queue_views.keep(view, form.kept, by=by)


@require_POST
def query(request: SignedInRequest, dept: str, pk: int) -> HttpResponse:
    """From now on the view is what the address behind `?…` asks for."""
    view = _one(request.user, dept, pk)
    access.require(access.can_change_view, request.user, view)
    queue_views.rewrite(view, Selection.of(request.GET).query(), by=request.user)
    messages.success(request, _("Saved."))
    return redirect(address_of(view))


@require_POST
def removal(request: SignedInRequest, dept: str, pk: int) -> HttpResponse:
    """For a day it can be taken back."""
    view = _one(request.user, dept, pk)
    access.require(access.can_change_view, request.user, view)
    queue_views.remove(view, by=request.user, now=clock.now())
    return redirect(f"{reverse('queue', args=[dept])}?view=open&removed={view.pk}")


@require_POST
def restoration(request: SignedInRequest, dept: str, pk: int) -> HttpResponse:
    """Take the removal of a view back."""
    view = removed_view(request.user, dept, pk)
    try:
        queue_views.restore(view, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('queue', args=[dept])}?view=open")
    messages.success(request, _("The view is back."))
    return redirect(address_of(view))


def removed_view(user: User, dept: str, pk: int) -> QueueView:
    """One that this person could take back; else not found."""
    removed = QueueView.objects.changeable_by(user).exclude(removed_at=None).select_related("department")
    view: QueueView = get_object_or_404(removed, department__code=dept, pk=pk)
    return view


def _one(user: User, dept: str, pk: int) -> QueueView:
    usable = QueueView.objects.usable_by(user).kept().as_kept_by(user).select_related("department")
    view: QueueView = get_object_or_404(usable, department__code=dept, pk=pk)
    return view


def _show(
    request: SignedInRequest, form: QueueViewForm, department: Department, *, back: str, **context: Any
) -> HttpResponse:
    told = {"form": form, "department": department, "back": back, "changes_it": True, **context}
    return render(request, "requests_app/queue_view.html", told, status=422 if form.errors else 200)
