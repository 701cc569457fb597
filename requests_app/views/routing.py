"""Who gets new requests by themselves: of one service, or as a department usually does it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from requests_app import access, assignment_rules
from requests_app.forms.routing import RoutingForm
from requests_app.models import AssignmentRule, Department, Service, User
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest


def _department(user: User, code: str) -> Department:
    """Whose catalogue this person edits; another one's is not found."""
    department = get_object_or_404(Department, code=code)
    if not access.can_edit_catalogue(user, department):
        raise Http404
    return department


@require_http_methods(["GET", "HEAD", "POST"])
def of_service(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
    mine = Service.objects.edited_by(request.user).for_list()
    service = get_object_or_404(mine, provider__code=dept, code=code)
    return _page(request, service.provider, service)


@require_http_methods(["GET", "HEAD", "POST"])
def of_department(request: SignedInRequest, dept: str) -> HttpResponse:
    return _page(request, _department(request.user, dept), None)


def _page(request: SignedInRequest, department: Department, service: Service | None) -> HttpResponse:
    rule = AssignmentRule.objects.filter(department=department, service=service).first()
    posted = request.POST if request.method == "POST" else None
    form = RoutingForm(posted, department=department, service=service, rule=rule)
    if request.method == "POST" and form.is_valid():
        try:
            assignment_rules.set_rule(department, service, form.way(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. It counts for requests that come from now on."))
            here = ["catalogue:routing", department.code, service.code] if service else None
            return redirect(*here) if here else redirect("catalogue:usual_routing", department.code)
    own = (
        AssignmentRule.objects.of(department).exclude(service=None).select_related("service").order_by("service__code")
    )
    context = {
        "department": department,
        "service": service,
        "form": form,
        "usual": assignment_rules.usual_way(department) if service else None,
        "own": [] if service else own.order_by("service__code"),
        "sets_hours": access.can_plan(request.user, department),
    }
    return render(request, "catalogue/routing.html", context, status=422 if form.errors else 200)
