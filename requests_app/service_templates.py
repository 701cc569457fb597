"""The verbs of templates: write one, throw it away, keep one's own request as one. Nothing else writes them.

A template fills in a form the way an address does (`?title=…&model=air`); what does not fit any more is left out, and
whoever opens it is told so. A department's templates are configuration, somebody's own are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .compiled import compiled
from .configuration import changing
from .fields.questions import Kind, Question
from .fields.reading import plain_number
from .models import Service, ServiceRequest, ServiceTemplate, Translated, User
from .transitions.base import Refused

MOST_OF_A_SERVICE = 30
MOST_OWN = 10  # of one person and service


@transaction.atomic
def write(
    template: ServiceTemplate, name: Mapping[str, str], description: Mapping[str, str], link: Mapping[str, str],
    *, by: User | None,
) -> ServiceTemplate:  # fmt: skip
    """Save a new one or what is said now. Raises Refused where the service has too many of them."""
    Service.objects.select_for_update(no_key=True).get(pk=template.service_id)
    if template.pk is None:
        _check_room(template)
    with _noted(template, by):
        template.name, template.description, template.link = Translated(name), Translated(description), dict(link)
        template.save()
    return template


def _check_room(template: ServiceTemplate) -> None:
    beside = ServiceTemplate.objects.of(template.service).filter(owner=template.owner)
    if beside.count() >= (MOST_OWN if template.owner_id else MOST_OF_A_SERVICE):
        raise Refused(_("There are enough templates of this service. Remove one first."))


@transaction.atomic
def remove(template: ServiceTemplate, *, by: User | None) -> None:
    """Links to it then open the empty form, with a hint."""
    with _noted(template, by):
        template.delete()


def _noted(template: ServiceTemplate, by: User | None) -> AbstractContextManager[None]:
    return nullcontext() if template.owner_id else changing(template, by=by)


def keep_own(request: ServiceRequest, *, by: User) -> ServiceTemplate:
    """One's own request as a template of one's own: its title, its details, and what was answered except files."""
    language = by.language
    template = ServiceTemplate(service=request.service, owner=by)
    link = {"title": request.title, "description": request.description, **_answers(request)}
    return write(template, {language: request.title}, {}, {name: text for name, text in link.items() if text}, by=by)


def _answers(request: ServiceRequest) -> dict[str, str]:
    asked = request.form.questions if request.form else ()
    people = {one.code: request.answers.get(one.code) for one in asked if one.kind == Kind.PERSON}
    emails = dict(User.objects.filter(pk__in=[pk for pk in people.values() if pk]).values_list("pk", "email"))
    said = {one.code: as_link(one, request.answers[one.code], emails) for one in asked if one.code in request.answers}
    return {code: text for code, text in said.items() if text}


def as_link(question: Question, value: Any, emails: Mapping[int, str]) -> str:
    """An answer as an address says it; empty for files."""
    match question.kind:
        case Kind.FILE:
            return ""
        case Kind.PERSON:
            return emails.get(value, "")
        case Kind.NUMBER:
            return plain_number(value)
        case Kind.YES_NO:
            return "yes" if value else "no"
        case Kind.SEVERAL:
            return ",".join(value)
        case Kind.RANGE:
            return f"{value['from']},{value['until']}"
    return str(value)


def named(service: Service, pk: str, user: User) -> ServiceTemplate | None:
    """The one an address means; None where there is none, or none for this person."""
    if not pk.isdecimal() or len(pk) > 18:
        return None
    return ServiceTemplate.objects.of(service).offered_to(user).filter(pk=pk).first()


def offered(service: Service, user: User) -> list[ServiceTemplate]:
    """Beside the form: the department's, then one's own."""
    return sorted(_offered(service.pk, user), key=lambda one: one.owner_id is not None)


@compiled
def _offered(service: int, user: User) -> QuerySet[ServiceTemplate]:
    return ServiceTemplate.objects.filter(service=service).offered_to(user).in_order()
