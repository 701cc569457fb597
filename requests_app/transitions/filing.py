"""What the requester does: file, amend, ask for news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from requests_app.fields.validation import Answered
from requests_app.models import Channel, Department, Message, Service, ServiceRequest, User, priority_of
from requests_app.states import OPEN, Verb, check_status

from .answering import amended, claim_files, settle
from .approving import begin_by_rule
from .base import Act, Refused, change, lock, moment, record, write
from .files import bring
from .placing import place

TAKEN, DONE = "taken", "done"
AT_ONCE = (TAKEN, DONE)
AMENDABLE = ("title", "description", "needed_by", "impact", "urgency", "outside_party")


@dataclass(frozen=True, slots=True)
class Filing:
    """What somebody writes when filing. Impact and urgency left out are the service's usual ones."""

    title: str
    description: str = ""
    impact: int | None = None
    urgency: int | None = None
    needed_by: date | None = None
    outside_party: str = ""
    channel: str = Channel.PORTAL
    # Of the form: with it, `submit_once` files the same form only once.
    key: UUID | None = None
    # To the questions of the service, by `fields.validation.validate`.
    answered: Answered | None = None
    # The request it is a part of, and the department that asks for it.
    parent: ServiceRequest | None = None
    asking_department: Department | None = None
    # Uploaded before, by whoever files.
    files: Sequence[UUID] = ()
    # What follows in the same breath, so that nobody is told of a state that is over: AT_ONCE, or nothing.
    at_once: str = ""
    # The id of the recurring request whose day it is; 0 where a person sends it.
    recurrence: int = 0


def written(service: Service, filing: Filing, *, at: datetime) -> dict[str, Any]:
    """The fields of a new request that are what somebody wrote, and what the service makes of it."""
    impact = filing.impact or service.default_impact
    urgency = filing.urgency or service.default_urgency
    return {
        "title": filing.title.strip(),
        "description": filing.description.strip(),
        "service": service,
        "impact": impact,
        "urgency": urgency,
        "priority": priority_of(impact, urgency),
        "channel": filing.channel,
        "needed_by": filing.needed_by,
        "outside_party": filing.outside_party.strip(),
        "filed_at": at,
        "updated_at": at,
    }


@transaction.atomic
def submit(
    service: Service, filing: Filing, *, requester: User, by: User, now: datetime | None = None
) -> ServiceRequest:
    """File a request with the department that provides the service. `by` differs from `requester` on behalf.

    Raises Refused for a service that is not offered, at all or to the requester.
    """
    if not service.is_published:
        raise Refused(_("This service is no longer offered."))
    # Whoever files may see more than whoever it is for: what counts is who gets it.
    if requester.pk != by.pk and not service.is_meant_for(requester):
        raise Refused(not_meant_for(requester))
    at = moment(now)
    form, answers = settle(service, filing.answered, at=at)
    request = ServiceRequest.objects.create(
        **written(service, filing, at=at),
        department=service.provider,
        requester=requester,
        filed_by=by,
        filing_key=filing.key,
        form=form,
        answers=answers,
        parent=filing.parent,
        asking_department=filing.asking_department,
        requester_department_id=requester.department_id,
    )
    claim_files(request, old={}, by=by)
    told = {name: value for name in ("at_once", "recurrence") if (value := getattr(filing, name))}
    record(request, Act(Verb.SUBMITTED, by, at, data=bring(request, filing.files, by=by) | told), old_status="")
    request = begin_by_rule(request, at=at)
    return request if filing.at_once else place(request, at=at)


def not_meant_for(person: User) -> str:
    """Why nobody can ask for a service on behalf of this person."""
    return _("This service is not meant for %(person)s, so it cannot be asked for on their behalf.") % {
        "person": person.display_name
    }


def submit_once(service: Service, filing: Filing, *, requester: User, by: User) -> ServiceRequest:
    """As `submit`; a form that was sent before, or is being sent twice at once, gives the request it filed."""
    try:
        return submit(service, filing, requester=requester, by=by)
    except IntegrityError:
        if (filed := filed_before(filing, by=by)) is None:
            raise
        return filed


def filed_before(filing: Filing, *, by: User) -> ServiceRequest | None:
    """What the same form filed when it was sent before. Raises Refused where somebody else sent it."""
    filed = ServiceRequest.objects.filter(filing_key=filing.key).first() if filing.key else None
    if filed is not None and filed.filed_by_id != by.pk:
        raise Refused(_("This form was sent before. Load the page again."))
    return filed


@transaction.atomic
def amend(
    request: ServiceRequest,
    changes: Mapping[str, Any],
    *,
    answered: Answered | None = None,
    by: User,
    now: datetime | None = None,
) -> ServiceRequest:
    """Change what was filed; priority follows impact and urgency. Nothing changed, nothing recorded.

    `answered`: all answers to the form it was filed with; what they leave out has no answer any more.
    """
    request = lock(request)
    check_status(Verb.AMENDED, request.status, OPEN)
    if unknown := set(changes) - set(AMENDABLE):
        raise Refused(_("These fields cannot be amended: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    new = {name: value for name, value in changes.items() if getattr(request, name) != value}
    told_answers = amended(request, answered) if answered else {}
    if not new and not told_answers:
        return request
    priority = priority_of(new.get("impact", request.impact), new.get("urgency", request.urgency))
    if priority != request.priority:
        new["priority"] = priority
    told = {name: [_plain(getattr(request, name)), _plain(value)] for name, value in new.items()}
    data: dict[str, Any] = {"changes": told}
    if answered and told_answers:
        data["answers"], new["answers"] = told_answers, answered.answers
        old, request.answers = request.answers, answered.answers
        claim_files(request, old=old, by=by)
    return change(request, Act(Verb.AMENDED, by, moment(now), data=data), **new)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def chase(
    request: ServiceRequest, text: str = "", *, by: User, files: Sequence[UUID] = (), now: datetime | None = None
) -> ServiceRequest:
    """The requester's “any news?”: counted as a sign that the department was silent for too long."""
    request = lock(request)
    check_status(Verb.CHASED, request.status, OPEN)
    at = moment(now)
    message = write(request, Message.Kind.CHASE, text, by=by, at=at) if text.strip() or files else None
    return change(request, Act(Verb.CHASED, by, at, message, bring(request, files, by=by, message=message)))
