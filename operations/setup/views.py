"""The first visit to an empty installation, and the list of what is left. Closed once there is an admin."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from requests_app import access
from requests_app.sign_in import BACKEND
from requests_app.types import SignedInRequest

from . import Taken, first_open, is_code, is_open, left, make
from .forms import FirstAdminForm


@login_not_required
@sensitive_post_parameters("password", "again")
def first_admin(request: HttpRequest, code: str) -> HttpResponse:
    """404 for a wrong code and for a right one that comes too late, so that nobody learns which it was."""
    if not is_code(code) or not is_open():
        raise Http404
    form = FirstAdminForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = make(form.account())
        except Taken as late:
            raise Http404 from late
        login(request, person, backend=BACKEND)
        return redirect("setup:company")
    return render(request, "setup/first_admin.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    access.require_admin(request.user)
    steps = left()
    return render(request, "setup/index.html", {"steps": steps, "next_step": first_open(steps) if steps else None})
