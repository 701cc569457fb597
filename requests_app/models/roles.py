"""Which departments somebody serves in, and as what: read once for everybody on a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import F

if TYPE_CHECKING:
    from .people import User

# What `roles` is made of: the department of a membership, the departments that became part of it, and the role.
SERVED = {"served": "department_id", "absorbed": "department__absorbed", "as": "role"}
COLUMNS = {name: F(column) for name, column in SERVED.items()}


def roles_of(served: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    roles: dict[int, str] = {}
    for one in served:
        roles[one["served"]] = one["as"]
        if one["absorbed"] is not None:
            roles.setdefault(one["absorbed"], one["as"])
    return roles


def read_roles(people: Iterable[User]) -> None:
    """Read `roles` of all who have not read them yet: one statement, not one a person."""
    unread = [person for person in people if not person.__dict__.keys() & {"roles", "served"}]
    if not unread:
        return
    from .people import Membership

    served: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows: Any = Membership.objects.filter(user__in=unread).values("user_id", **COLUMNS)
    for row in rows:
        served[row["user_id"]].append(row)
    for person in unread:
        person.roles = roles_of(served[person.pk])
