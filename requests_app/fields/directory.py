"""Whom and what answers may name in this portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.models import Attachment, Department, User

from .reading import Unfit


@dataclass(frozen=True, slots=True)
class Portal:
    """The portal as the world of an answer: its people, its departments, and the day on which it is answered.

    `by` answers: only their own uploads are files to them.
    """

    today: date
    by: User | None = None

    def person(self, named: str | int) -> int:
        people = User.objects.active()
        found = people.filter(pk=named) if isinstance(named, int) else people.named(named[:254])
        ids: list[int] = list(found.values_list("pk", flat=True)[:2])
        if len(ids) > 1:
            raise Unfit(_("Several colleagues have this name. Give the e-mail address."))
        if not ids:
            raise Unfit(_("Nobody with this address or name works here."))
        return ids[0]

    def department(self, named: str | int) -> int:
        wanted = int(named) if isinstance(named, int) or (named.isascii() and named.isdecimal()) else None
        found = Department.objects.filter(code=named) if wanted is None else Department.objects.filter(pk=wanted)
        pk = found.values_list("pk", flat=True).first() if wanted is None or wanted < 2**63 else None
        if pk is None:
            raise Unfit(_("Choose one of the departments."))
        return pk

    def files(self, ids: list[str]) -> list[str]:
        try:
            wanted = list(dict.fromkeys(map(UUID, ids)))
        except ValueError:
            wanted = []
        mine = Attachment.objects.unclaimed_by(self.by).filter(pk__in=wanted) if self.by and wanted else None
        if mine is None or len(found := set(mine.values_list("pk", flat=True))) < len(wanted):
            raise Unfit(_("A file is no longer there. Add it again."))
        return [str(pk) for pk in wanted if pk in found]


def here(by: User | None = None) -> Portal:
    """Today is the day of whoever answers: of the active time zone, by the database's clock."""
    return Portal(timezone.localtime(clock.now()).date(), by)
