"""What a department offers, as its managers see and change it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import access, catalogue
from requests_app.configuration import ours
from requests_app.forms.editions import posted_edition
from requests_app.forms.filing import FilingPreview
from requests_app.forms.services import ServiceForm
from requests_app.models import Department, Service, ServiceTemplate, User, company
from requests_app.transitions import Refused, StaleForm
from requests_app.types import SignedInRequest

from . import errors


def _department(user: User, code: str) -> Department:
    """Whose catalogue this person edits; another one's is not found."""
    department = get_object_or_404(Department.objects.running(), code=code)
    if not access.can_edit_catalogue(user, department):
        raise Http404
    return department


def _service(user: User, dept: str, code: str) -> Service:
    return get_object_or_404(Service.objects.edited_by(user).for_list(), provider__code=dept, code=code)


@require_safe
def index(request: SignedInRequest, dept: str) -> HttpResponse:
    """All services of a department in every state, with what each of them has."""
    department = _department(request.user, dept)
    services = Service.objects.filter(provider=department).for_catalogue().order_by("code")
    return render(request, "catalogue/index.html", {"department": department, "services": services})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, dept: str) -> HttpResponse:
    department = _department(request.user, dept)
    form = ServiceForm(request.POST if request.method == "POST" else None, provider=department, service=None)
    if "preview" in request.POST:
        return _preview(request, department, None, form)
    if request.method == "POST" and form.is_valid():
        try:
            service = catalogue.begin(department, form.cleaned_data["code"], form.description(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved as a draft. Nobody else sees it until you publish it."))
            return redirect("catalogue:edit", dept, service.code)
    return _page(request, department, None, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
    """Texts, audience and confidentiality; a published service changes at once."""
    service = _service(request.user, dept, code)
    posted = request.POST if request.method == "POST" else None
    form = ServiceForm(posted, provider=service.provider, service=service)
    if "preview" in request.POST:
        return _preview(request, service.provider, service, form)
    if request.method == "POST" and form.is_valid():
        try:
            catalogue.describe(service, form.description(), edition=form.sent_edition, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except StaleForm:
            form.take_edition(service.edition)
        else:
            messages.success(request, _("Saved."))
            return redirect("catalogue:edit", dept, code)
    return _page(request, service.provider, service, form)


def _page(request: SignedInRequest, department: Department, service: Service | None, form: ServiceForm) -> HttpResponse:
    status = 422 if form.errors or form.is_stale else 200
    return _show(request, department, service, form, status=status)


def _show(
    request: SignedInRequest, department: Department, service: Service | None, form: ServiceForm,
    *, preview: dict[str, str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "department": department,
        "service": service,
        "form": form,
        "preview": preview,
        "languages": company.said().choices,
        "templates": ServiceTemplate.objects.of(service).shared().in_order() if service else [],
        "beside": ours.beside(service) if service else None,
    }
    return render(request, "catalogue/edit.html", context, status=status)


def _preview(
    request: SignedInRequest, department: Department, service: Service | None, form: ServiceForm
) -> HttpResponse:
    """Page and form as employees will see them, in the language of the button. Nothing is judged, nothing is saved."""
    wanted = request.POST["preview"]
    language = wanted if wanted in dict(settings.LANGUAGES) else request.user.language
    shown = form.as_typed(service, department)
    with translation.override(language):
        filing = FilingPreview(service=shown, by=request.user)
        body = render_to_string("catalogue/_preview_page.html", {"service": shown, "form": filing, "request": request})
    preview = {"language": language, "name": dict(settings.LANGUAGES)[language], "body": body}
    if request.htmx:
        return render(request, "catalogue/_preview.html", {"preview": preview})
    form.errors.clear()
    return _show(request, department, service, form, preview=preview)


def _moving(act: Callable[..., Service], done: LazyText | str) -> Callable[..., HttpResponse]:
    @require_POST
    def view(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
        service = _service(request.user, dept, code)
        try:
            act(service, edition=posted_edition(request), by=request.user)
        except StaleForm as problem:
            return errors.conflict(request, problem, back_url=reverse("catalogue:edit", args=[dept, code]))
        messages.success(request, str(done))
        return redirect("catalogue:edit", dept, code)

    return view


@require_POST
def triage(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
    """Whether what people do not know where to bring comes here: an admin decides it for the whole company."""
    service = _service(request.user, dept, code)
    if not access.can_set_triage(request.user):
        raise PermissionDenied
    on = request.POST.get("on") == "1"
    try:
        catalogue.set_triage(service, on=on, edition=service.edition, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        told = _("Whoever does not know whom to ask comes here now.") if on else _("Nobody is brought here any more.")
        messages.success(request, told)
    return redirect("catalogue:edit", dept, code)


publication = _moving(catalogue.publish, gettext_lazy("Published: it can be asked for now."))
retirement = _moving(catalogue.retire, gettext_lazy("Retired: nobody can ask for it any more. Open requests go on."))
