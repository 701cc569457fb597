"""Absence and stand-in: one's own, and those of whom one leads."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from requests_app import absences
from requests_app.forms.absences import AbsenceForm
from requests_app.models import Absence, User
from requests_app.moments import moment_of
from requests_app.types import SignedInRequest

SHOWN = 50


def _entered_by(user: User) -> QuerySet[Absence]:
    """What this person may change: their own, and their team's."""
    return (Absence.objects.filter(user__in=User.objects.in_team_of(user)) | Absence.objects.of(user)).for_list()


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    """What is coming and who stands in; a POST enters one more."""
    user, now = request.user, moment_of(request)
    form = AbsenceForm(request.POST if request.method == "POST" else None, absence=Absence(), by=user)
    if request.method == "POST" and form.is_valid():
        try:
            kept = absences.record(form.who, form.away())
        except absences.NotPossible as problem:
            form.add_error("until_day", str(problem))
        else:
            messages.success(request, _told(kept, user))
            return redirect("absences:list")
    mine = Absence.objects.of(user).for_list()
    context = {
        "form": form,
        "mine": mine.not_over(now).soonest_first(),
        "past": mine.over(now).order_by("-ends_at")[:5],
        "team": Absence.objects.not_over(now).filter(user__in=User.objects.in_team_of(user)).for_list()
        .soonest_first()[:SHOWN],
        "standing_in": Absence.objects.not_over(now).filter(stand_in=user).for_list().soonest_first()[:SHOWN],
        "now": now,
    }  # fmt: skip
    return render(request, "absences/list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    absence = get_object_or_404(_entered_by(request.user), pk=pk)
    form = AbsenceForm(request.POST if request.method == "POST" else None, absence=absence, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            kept = absences.change(absence, form.away())
        except absences.NotPossible as problem:
            form.add_error("until_day", str(problem))
        else:
            messages.success(request, _told(kept, request.user))
            return redirect("absences:list")
    return render(request, "absences/edit.html", {"form": form, "absence": absence}, status=422 if form.errors else 200)


@require_POST
def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    absences.remove(get_object_or_404(_entered_by(request.user), pk=pk))
    messages.success(request, _("The absence is removed. Who was asked in the meantime stays asked."))
    return redirect("absences:list")


def _told(absence: Absence, by: User) -> str:
    if absence.stand_in is None:
        return _("The absence is saved. Nobody stands in.")
    if absence.user_id == by.pk:
        return _("The absence is saved. %(person)s stands in for you.") % {"person": absence.stand_in}
    return _("The absence is saved. %(person)s stands in.") % {"person": absence.stand_in}
