"""Where a step of a tour leads: addresses of the demo's real pages, looked up when somebody gets there.

Visitors change the demo. A request that is no longer in the state a step tells about is replaced by another one of the
same person, and where there is none the step shows their list instead: a tour never ends at a page that is not found.
"""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from requests_app.models import Department, Service, ServiceRequest, User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.states import Status


def named(name: str) -> Callable[[User], str]:
    return lambda _user: reverse(name)


def of_it(name: str) -> Callable[[User], str]:
    """A page of the first department in which this person serves."""

    def address(user: User) -> str:
        department = Department.objects.with_role_of(user).order_by("code").first()
        return reverse(name, args=[department.code]) if department else reverse("home")

    return address


def home(_user: User) -> str:
    return reverse("home")


def service(user: User) -> str:
    """One that many in the demo ask for."""
    offered = Service.objects.offered_to(user).for_list()
    found = offered.filter(code="new-equipment").first() or offered.order_by("pk").first()
    return reverse("services:detail", args=[found.provider.code, found.code]) if found else reverse("services:list")


def waits_for_requester(user: User) -> str:
    return _first(_of(user).filter(status=Status.WAITING), or_of=_of(user))


def in_work_for_requester(user: User) -> str:
    return _first(_of(user).filter(status=Status.IN_PROGRESS), or_of=_of(user).open())


def done_for_requester(user: User) -> str:
    return _first(_of(user).filter(status=Status.RESOLVED), or_of=_of(user))


def in_work_of_agent(user: User) -> str:
    mine = ServiceRequest.objects.assigned_to(user).open()
    return _first(mine.filter(status=Status.IN_PROGRESS), or_of=mine)


def _of(user: User) -> ServiceRequestQuerySet:
    return ServiceRequest.objects.of(user)


def _first(best: ServiceRequestQuerySet, *, or_of: ServiceRequestQuerySet) -> str:
    found = best.order_by("-pk").first() or or_of.order_by("-pk").first()
    return reverse("requests:detail", args=[found.pk]) if found else reverse("requests:mine")
