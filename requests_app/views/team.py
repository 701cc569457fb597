"""A department's people: who is there in the weeks ahead, and how many hours a week each of them has."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from requests_app import access, assignment_rules
from requests_app.forms.team import HoursForm
from requests_app.models import Department, Membership, User
from requests_app.moments import moment_of
from requests_app.roster import roster_of
from requests_app.types import SignedInRequest


def _department(user: User, code: str) -> Department:
    """Where this person serves; another one is not found."""
    department = get_object_or_404(Department, code=code)
    if not access.can_see_team(user, department):
        raise Http404
    return department


@require_safe
def roster(request: SignedInRequest, dept: str) -> HttpResponse:
    department, now = _department(request.user, dept), moment_of(request)
    context = {
        "department": department,
        "roster": roster_of(department, request.user, now),
        "plans": access.can_plan(request.user, department),
        "usual": assignment_rules.usual_way(department),
    }
    return render(request, "team/roster.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: SignedInRequest, dept: str, pk: int) -> HttpResponse:
    """One's own, or as the leader everybody's; of others they are not found."""
    department = _department(request.user, dept)
    if pk != request.user.pk and not access.can_plan(request.user, department):
        raise Http404
    members = Membership.objects.filter(department=department, user__is_active=True).select_related("user")
    membership = get_object_or_404(members, user=pk)
    posted = request.POST if request.method == "POST" else None
    form = HoursForm(posted, initial={"hours": membership.weekly_hours.normalize()})
    if request.method == "POST" and form.is_valid():
        assignment_rules.set_hours(membership, form.cleaned_data["hours"], by=request.user)
        messages.success(request, _("The weekly hours are saved."))
        return redirect("team:roster", dept)
    context = {"department": department, "person": membership.user, "form": form}
    return render(request, "team/hours.html", context, status=422 if form.errors else 200)
