"""Signing in and out, invitations, forgotten passwords, personal preferences."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from requests_app import absences, attempts, clock, people, second_step, tours
from requests_app.account_forms import (
    AccountForm,
    ChangePasswordForm,
    ForgottenPasswordForm,
    NewPasswordForm,
    SignInForm,
)
from requests_app.demo import CAST
from requests_app.models import User, company
from requests_app.sign_in import BACKEND

from .second_step import CONFIRMED, ask

THEME_COOKIE = "theme"
A_YEAR = 365 * 24 * 3600


class SignIn(views.LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        person = form.get_user()
        if isinstance(person, User) and second_step.is_set_up(person):
            return ask(self.request, person, then=self.get_success_url())
        return super().form_valid(form)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if attempts.is_resting(request):
            return too_many_attempts(request, None, None)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        attempts.note_failure(self.request)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"cast": demo_cast(), "tours": tours.TOURS.values()} if settings.DEMO else {}
        return super().get_context_data(**shown, is_new=not User.objects.admins().exists(), **kwargs)


class SignOut(views.LogoutView):
    """Leaves nothing to go back to: `static/js/back.js` does the same where a browser does not know the header."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


def demo_cast() -> list[tuple[User, Any]]:
    """Those of the demo's people who exist, each with the line that says what they can show."""
    addresses = [email for email, _line in CAST]
    found = {person.email: person for person in User.objects.active().filter(email__in=addresses)}
    return [(found[email], line) for email, line in CAST if email in found]


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One click instead of a password, for the demo's people and in the demo only."""
    chosen = request.POST.get("person", "")
    if not settings.DEMO or chosen not in dict(CAST):
        raise Http404
    login(request, get_object_or_404(User.objects.active(), email=chosen), backend=BACKEND)
    request.session[CONFIRMED] = True
    return redirect(_safe_next(request))


def too_many_attempts(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """What django-axes answers while signing in rests. Every further attempt begins the wait anew."""
    wait: float = settings.AXES_COOLOFF_TIME.total_seconds()
    answer = render(request, "429.html", {"wait_minutes": ceil(wait / 60)}, status=429)
    answer.headers["Retry-After"] = str(ceil(wait))
    return answer


@login_not_required
def password_forgotten(request: HttpRequest) -> HttpResponse:
    form = ForgottenPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        people.forgot_password(form.cleaned_data["email"], now=clock.now())
        return redirect("accounts:password_sent")
    return render(request, "accounts/password_forgotten.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
def password_sent(request: HttpRequest) -> HttpResponse:
    """The same for addresses that exist and those that do not."""
    return render(request, "accounts/password_sent.html", {"days": settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)})


class NewPassword(views.PasswordResetConfirmView):
    """Behind the link of a mail: the token goes into the session and out of the address before the form is shown."""

    template_name = "accounts/password_new.html"
    form_class = NewPasswordForm
    post_reset_login = True
    post_reset_login_backend = BACKEND
    success_url = reverse_lazy("home")

    def get_user(self, uidb64: str) -> User | None:
        user = super().get_user(uidb64)
        return user if isinstance(user, User) and user.is_active else None

    def form_valid(self, form: Any) -> HttpResponse:
        # A link in a mail is no second step: whoever reads somebody's mail is not let in by it.
        self.post_reset_login = not second_step.is_set_up(form.user)
        response = super().form_valid(form)
        people.password_was_set(form.user, now=clock.now())
        if not self.post_reset_login:
            return ask(self.request, form.user, then=str(self.success_url))
        messages.success(self.request, _("Your password is set, and you are signed in."))
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Invitation(NewPassword):
    template_name = "accounts/invitation.html"


class ChangePassword(views.PasswordChangeView):
    template_name = "accounts/password_change.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("accounts:preferences")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        people.password_was_set(form.user, now=clock.now())
        messages.success(self.request, _("Your password is changed. Other devices are signed out."))
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@login_not_required
def preferences(request: HttpRequest) -> HttpResponse:
    """The account page. The frame's menus post only a language or a theme here, for strangers into a cookie."""
    if request.method == "POST" and "display_name" not in request.POST:
        return _choose(request)
    user = request.user
    if not isinstance(user, User):
        return redirect("accounts:sign_in")
    form = AccountForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        tours.remember_language(request, form.instance.language)
        if "time_zone" in form.changed_data:
            absences.follow_zone(form.instance)
        with override(form.instance.language):
            messages.success(request, _("Your account is saved."))
        return _remember(redirect("accounts:preferences"), form.instance.language, form.instance.theme)
    return render(request, "accounts/preferences.html", {"form": form}, status=422 if form.errors else 200)


def _choose(request: HttpRequest) -> HttpResponse:
    language, theme = request.POST.get("language", ""), request.POST.get("theme", "")
    known = {name: value for name, value in (("language", language), ("theme", theme)) if _is_known(name, value)}
    if isinstance(request.user, User) and known:
        User.objects.filter(pk=request.user.pk).update(**known)
        tours.remember_language(request, known.get("language", ""))
    return _remember(redirect(_safe_next(request)), known.get("language", ""), known.get("theme", ""))


def _is_known(name: str, value: str) -> bool:
    return value in (company.said().languages if name == "language" else User.Theme.values)


def _remember(response: HttpResponse, language: str, theme: str) -> HttpResponse:
    """In cookies, for the pages before the next sign-in."""
    for name, value in ((settings.LANGUAGE_COOKIE_NAME, language), (THEME_COOKIE, theme)):
        if value:
            response.set_cookie(
                name, value, max_age=A_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
            )
    return response


def _safe_next(request: HttpRequest) -> str:
    """Where the form says to go on, unless that is another site or no path at all."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and target.startswith("/") else settings.LOGIN_REDIRECT_URL
