"""What a letter to a mailbox asks for: its service, or what the department of the address names for its letters."""

from __future__ import annotations

from django.utils.translation import gettext as _

from requests_app import triage
from requests_app.models import Mailbox, Service, User


def takes_new(mailbox: Mailbox) -> bool:
    """Or only replies?"""
    return mailbox.service_id is not None or mailbox.department_id is not None


def service_for(mailbox: Mailbox, person: User) -> Service | None:
    """The first place that is offered to this person; None where there is none."""
    offered = Service.objects.offered_to(person)
    return next((one for one in places(mailbox) if offered.filter(pk=one.pk).exists()), None)


def places(mailbox: Mailbox) -> list[Service]:
    """Where a new letter may go, the best first.

    A department's address never ends with a service that was retired: whoever passes requests on takes the letter.
    """
    named = [mailbox.service] if mailbox.service else []
    if mailbox.department_id is None:
        return named
    # One that moved to another department is no longer this one's to name.
    own = [one for one in named if one.provider_id == mailbox.department_id]
    passed_on = triage.service()
    return [*own, passed_on] if passed_on else own


def remark(mailbox: Mailbox | None, service: Service) -> str:
    """For who passes it on: to whom it was written. Empty where the service says that by itself."""
    if mailbox is None or mailbox.department is None or service.pk == mailbox.service_id:
        return ""
    return _("Written to %(address)s, of the department %(department)s") % {
        "address": mailbox.address,
        "department": mailbox.department,
    }
