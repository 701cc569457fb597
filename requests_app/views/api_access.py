"""Tokens for programs: one's own below the account; those of service accounts, and everybody's, for admins."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from requests_app import access, api_tokens, clock
from requests_app.forms.api_tokens import ServiceAccountForm, TokenForm
from requests_app.models import ApiToken, User
from requests_app.moments import moment_of
from requests_app.pagination import Column, paginate
from requests_app.types import SignedInRequest

NEWEST_FIRST = (Column("pk", descending=True),)
# Nobody needs more than a handful; a page that made one by mistake at every load would show.
MOST_USABLE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: SignedInRequest) -> HttpResponse:
    return _tokens_of(request, request.user, "api_access/mine.html")


def _tokens_of(request: SignedInRequest, person: User, template: str) -> HttpResponse:
    """The list with the form below it. A new secret is on the answer to the form, and nowhere ever again."""
    form = TokenForm(request.POST if request.method == "POST" else None, person=person)
    secret = ""
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        if ApiToken.objects.of_person(person).usable(now).count() >= MOST_USABLE:
            form.add_error(None, _("There are %(most)s tokens already. Revoke one first.") % {"most": MOST_USABLE})
        else:
            _token, secret = api_tokens.make(person, form.wish(), by=request.user, now=now)
            form = TokenForm(person=person)
    context = {"form": form, "secret": secret, "person": person, **_listed(request, person)}
    response = render(request, template, context, status=422 if form.errors else 200)
    if secret:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _listed(request: SignedInRequest, person: User) -> dict[str, Any]:
    rows = ApiToken.objects.of_person(person).for_list()
    return {"page": paginate(request, rows, NEWEST_FIRST), "now": moment_of(request)}


@require_POST
def revocation(request: SignedInRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.of_person(request.user), pk=pk)
    _revoke(request, token)
    return redirect("accounts:tokens")


def _revoke(request: SignedInRequest, token: ApiToken) -> None:
    api_tokens.revoke(token, by=request.user, now=clock.now())
    messages.success(request, _("“%(name)s” no longer works.") % {"name": token.name})


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: SignedInRequest) -> HttpResponse:
    """Every token there is, the service accounts, and a form for another one."""
    access.require_admin(request.user)
    form = ServiceAccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        account = api_tokens.make_service_account(form.cleaned_data["name"], by=request.user)
        messages.success(request, _("“%(name)s” is there. Give it its roles, then a token.") % {"name": account})
        return redirect("administration:service_account", account.pk)
    context = {
        "form": form,
        "accounts": User.objects.service_accounts().order_by("display_name"),
        "page": paginate(request, ApiToken.objects.for_list(), NEWEST_FIRST),
        "now": moment_of(request),
    }
    return render(request, "api_access/overview.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def service_account(request: SignedInRequest, pk: int) -> HttpResponse:
    access.require_admin(request.user)
    account = get_object_or_404(User.objects.service_accounts(), pk=pk)
    return _tokens_of(request, account, "api_access/service_account.html")


@require_POST
def any_revocation(request: SignedInRequest, pk: int) -> HttpResponse:
    access.require_admin(request.user)
    token = get_object_or_404(ApiToken.objects.select_related("person"), pk=pk)
    _revoke(request, token)
    if token.person.is_service_account:
        return redirect("administration:service_account", token.person_id)
    return redirect("administration:api_access")
