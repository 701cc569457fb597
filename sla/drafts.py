"""Who has a say before a standard is published: those who use it comment, a manager hands it over to an admin."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.models import Department, ServiceRequest, User
from requests_app.transitions import Refused
from sla import news
from sla.models import ServiceStandard, StandardComment

USED_WITHIN = timedelta(days=365)


def users_of(standard: ServiceStandard, at: datetime) -> list[Department]:
    """Other departments whose people asked for the service, or for any of the department, within the last year."""
    asked = ServiceRequest.objects.filter(filed_at__gt=at - USED_WITHIN, filed_at__lte=at)
    if standard.service_id is not None:
        asked = asked.filter(service=standard.service_id)
    else:
        asked = asked.filter(service__provider=standard.department_id)
    found = Department.objects.filter(pk__in=asked.values("requester__department")).exclude(pk=standard.department_id)
    if standard.requester_department_id is not None:
        found = found.filter(pk=standard.requester_department_id)
    return list(found)


@transaction.atomic
def share(standard: ServiceStandard, *, by: User, now: datetime | None = None) -> ServiceStandard:
    """Show the draft to the managers of the departments that use it, and ask what they think. Raises Refused."""
    at = now or clock.now()
    standard = _held_draft(standard)
    asked = users_of(standard, at)
    if not asked:
        raise Refused(_("Nobody of another department asked for this within the last year."))
    standard.shared_with.set(asked)
    standard.shared_at = at
    standard.save(update_fields=["shared_at"])
    news.shared(standard, by=by, at=at)
    return standard


@transaction.atomic
def comment(standard: ServiceStandard, text: str, *, by: User, now: datetime | None = None) -> StandardComment:
    """Say something about a draft. It stays with the version after it is published. Raises Refused."""
    if not text.strip():
        raise Refused(_("Write a few words."))
    standard = _held_draft(standard)
    said = StandardComment.objects.create(standard=standard, author=by, text=text.strip(), at=now or clock.now())
    news.commented(said)
    return said


@transaction.atomic
def hand_over(standard: ServiceStandard, *, by: User, now: datetime | None = None) -> ServiceStandard:
    """Ask the admins to publish the draft as it is now. Raises Refused."""
    at = now or clock.now()
    standard = _held_draft(standard)
    if standard.ready_at is not None:
        raise Refused(_("The admins were asked already."))
    standard.ready_at = at
    standard.save(update_fields=["ready_at"])
    news.ready(standard, by=by, at=at)
    return standard


def _held_draft(standard: ServiceStandard) -> ServiceStandard:
    held = ServiceStandard.objects.select_for_update(no_key=True).get(pk=standard.pk)
    if held.state != ServiceStandard.State.DRAFT:
        raise Refused(_("It is no draft any more."))
    return held
