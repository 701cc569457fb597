"""Whose catalogue a call is about: departments that the caller leads, all for admins; others are not there."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from requests_app import access
from requests_app.api.base import Request, person_of, within
from requests_app.models import Department, Service

TAG = "Catalogue"


def edited_department(request: Request, code: str) -> Department:
    found: Department = get_object_or_404(within(request, Department.objects.running(), "pk"), code=code)
    if not access.can_edit_catalogue(person_of(request), found):
        raise Http404
    return found


def edited_services(request: Request, department: str) -> Any:
    """In whatever state."""
    rows = Service.objects.edited_by(person_of(request)).for_list().filter(provider__code=department)
    return within(request, rows, "provider")


def edited_service(request: Request, department: str, code: str) -> Service:
    found: Service = get_object_or_404(edited_services(request, department), code=code)
    return found


def place_of(service: Service) -> str:
    return f"/api/v1/catalogue/{service.provider.code}/services/{service.code}/"
