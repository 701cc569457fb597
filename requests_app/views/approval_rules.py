"""What a department wants agreed to before it begins: its services' rules, and the groups that decide."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access, approval_rules
from requests_app.forms.approving import GroupForm, RuleForm
from requests_app.models import ApprovalRule, ApproverGroup, Department, Service, User
from requests_app.types import SignedInRequest


def _department(user: User, code: str) -> Department:
    """Whose rules this person sets; another one's is not found."""
    department = get_object_or_404(Department.objects.running(), code=code)
    if not access.can_set_rules(user, department):
        raise Http404
    return department


def _group(user: User, pk: int) -> ApproverGroup:
    return get_object_or_404(ApproverGroup.objects.managed_by(user).select_related("department"), pk=pk)


@require_safe
def overview(request: SignedInRequest, dept: str) -> HttpResponse:
    department = _department(request.user, dept)
    context = {
        "department": department,
        "services": approval_rules.rules_of(department),
        "groups": ApproverGroup.objects.of(department).prefetch_related("members"),
    }
    return render(request, "approvals/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
    department = _department(request.user, dept)
    service = get_object_or_404(Service, provider=department, code=code)
    known = ApprovalRule.objects.filter(service=service).first()
    form = RuleForm(request.POST if request.method == "POST" else None, rule=known)
    if request.method == "POST" and form.is_valid():
        kept = approval_rules.set_rule(
            service, form.question(), form.wanted(), in_order=form.wants_order, by=request.user
        )
        told = {"service": service}
        messages.success(
            request,
            _("Requests for “%(service)s” need this approval from now on.") % told
            if kept
            else _("Requests for “%(service)s” need no approval.") % told,
        )
        return redirect("approvals:overview", dept)
    context = {"department": department, "service": service, "form": form}
    return render(request, "approvals/rule.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def group_new(request: SignedInRequest, dept: str) -> HttpResponse:
    return _edit_group(request, ApproverGroup(department=_department(request.user, dept)))


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: SignedInRequest, pk: int) -> HttpResponse:
    return _edit_group(request, _group(request.user, pk))


def _edit_group(request: SignedInRequest, edited: ApproverGroup) -> HttpResponse:
    form = GroupForm(request.POST if request.method == "POST" else None, group=edited)
    if request.method == "POST" and form.is_valid():
        approval_rules.save_group(edited, form.name(), form.cleaned_data["members"], by=request.user)
        messages.success(request, _("The group “%(name)s” is saved.") % {"name": edited})
        return redirect("approvals:overview", edited.department.code)
    context = {
        "group": edited,
        "form": form,
        "department": edited.department,
        "is_used": bool(edited.pk) and approval_rules.is_used(edited),
    }
    return render(request, "approvals/group.html", context, status=422 if form.errors else 200)


@require_POST
def group_removal(request: SignedInRequest, pk: int) -> HttpResponse:
    removed = _group(request.user, pk)
    if approval_rules.is_used(removed):
        messages.error(request, _("A rule names “%(name)s”. Change the rule first.") % {"name": removed})
        return redirect("approvals:group", pk)
    approval_rules.remove_group(removed, by=request.user)
    messages.success(request, _("The group “%(name)s” is gone.") % {"name": removed})
    return redirect("approvals:overview", removed.department.code)
