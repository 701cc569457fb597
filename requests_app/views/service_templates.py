"""Templates of a service: a department's, kept by its managers, and those somebody keeps for themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from requests_app import service_templates
from requests_app.forms.service_templates import TemplateForm
from requests_app.models import Service, ServiceRequest, ServiceTemplate
from requests_app.transitions import Refused
from requests_app.types import SignedInRequest


@require_safe
def short(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
    """The short address that goes into mails and handbooks; what it fills in comes along."""
    there = reverse("services:detail", args=[dept, code])
    return redirect(f"{there}?{query}" if (query := request.GET.urlencode()) else there)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, dept: str, code: str) -> HttpResponse:
    return _write(request, _service(request, dept, code), None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, dept: str, code: str, pk: int) -> HttpResponse:
    service = _service(request, dept, code)
    return _write(request, service, get_object_or_404(ServiceTemplate.objects.of(service).shared(), pk=pk))


def _write(request: SignedInRequest, service: Service, template: ServiceTemplate | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = TemplateForm(posted, service=service, template=template, by=request.user)
    if form.is_valid():
        row = template or ServiceTemplate(service=service)
        try:
            service_templates.write(row, form.translated("name"), form.translated("when"), form.link, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. It is offered beside the form."))
            return redirect("catalogue:template", service.provider.code, service.code, row.pk)
    context = {"service": service, "template": template, "form": form, "address": _address(request, template)}
    return render(request, "catalogue/template.html", context, status=422 if form.errors else 200)


def _address(request: SignedInRequest, template: ServiceTemplate | None) -> str:
    if template is None:
        return ""
    there = reverse("new_request", args=[template.service.provider.code, template.service.code])
    return request.build_absolute_uri(f"{there}?template={template.pk}")


@require_POST
def removal(request: SignedInRequest, dept: str, code: str, pk: int) -> HttpResponse:
    service = _service(request, dept, code)
    service_templates.remove(get_object_or_404(ServiceTemplate.objects.of(service).shared(), pk=pk), by=request.user)
    messages.success(request, _("Removed. Links to it open the empty form."))
    return redirect("catalogue:edit", dept, code)


@require_POST
def keep_own(request: SignedInRequest, pk: int) -> HttpResponse:
    """One's own request as a template for the next time."""
    mine = ServiceRequest.objects.of(request.user).select_related("service__provider", "form")
    ticket = get_object_or_404(mine, pk=pk)
    try:
        kept = service_templates.keep_own(ticket, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("requests:detail", pk)
    messages.success(request, _("Kept as your template. Look at what it fills in, and file when you need it."))
    there = reverse("services:detail", args=[ticket.service.provider.code, ticket.service.code])
    return redirect(f"{there}?template={kept.pk}")


@require_POST
def own_removal(request: SignedInRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(
        ServiceTemplate.objects.kept_by(request.user).select_related("service__provider"), pk=pk
    )
    service = template.service
    service_templates.remove(template, by=request.user)
    messages.success(request, _("Your template is gone."))
    return redirect("services:detail", service.provider.code, service.code)


def _service(request: SignedInRequest, dept: str, code: str) -> Service:
    return get_object_or_404(Service.objects.edited_by(request.user).for_list(), provider__code=dept, code=code)
