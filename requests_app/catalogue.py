"""The verbs of a department's catalogue: describe a service, publish it, retire it. Nothing else writes a Service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from .configuration import Action, changing
from .models import Department, Service, User
from .transitions.base import Refused, StaleForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a service is, for whom, and who sees what is asked of it."""

    name: Mapping[str, str]
    description: Mapping[str, str]
    to_bring: Mapping[str, str]
    icon: str
    default_impact: int
    default_urgency: int
    audience: str = Service.Audience.EVERYBODY
    audience_departments: Sequence[Department] = ()
    audience_people: Sequence[User] = ()
    is_confidential: bool = False
    handlers: Sequence[User] = ()
    asking: str = Service.Asking.ALWAYS
    asking_share: int = 25


@transaction.atomic
def begin(provider: Department, code: str, description: Description, *, by: User | None = None) -> Service:
    """A new service, as a draft that only those who edit it see. Raises Refused where the code is taken."""
    if Service.objects.filter(provider=provider, code=code).exists():
        raise Refused(_("This department has a service of this name in addresses already. Choose another one."))
    service = Service(provider=provider, code=code, state=Service.State.DRAFT)
    return _write(service, description, by)


@transaction.atomic
def describe(service: Service, description: Description, *, edition: int, by: User | None = None) -> Service:
    """Write what is said about it now. Raises StaleForm where somebody changed it since `edition` was shown."""
    return _write(_locked(service, edition), description, by)


def _write(service: Service, said: Description, by: User | None) -> Service:
    _check(service, said)
    with changing(service, by=by):
        _say(service, said)
    return service


def _say(service: Service, said: Description) -> None:
    for name in ("name", "description", "to_bring", "icon", "default_impact", "default_urgency", "audience"):
        setattr(service, name, getattr(said, name))
    service.is_confidential = said.is_confidential
    service.asking, service.asking_share = said.asking, said.asking_share
    service.edition += 1
    service.save()
    service.audience_departments.set(said.audience_departments)
    service.audience_people.set(said.audience_people)
    service.handlers.set(said.handlers)


def _check(service: Service, said: Description) -> None:
    if said.audience == Service.Audience.SOME and not (said.audience_departments or said.audience_people):
        raise Refused(_("Say for whom it is: at least one department or person."))
    if said.is_confidential and not said.handlers:
        raise Refused(_("Somebody has to see what is asked: choose who serves it."))
    strangers = [person for person in said.handlers if not person.works_in(service.provider_id)]
    if strangers:
        raise Refused(_("%(person)s does not work in this department.") % {"person": strangers[0]})


@transaction.atomic
def publish(service: Service, *, edition: int, by: User | None = None) -> Service:
    """Offer it, for the first time or again."""
    return _move(service, Service.State.PUBLISHED, edition, by)


@transaction.atomic
def retire(service: Service, *, edition: int, by: User | None = None) -> Service:
    """Offer it no longer. What was asked goes on, and its figures stay."""
    return _move(service, Service.State.RETIRED, edition, by)


@transaction.atomic
def set_triage(service: Service, *, on: bool, edition: int, by: User | None = None) -> Service:
    """Let it take in what people do not know where to bring, in place of the one that did, or let nothing do so."""
    service = _locked(service, edition)
    if on and not service.is_published:
        raise Refused(_("Publish it first."))
    if on and (service.audience != Service.Audience.EVERYBODY or service.is_confidential):
        raise Refused(_("It has to be open to everybody, and must not be confidential."))
    Service.objects.filter(is_triage=True).exclude(pk=service.pk).update(is_triage=False)
    with changing(service, by=by):
        service.is_triage = on
        service.edition += 1
        service.save(update_fields=["is_triage", "edition"])
    return service


def _move(service: Service, state: Service.State, edition: int, by: User | None) -> Service:
    service = _locked(service, edition)
    action = Action.PUBLISHED if state == Service.State.PUBLISHED else Action.RETIRED
    with changing(service, by=by, action=action):
        service.state = state
        service.edition += 1
        service.save(update_fields=["state", "edition"])
    return service


def _locked(service: Service, edition: int) -> Service:
    current = Service.objects.select_for_update().get(pk=service.pk)
    if current.edition != edition:
        raise StaleForm
    return current
