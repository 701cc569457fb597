"""Webhooks for requests: the list, one with its log, and setting it up. For managers of a department, and admins."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from requests_app import access, clock, counting
from requests_app.counting import CappedCount
from requests_app.forms.hooks import HookForm, ResendForm
from requests_app.hooks import log, setting_up, showing
from requests_app.models import Department, Hook, HookCall, User, WebhookHost
from requests_app.moments import moment_of
from requests_app.pagination import Column, paginate, url_with
from requests_app.types import SignedInRequest

NEWEST_FIRST = (Column("id", descending=True),)
LOG_PAGE = 25


def hook_of(user: User, pk: int) -> Hook:
    """One that this person looks after; another one is not there for them."""
    return get_object_or_404(Hook.objects.visible_to(user).select_related("department"), pk=pk)


def _require_any(user: User) -> None:
    if not access.can_compare_departments(user):
        raise Http404


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    _require_any(request.user)
    given_up = HookCall.objects.given_up().filter(hook=OuterRef("pk"), event__isnull=False)
    mine = Hook.objects.visible_to(request.user).select_related("department").annotate(has_dead=Exists(given_up))
    page = paginate(request, mine, NEWEST_FIRST)
    context = {
        "rows": [(hook, showing.condition_of(hook)) for hook in page.rows],
        "page": page,
        "doors": _doors(request.user),
        "hosts": WebhookHost.objects.exists(),
    }
    return render(request, "hooks/list.html", context)


def _doors(user: User) -> list[tuple[str, str]]:
    """Code and name of each department a new one can be for; for the whole company the code is empty."""
    led = Department.objects.running().order_by("code")
    led = led if user.is_admin else led.filter(pk__in=[pk for pk in user.roles if user.manages(pk)])
    departments = [(one.code, str(one)) for one in led]
    return [("", _("The whole company")), *departments] if user.is_admin else departments


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    department = _department(request.user, request.GET.get("department", ""))
    form = HookForm(request.POST if request.method == "POST" else None, department=department)
    if request.method == "POST" and form.is_valid():
        try:
            made = setting_up.begin(department, form.wanted, by=request.user, now=clock.now())
        except setting_up.TooMany:
            form.add_error(None, _("There are %(most)s already: remove one first.") % {"most": setting_up.MOST})
        else:
            messages.success(request, _("Saved. What happens from now on goes there. Try it with a test message."))
            return redirect("hooks:hook", made.pk)
    context = {"form": form, "department": department, "hook": None, "hosts": _hosts()}
    return render(request, "hooks/edit.html", context, status=422 if form.errors else 200)


def _department(user: User, code: str) -> Department | None:
    if not code:
        if not user.is_admin:
            raise Http404
        return None
    department = get_object_or_404(Department.objects.running(), code=code)
    if not access.can_edit_catalogue(user, department):
        raise Http404
    return department


def _hosts() -> list[str]:
    return list(WebhookHost.objects.values_list("name", flat=True))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    hook = hook_of(request.user, pk)
    form = HookForm(request.POST if request.method == "POST" else None, department=hook.department, hook=hook)
    if request.method == "POST" and form.is_valid():
        setting_up.change(hook, form.wanted, by=request.user, now=clock.now())
        messages.success(request, _("Saved. It counts for what happens from now on."))
        return redirect("hooks:hook", pk)
    context = {"form": form, "department": hook.department, "hook": hook, "hosts": _hosts()}
    return render(request, "hooks/edit.html", context, status=422 if form.errors else 200)


@require_safe
def hook(request: SignedInRequest, pk: int) -> HttpResponse:
    found, now = hook_of(request.user, pk), moment_of(request)
    state = request.GET.get("state", "")
    state = state if state in log.STATES else ""
    page = paginate(request, log.calls_of(found, state), NEWEST_FIRST, size=LOG_PAGE)
    counted = counting.counts(
        Hook.objects.filter(pk=pk),
        waiting=CappedCount(HookCall.objects.pending().filter(hook=OuterRef("pk"))),
        given_up=CappedCount(HookCall.objects.given_up().filter(hook=OuterRef("pk"), event__isnull=False), cap=1),
    )
    context = {
        "hook": found,
        "condition": showing.condition_of(found),
        "told": showing.told_of(found),
        "has_former": found.has_former(now),
        "page": page,
        "lines": [showing.line_of(call, request.user) for call in page.rows],
        "waiting": _waiting(counted["waiting"]),
        "given_up": counted["given_up"],
        "is_waiting": log.is_being_tested(found, now),
        "state": state,
        "states": [
            {"label": label, "url": url_with(request, state=code), "here": code == state}
            for code, label in log.STATES.items()
        ],
        "resend": ResendForm(),
    }
    return render(request, "hooks/hook.html", context)


def _waiting(number: int) -> str:
    """In words; empty where nothing waits."""
    told = ngettext("%(count)s message waits.", "%(count)s messages wait.", number)
    return told % {"count": counting.in_words(number)} if number else ""
