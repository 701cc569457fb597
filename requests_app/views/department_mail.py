"""The addresses of a department, for its managers: what a letter to one of them asks for."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests_app import access, triage
from requests_app.forms.mailboxes import NamedServiceForm
from requests_app.mailbox import keeping
from requests_app.models import Department, Mailbox, User
from requests_app.types import SignedInRequest


def _department(user: User, code: str) -> Department:
    """Whose catalogue this person edits; another one's is not found."""
    department = get_object_or_404(Department.objects.running(), code=code)
    if not access.can_edit_catalogue(user, department):
        raise Http404
    return department


@require_safe
def index(request: SignedInRequest, dept: str) -> HttpResponse:
    return _page(request, _department(request.user, dept))


@require_POST
def service(request: SignedInRequest, dept: str, pk: int) -> HttpResponse:
    """Name what letters to this address ask for."""
    department = _department(request.user, dept)
    mailbox = get_object_or_404(Mailbox.objects.for_department(department), pk=pk)
    form = NamedServiceForm(request.POST, mailbox=mailbox)
    if not form.is_valid():
        return _page(request, department, refused=(mailbox.pk, form))
    keeping.name_service(mailbox, form.cleaned_data["service"], by=request.user)
    messages.success(request, _("Saved. It counts for letters that come from now on."))
    return redirect("catalogue:letters", department.code)


def _page(
    request: SignedInRequest, department: Department, *, refused: tuple[int, NamedServiceForm] | None = None
) -> HttpResponse:
    forms = dict([refused]) if refused else {}
    own = Mailbox.objects.for_department(department)
    context = {
        "department": department,
        "rows": [(one, forms.get(one.pk) or NamedServiceForm(None, mailbox=one)) for one in own],
        "others": Mailbox.objects.active().of_services(department),
        "passes_on": triage.service(),
    }
    return render(request, "catalogue/letters.html", context, status=422 if refused else 200)
