"""Finding what a call is about. Whatever is not the caller's, or not of the token's departments, is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.request import Request

from requests_app.models import Department, Service, ServiceRequest

from .base import departments_of, person_of, within

if TYPE_CHECKING:
    from requests_app.models.requests import ServiceRequestQuerySet

LARGEST = 2**63 - 1


def visible_requests(request: Request) -> ServiceRequestQuerySet:
    return narrowed(request, ServiceRequest.objects.visible_to(person_of(request)))


def narrowed(request: Request, rows: ServiceRequestQuerySet) -> ServiceRequestQuerySet:
    """Of requests those that departments of the token hold or ask for."""
    only = departments_of(request)
    return rows if only is None else rows.filter(Q(department__in=only) | Q(asking_department__in=only))


def visible_request(request: Request, number: int, *along: str) -> ServiceRequest:
    """With what every answer about it needs; `along`: what else to read in the same statement."""
    if number > LARGEST:
        raise Http404
    rows = visible_requests(request).for_list().select_related("service__provider", *along)
    return get_object_or_404(rows, pk=number)


def department(request: Request, code: str) -> Department:
    found: Department = get_object_or_404(within(request, Department.objects.all(), "pk"), code=code)
    return found


def served(request: Request, code: str) -> Department:
    """A department whose queue the caller works on."""
    found = department(request, code)
    if not person_of(request).works_in(found.pk):
        raise Http404
    return found


def services(request: Request) -> Any:
    """Those one may ask for something."""
    return within(request, Service.objects.offered_to(person_of(request)).for_list(), "provider")
