"""People, for admins: who is here, inviting, changing, deactivating."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests_app import access, clock, people, second_step, undertakings
from requests_app.leaving import KIND
from requests_app.models import Department, ServiceRequest, Undertaking, User
from requests_app.people_forms import InvitationForm, LeavingForm, PeopleFilter, PersonForm, Roles, roles_of
from requests_app.types import SignedInRequest

PAGE_SIZE = 50
LISTED_REQUESTS = 20


def people_list(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    chosen = PeopleFilter(request.GET).chosen()
    department = chosen["department"]
    found = people.directory(
        text=chosen["q"] or "", department=department and department.pk, state=chosen["state"] or ""
    )
    shown = people.after(found, chosen["after"]) if chosen["after"] else found
    rows = list(shown[: PAGE_SIZE + 1])
    context = {
        "people": rows[:PAGE_SIZE],
        "chosen": chosen,
        "departments": Department.objects.all(),
        "first_url": _address(request, after=None) if chosen["after"] else "",
        "next_url": _address(request, after=rows[PAGE_SIZE - 1].pk) if len(rows) > PAGE_SIZE else "",
    }
    return render(request, "people/list.html", context)


def _address(request: HttpRequest, *, after: int | None) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    if after is not None:
        query["after"] = str(after)
    return f"{request.path}?{query.urlencode()}"


def invite(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = people.invite(form.newcomer(), by=request.user, now=clock.now())
        messages.success(request, _("%(person)s is invited by mail to %(email)s.") % _named(person))
        return redirect("people:list")
    return render(request, "people/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def invite_again(request: SignedInRequest, pk: int) -> HttpResponse:
    access.require_admin(request.user)
    person = get_object_or_404(User, pk=pk)
    try:
        people.invite_again(person, by=request.user, now=clock.now())
        messages.success(
            request, _("A new link is on its way to %(email)s. Earlier ones stopped working.") % _named(person)
        )
    except people.NotAllowed as problem:
        messages.error(request, str(problem))
    return redirect("people:edit", pk)


def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    access.require_admin(request.user)
    person = get_object_or_404(User.objects.select_related("second_step"), pk=pk)
    form = PersonForm(request.POST or None, instance=get_object_or_404(User, pk=pk))
    roles = Roles(request.POST or None, initial=roles_of(person), prefix="roles")
    if request.method == "POST" and form.is_valid() and roles.is_valid():
        try:
            people.change(person, form.cleaned_data, roles.roles(), by=request.user)
        except people.NotAllowed as problem:
            form.add_error("is_admin", str(problem))
        else:
            messages.success(request, _("%(person)s is saved.") % _named(person))
            return redirect("people:list")
    context = {"person": person, "form": form, "roles": roles, "invited": people.is_invited(person)}
    context["has_second_step"] = hasattr(person, "second_step")
    return render(request, "people/edit.html", context, status=422 if form.errors or roles.total_error_count() else 200)


def deactivation(request: SignedInRequest, pk: int) -> HttpResponse:
    """What hangs on the person, and the question; deactivating itself is the POST."""
    access.require_admin(request.user)
    person = get_object_or_404(User.objects.active().select_related("manager"), pk=pk)
    problem = ""
    form = LeavingForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            handed_on = people.deactivate(person, by=request.user, takers=form.takers())
        except people.NotAllowed as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("%(person)s is deactivated and signed out everywhere.") % _named(person))
            return redirect("people:leaving", pk) if handed_on else redirect("people:list")
    work = ServiceRequest.objects.assigned_to(person).open()
    asked = ServiceRequest.objects.of(person).open()
    context = {
        "person": person,
        "form": form,
        "problem": problem,
        "work": work.visible_to(request.user).for_list().most_urgent_first()[:LISTED_REQUESTS],
        "work_count": work.count(),
        "asked_count": asked.count(),
    }
    status = 409 if problem else 422 if form.errors else 200
    return render(request, "people/deactivation.html", context, status=status)


@require_safe
def leaving(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far handing on is, and what could not be handed on."""
    access.require_admin(request.user)
    person = get_object_or_404(User, pk=pk)
    job = Undertaking.objects.about(KIND, pk).select_related("asked_by").newest_first().first()
    if job is None:
        raise Http404
    return render(request, "people/leaving.html", {"person": person, "job": job})


@require_POST
def leaving_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Once more with what could not be handed on."""
    access.require_admin(request.user)
    job = Undertaking.objects.about(KIND, pk).newest_first().first()
    if job is not None:
        undertakings.try_again(job)
    return redirect("people:leaving", pk)


@require_POST
def activation(request: SignedInRequest, pk: int) -> HttpResponse:
    access.require_admin(request.user)
    person = get_object_or_404(User, pk=pk)
    people.reactivate(person, by=request.user)
    messages.success(request, _("%(person)s can sign in again.") % _named(person))
    return redirect("people:edit", pk)


@require_POST
def second_step_removal(request: SignedInRequest, pk: int) -> HttpResponse:
    """For somebody whose phone and recovery codes are gone. Their password stays what protects the account."""
    access.require_admin(request.user)
    person = get_object_or_404(User, pk=pk)
    second_step.remove(person, by=request.user, now=clock.now())
    messages.success(
        request, _("%(person)s signs in with the password alone until they set it up again.") % _named(person)
    )
    return redirect("people:edit", pk)


def _named(person: User) -> dict[str, str]:
    return {"person": person.display_name, "email": person.email}
