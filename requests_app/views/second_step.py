"""The second step: asked for while signing in, set up and taken away on the account page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from requests_app import clock, second_step
from requests_app.account_forms import CodeForm, PasswordForm, SetUpForm
from requests_app.models import User
from requests_app.sign_in import BACKEND
from requests_app.types import SignedInRequest

WAITING, CONFIRMED, SEED = "second_step_waiting", "second_step_confirmed", "second_step_seed"
PATIENCE_SECONDS = 600  # between the password and the code


def ask(request: HttpRequest, person: User, *, then: str) -> HttpResponse:
    """The password was right: nobody is signed in until the code is."""
    request.session.cycle_key()
    request.session[WAITING] = {"person": person.pk, "at": clock.now().timestamp(), "then": then}
    return redirect("accounts:second_step_question")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest) -> HttpResponse:
    person, then = _who_waits(request)
    if person is None:
        return redirect("accounts:sign_in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if second_step.is_right(person, form.cleaned_data["code"], now=clock.now()):
                return _let_in(request, person, then)
            form.add_error("code", _("This code is not right, or it was used before. Wait for the next one."))
        except second_step.Resting:
            form.add_error("code", _("There were too many wrong codes. Try again in a quarter of an hour."))
    return _page(request, "accounts/second_step_question.html", {"form": form})


def _who_waits(request: HttpRequest) -> tuple[User | None, str]:
    """Whose password was right a moment ago, or who is signed in and has not shown a code yet; and where they go."""
    if isinstance(request.user, User):
        asked = second_step.is_set_up(request.user) and CONFIRMED not in request.session
        return (request.user if asked else None), settings.LOGIN_REDIRECT_URL
    waiting: dict[str, Any] = request.session.get(WAITING, {})
    if not waiting or clock.now().timestamp() - waiting["at"] > PATIENCE_SECONDS:
        return None, ""
    with_step = User.objects.active().filter(pk=waiting["person"], second_step__isnull=False)
    return with_step.first(), waiting["then"]


def _let_in(request: HttpRequest, person: User, then: str) -> HttpResponse:
    request.session.pop(WAITING, None)
    login(request, person, backend=BACKEND)
    request.session[CONFIRMED] = True
    return redirect(then)


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: SignedInRequest) -> HttpResponse:
    """What there is, or the picture to set it up with. Recovery codes are on the answer to a form and nowhere else."""
    person = request.user
    if second_step.is_set_up(person):
        return _what_there_is(request, PasswordForm(person))
    seed = request.session.setdefault(SEED, second_step.new_seed())
    form = SetUpForm(person, request.POST if request.method == "POST" else None)
    codes: list[str] | None = None
    if request.method == "POST" and form.is_valid():
        key = request.session.session_key or ""
        codes = second_step.set_up(person, seed, form.cleaned_data["code"], session=key, now=clock.now())
        if codes is None:
            form.add_error("code", _("This code is not of this picture. Is the clock of the phone right?"))
        else:
            del request.session[SEED]
            request.session[CONFIRMED] = True
    if codes:
        return _codes(request, codes)
    context = {"picture": second_step.picture_of(seed, person), "key": second_step.key_of(seed), "form": form}
    return _page(request, "accounts/second_step_new.html", {**context, "demanded": second_step.is_demanded(person)})


@sensitive_post_parameters("password")
@require_POST
def codes(request: SignedInRequest) -> HttpResponse:
    form = PasswordForm(request.user, request.POST)
    if not second_step.is_set_up(request.user):
        return redirect("accounts:second_step")
    if form.is_valid():
        return _codes(request, second_step.renew_codes(request.user, now=clock.now()))
    return _what_there_is(request, form)


@sensitive_post_parameters("password")
@require_POST
def removal(request: SignedInRequest) -> HttpResponse:
    form = PasswordForm(request.user, request.POST)
    if not second_step.is_set_up(request.user):
        return redirect("accounts:second_step")
    if form.is_valid():
        second_step.remove(request.user, by=request.user, now=clock.now())
        request.session.pop(CONFIRMED, None)
        messages.success(request, _("You sign in with your password alone from now on."))
        return redirect("accounts:preferences")
    return _what_there_is(request, form)


def _what_there_is(request: SignedInRequest, form: PasswordForm) -> HttpResponse:
    left, demanded = second_step.codes_left(request.user), second_step.is_demanded(request.user)
    return _page(request, "accounts/second_step.html", {"form": form, "left": left, "demanded": demanded})


def _codes(request: SignedInRequest, codes: list[str]) -> HttpResponse:
    return _page(request, "accounts/recovery_codes.html", {"codes": codes})


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    form = context.get("form")
    response = render(request, template, context, status=422 if form is not None and form.errors else 200)
    response.headers["Cache-Control"] = "private, no-store"
    return response
