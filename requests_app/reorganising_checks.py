"""What keeps departments from being merged or split, each in words. All of it raises Refused."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from .models import Department, Service, Undertaking, User
from .transitions import Refused

MERGER, SPLIT = "merger", "split"


def check_split(services: Collection[Service], people: Collection[User]) -> None:
    if not services and not people:
        raise Refused(_("Choose at least one service or person."))
    check_handlers(services, people)


def check_merger(department: Department, into: Department) -> None:
    if department.pk == into.pk:
        raise Refused(_("A department cannot become part of itself. Choose another one."))
    if department.closed_at or into.closed_at:
        raise Refused(_("One of the two is closed already."))
    above = into.parent
    while above is not None:
        if above.pk == department.pk:
            told = {"department": department, "into": into}
            raise Refused(_("%(into)s is a part of %(department)s. Move it elsewhere in the tree first.") % told)
        above = above.parent
    check_idle(department, into)


def check_idle(*departments: Department) -> None:
    ids = [one.pk for one in departments]
    if Undertaking.objects.unfinished().filter(kind__in=(MERGER, SPLIT), thing__in=ids).exists():
        raise Refused(_("One of the two is being reorganised just now. Wait until that is done."))


def check_handlers(services: Collection[Service], people: Collection[User]) -> None:
    """Somebody of the new department has to see what is asked of a confidential service."""
    going = {one.pk for one in people}
    for service in services:
        if service.is_confidential and not going & set(service.handlers.values_list("pk", flat=True)):
            raise Refused(
                _("“%(service)s” is confidential: choose one of its handlers as well.") % {"service": service}
            )
