"""Who else takes part: added to follow a request, or to write on it as well."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app.models import Participant, ServiceRequest, User
from requests_app.states import Verb

from .base import Act, Refused, change, lock, moment


@transaction.atomic
def add_participant(
    request: ServiceRequest, person: User, can_write: bool = False, *, by: User, now: datetime | None = None
) -> ServiceRequest:
    """Let a colleague follow it, or give one who does the right to write, or take that back."""
    if not person.is_active:
        raise Refused(_("%(person)s no longer works here.") % {"person": person})
    request, at = lock(request), moment(now)
    if person.pk in (request.requester_id, request.filed_by_id):
        raise Refused(_("%(person)s asked for it and follows it anyhow.") % {"person": person})
    known = request.participants.of(person).first()
    if known is not None and known.can_write == can_write:
        raise Refused(_("%(person)s takes part already.") % {"person": person})
    request.participants.update_or_create(
        user=person, defaults={"can_write": can_write}, create_defaults=_row(can_write, by, at)
    )
    data = {"person": person.pk, "writes": can_write, "known": known is not None}
    return change(request, Act(Verb.PARTICIPANT_ADDED, by, at, data=data))


def _row(can_write: bool, by: User | None, at: datetime) -> dict[str, object]:
    return {"can_write": can_write, "added_by": by, "added_at": at}


@transaction.atomic
def remove_participant(
    request: ServiceRequest, person: User, *, by: User, now: datetime | None = None
) -> ServiceRequest:
    """They no longer follow it, and no longer see it where that was their only right to. By oneself: one leaves."""
    request = lock(request)
    gone, _per_model = request.participants.of(person).delete()
    if not gone:
        raise Refused(_("%(person)s does not take part.") % {"person": person})
    return change(request, Act(Verb.PARTICIPANT_LEFT, by, moment(now), data={"person": person.pk}))


def leave(request: ServiceRequest, *, by: User, now: datetime | None = None) -> ServiceRequest:
    """Stop following it oneself."""
    return remove_participant(request, by, by=by, now=now)


def take_in(request: ServiceRequest, people: dict[int, bool], *, by: User | None, at: datetime) -> list[int]:
    """Let these people (ids, and whether they write) follow a locked request; a right that is there is only widened.

    Returns the ids of those who are new.
    """
    wanted = {pk: writes for pk, writes in people.items() if pk not in (request.requester_id, request.filed_by_id)}
    known = dict(request.participants.filter(user__in=wanted).values_list("user", "can_write"))
    request.participants.filter(user__in=[pk for pk in known if wanted[pk]]).update(can_write=True)
    new = [pk for pk in wanted if pk not in known]
    Participant.objects.bulk_create(Participant(request=request, user_id=pk, **_row(wanted[pk], by, at)) for pk in new)
    return new
