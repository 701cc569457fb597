"""The first service and the first standard, from templates: written by the same verbs as those that people describe."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import pgettext_lazy

from requests_app import catalogue, form_drafts, people
from requests_app.configuration.ours import in_every_language
from requests_app.fields.questions import read_questions
from requests_app.models import Department, Membership, Priority, Service, Translated, User
from requests_app.states import Status
from sla import calendars, standards, words
from sla.calendar import WorkingCalendar
from sla.models import BusinessCalendar, Metric, Scope, ServiceStandard
from sla.proposals import Proposal
from sla.steps import warnings
from sla.terms import Target

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HOUR, QUARTER = 3600, 900  # seconds
# A more urgent request is answered and done sooner, a less urgent one later.
FACTORS = {Priority.CRITICAL: 0.25, Priority.HIGH: 0.5, Priority.NORMAL: 1.0, Priority.LOW: 2.0}


@dataclass(frozen=True, slots=True)
class Template:
    """A service most companies have; texts in every language, questions as a form's JSON."""

    code: str
    icon: str
    impact: int
    urgency: int
    name: Translated
    description: Translated
    to_bring: Translated
    questions: tuple[Mapping[str, Any], ...] = ()

    def as_description(self) -> catalogue.Description:
        return catalogue.Description(
            name=self.name,
            description=self.description,
            to_bring=self.to_bring,
            icon=self.icon,
            default_impact=self.impact,
            default_urgency=self.urgency,
        )


@lru_cache
def templates() -> dict[str, Template]:
    rows = tomllib.loads((Path(__file__).parent / "services.toml").read_text(encoding="utf-8"))["services"]
    texts = ("name", "description", "to_bring")
    made = (Template(**{**row, **{name: Translated(row[name]) for name in texts}}) for row in rows)
    return {one.code: one for one in made}


@dataclass(frozen=True, slots=True)
class Promise:
    """Working hours until the first answer and until it is done, at normal priority."""

    name: StrOrPromise
    answer: float
    done: float

    def targets(self) -> dict[tuple[str, int | None], Target]:
        wanted = {Metric.FIRST_RESPONSE: self.answer, Metric.RESOLUTION: self.done}
        return {
            (metric, priority): Target(max(QUARTER, round(hours * factor * HOUR)), warnings([50, 80]))
            for metric, hours in wanted.items()
            for priority, factor in FACTORS.items()
        }

    def in_words(self, calendar: WorkingCalendar) -> str:
        targets = self.targets()
        return words.promise(
            {metric: targets[metric, Priority.NORMAL] for metric in (Metric.FIRST_RESPONSE, Metric.RESOLUTION)},
            calendar,
        )


PROMISES = {
    "relaxed": Promise(pgettext_lazy("standard", "Relaxed"), 8, 40),
    "usual": Promise(pgettext_lazy("standard", "Usual"), 4, 16),
    "strict": Promise(pgettext_lazy("standard", "Strict"), 1, 8),
}


@transaction.atomic
def offer(provider: Department, template: Template, *, by: User) -> Service:
    """Describe the service, let it ask what the template asks, and publish it. Raises Refused where it is there."""
    service = catalogue.begin(provider, template.code, template.as_description(), by=by)
    if template.questions:
        draft = form_drafts.save(service, read_questions(template.questions), edition=0, by=by)
        form_drafts.publish(service, edition=draft.edition, by=by)
    return catalogue.publish(service, edition=service.edition, by=by)


@transaction.atomic
def promise(provider: Department, wanted: Promise, *, by: User) -> ServiceStandard | None:
    """For all that the department offers. None where it promises something already, or nobody said when it works."""
    calendar = first_calendar()
    scope = Scope(provider.pk)
    if calendar is None or ServiceStandard.objects.of_scope(scope).exists():
        return None
    proposal = Proposal(
        name=in_every_language(wanted.name),
        pledge={},
        calendar=calendar,
        targets=wanted.targets(),
        pause_statuses=(Status.WAITING.value,),
    )
    return standards.publish(standards.draft(scope, proposal, by=by), by=by)


def first_calendar() -> BusinessCalendar | None:
    return BusinessCalendar.objects.order_by("pk").first()


def first_week() -> WorkingCalendar | None:
    """As it is worked now; None before anybody said so."""
    calendar = first_calendar()
    return calendars.newest_version(calendar.pk).working_calendar if calendar else None


def serve(department: Department, *, by: User) -> None:
    """Whoever sets up leads the department for now, and belongs to it where they belong to none."""
    fields = {} if by.department_id else {"department": department}
    people.change(by, fields, {**by.roles, department.pk: Membership.Role.MANAGER}, by=by)
