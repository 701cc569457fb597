"""Departments, for admins: the tree, one of them, and how it becomes part of another or two."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access, departments, reorganising, reorganising_checks, undertakings
from requests_app.forms.departments import DepartmentForm, MergerForm, SplitForm
from requests_app.models import Department, Service, Undertaking, User
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest


def _department(request: SignedInRequest, pk: int) -> Department:
    access.require_admin(request.user)
    return get_object_or_404(Department.objects.select_related("head", "parent", "merged_into"), pk=pk)


def _posted(request: SignedInRequest) -> object:
    return request.POST if request.method == "POST" else None


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The tree with counts; closed ones below."""
    access.require_admin(request.user)
    found = list(Department.objects.for_administration())
    running = [one for one in found if one.closed_at is None]
    context = {"tree": departments.tree(running), "closed": [one for one in found if one.closed_at is not None]}
    return render(request, "administration/departments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    form = DepartmentForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = departments.begin(form.cleaned_data["code"], form.said(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(department)s is there.") % {"department": made})
            return redirect("administration:department", made.pk)
    return render(request, "administration/department.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    department = _department(request, pk)
    form = DepartmentForm(_posted(request), department=department)
    if request.method == "POST" and form.is_valid():
        try:
            departments.change(department, form.said(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("administration:department", pk)
    context = {
        "department": department,
        "form": form,
        "blocking": [] if department.closed_at else departments.blocking(department),
        "job": Undertaking.objects.filter(kind__in=reorganising.KINDS, thing=pk).newest_first().first(),
    }
    return render(request, "administration/department.html", context, status=422 if form.errors else 200)


@require_POST
def closing(request: SignedInRequest, pk: int) -> HttpResponse:
    department = _department(request, pk)
    try:
        departments.close(department, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(department)s is closed. What it did stays.") % {"department": department})
    return redirect("administration:department", pk)


@require_POST
def opening(request: SignedInRequest, pk: int) -> HttpResponse:
    department = _department(request, pk)
    try:
        departments.open_again(department, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(department)s is open again.") % {"department": department})
    return redirect("administration:department", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def merger(request: SignedInRequest, pk: int) -> HttpResponse:
    """`?into=` shows what would happen; sending it does it."""
    department = _department(request, pk)
    form = MergerForm(request.POST if request.method == "POST" else request.GET or None, department=department)
    preview, problem = None, ""
    if form.is_bound and form.is_valid():
        into = form.cleaned_data["into"]
        try:
            if request.method == "POST":
                undertakings.finish_small(reorganising.merge(department, into, by=request.user))
                return redirect("administration:department_progress", pk)
            preview = reorganising.preview_of_merger(department, into)
        except Refused as refusal:
            problem = str(refusal)
    context = {"department": department, "form": form, "preview": preview, "problem": problem}
    bad = request.method == "POST"
    return render(
        request, "administration/merger.html", context, status=409 if bad and problem else 422 if bad else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: SignedInRequest, pk: int) -> HttpResponse:
    department = _department(request, pk)
    form, preview = SplitForm(_posted(request), former=department), None
    if request.method == "POST" and form.is_valid():
        try:
            if "look" in request.POST:
                preview = reorganising.preview_of_split(department, *_chosen(form))
            else:
                undertakings.finish_small(_split(department, form, request.user))
                return redirect("administration:department_progress", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"department": department, "form": form, "preview": preview}
    return render(request, "administration/split.html", context, status=422 if form.errors else 200)


def _chosen(form: SplitForm) -> tuple[QuerySet[Service], QuerySet[User], dict[str, list[str]]]:
    return form.cleaned_data["services"], form.cleaned_data["people"], form.things()


@transaction.atomic
def _split(department: Department, form: SplitForm, by: User) -> Undertaking:
    made = departments.begin(form.cleaned_data["code"], form.said(), by=by)
    services, people, things = _chosen(form)
    return reorganising.split(department, made, services, people, things=things, by=by)


def _job(pk: int) -> Undertaking:
    found = Undertaking.objects.filter(kind__in=reorganising.KINDS, thing=pk).select_related("asked_by")
    job = found.newest_first().first()
    if job is None:
        raise Http404
    return job


@require_safe
def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    department, job = _department(request, pk), _job(pk)
    into = get_object_or_404(Department, pk=job.plan["into"])
    context = {"department": department, "job": job, "into": into, "is_merger": job.kind == reorganising_checks.MERGER}
    return render(request, "administration/department_progress.html", context)


@require_POST
def attempt(request: SignedInRequest, pk: int) -> HttpResponse:
    """Once more with what could not be moved."""
    _department(request, pk)
    undertakings.try_again(_job(pk))
    return redirect("administration:department_progress", pk)
