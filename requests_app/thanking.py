"""Thanks for finished work. Nothing about a request changes by it: no verb, no journal line, no figure, no clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.models import Department, ServiceRequest, Thanks, User
from requests_app.notifications import News, notify_all
from requests_app.transitions import Refused


def departments_of(request: ServiceRequest) -> list[Department]:
    """Who did the work: those that held it, the last one first."""
    former = [leg.department for leg in reversed(request.legs.all())]
    return list(dict.fromkeys([request.department, *former]))


def people_of(request: ServiceRequest) -> list[User]:
    """Who took part for those departments: acted on it or works on it, and did not ask for it."""
    served = [department.pk for department in departments_of(request)]
    acted = request.events.order_by().values("actor")
    people = User.objects.active().filter(memberships__department__in=served).distinct()
    took_part = people.filter(pk__in=acted) | people.filter(pk=request.assignee_id)
    return list(took_part.exclude(pk__in=[request.requester_id, request.filed_by_id]).by_name())


def said_for(request: ServiceRequest) -> list[Thanks]:
    """In the order in which it was said."""
    return list(request.thanks.for_list().order_by("id"))


def may_read(reader: User, said: Thanks) -> bool:
    """What one said or was told, and what is on the wall."""
    mine = reader.pk in (said.said_by_id, said.to_person_id) or (said.to_department_id or 0) in reader.roles
    return mine or said.shown == Thanks.Shown.AGREED


def thank(
    request: ServiceRequest,
    to: Department | User,
    text: str = "",
    *,
    reason: str = "",
    by: User,
    now: datetime | None = None,
) -> Thanks:
    """Say it once to a department or to somebody who took part; they are told, and asked whether others may see it."""
    if request.is_open:
        raise Refused(_("Say thanks once it is finished."))
    person, department = (to, None) if isinstance(to, User) else (None, to)
    at = now or clock.now()
    # What was asked in confidence is no business of everybody's.
    shown = Thanks.Shown.DECLINED if request.service.is_confidential else Thanks.Shown.ASKED
    with transaction.atomic():
        said = Thanks(request=request, said_by=by, to_person=person, to_department=department, text=text.strip())
        said.said_at, said.shown, said.reason = at, shown, reason
        try:
            with transaction.atomic():
                said.save()
        except IntegrityError:
            raise Refused(_("You have said thanks to them already.")) from None
        _tell(said, by=by, at=at)
    return said


def _tell(said: Thanks, *, by: User, at: datetime) -> None:
    kind, people = "thanked", [said.to_person] if said.to_person else []
    params: dict[str, Any] = {"actor": by.display_name} | ({"text": said.text} if said.text else {})
    if said.to_department is not None:
        kind, people = "department_thanked", list(User.objects.active().working_in(said.to_department).with_roles())
        params["department"] = dict(said.to_department.name)
    key = f"thanks:{said.pk}"
    told = News(kind=kind, recipients=people, key=key, at=at, request=said.request, params=params, email=False)
    notify_all([told])


def decides(user: User, said: Thanks) -> bool:
    """Who was thanked says whether others may read it; for a department whoever leads it."""
    if said.request.service.is_confidential:
        return False
    if said.to_person_id is not None:
        return said.to_person_id == user.pk
    return said.to_department_id is not None and user.manages(said.to_department_id)


def show(said: Thanks, agreed: bool) -> None:
    """Put it on the wall, or take it down."""
    said.shown = Thanks.Shown.AGREED if agreed else Thanks.Shown.DECLINED
    said.save(update_fields=["shown"])
