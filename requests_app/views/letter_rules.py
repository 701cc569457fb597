"""The company's own words by which letters are read, for admins, with a letter to try them on."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from requests_app import access
from requests_app.forms.letter_rules import LetterRulesForm
from requests_app.mailbox import own_rules
from requests_app.mailbox.reading.signatures import Trimmed, trim
from requests_app.types import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: SignedInRequest) -> HttpResponse:
    """With `try` nothing is saved: what would stay of the letter, and what would not."""
    access.require_admin(request.user)
    form = LetterRulesForm(request.POST if request.method == "POST" else None, initial=asdict(own_rules.own()))
    tried: Trimmed | None = None
    if request.method == "POST" and form.is_valid():
        if "try" not in request.POST:
            own_rules.save(form.own, by=request.user)
            messages.success(request, _("Saved. It counts for letters that come from now on."))
            return redirect("administration:letter_rules")
        tried = trim(form.cleaned_data["sample"].replace("\r\n", "\n"), own_rules.with_own(form.own))
    context = {"form": form, "tried": tried}
    return render(request, "administration/letter_rules.html", context, status=422 if form.errors else 200)
