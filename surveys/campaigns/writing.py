"""The verbs of a draft: begin it, say what, whom and when, copy it. Each step is saved by itself.

A draft changes as often as one likes; a form that shows an older edition is stale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.models import Department, Service, User
from requests_app.transitions import Refused, StaleForm
from surveys import access
from surveys.models import Campaign, Instrument, Questionnaire
from surveys.rules import K_COMMENTS, K

# Where a new draft begins: a week to prepare it, two weeks to answer.
OPENS_IN, RUNS_FOR = timedelta(days=7), timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class What:
    """`owner`: who runs it, None for the company."""

    questionnaire: Questionnaire
    owner: Department | None
    about: Sequence[Department]
    title: Mapping[str, str]
    purpose: Mapping[str, str]
    changed_since: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom it asks, what else it asks of them, and how their answers are kept."""

    departments: Sequence[Department] = ()
    services: Sequence[Service] = ()
    used_from: date | None = None
    used_until: date | None = None
    sample_size: int | None = None
    with_expectation: bool = False
    importance: str = Campaign.Importance.NONE
    storage: str = Campaign.Storage.COUNTERS
    attribute: str = Campaign.Attribute.NONE
    k: int = K
    k_comments: int = K_COMMENTS
    results_for: str = Campaign.Readers.RUNNERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    opens_on: date
    closes_on: date
    reminders: int
    reminder_text: Mapping[str, str]


@transaction.atomic
def begin(what: What, *, by: User) -> Campaign:
    """A new draft. Raises Refused."""
    now = clock.now()
    opens_on = now.date() + OPENS_IN
    campaign = Campaign(opens_on=opens_on, closes_on=opens_on + RUNS_FOR, created_by=by, created_at=now)
    return _describe(campaign, what, by=by)


@transaction.atomic
def describe(campaign: Campaign, what: What, *, edition: int, by: User) -> Campaign:
    """Step 1: what is asked, and about which departments. Raises Refused, StaleForm."""
    return _describe(draft(campaign, edition), what, by=by)


def _describe(campaign: Campaign, what: What, *, by: User) -> Campaign:
    if not access.can_run_for(by, what.owner):
        raise Refused(_("You cannot run a survey for this department."))
    if not Questionnaire.objects.offered_to(by).filter(pk=what.questionnaire.pk).exists():
        raise Refused(_("This questionnaire is not offered any more."))
    if not what.about:
        raise Refused(_("Choose at least one department that the survey is about."))
    if not all(access.can_ask_about(by, one) for one in what.about):
        raise Refused(_("You can ask only about departments that you lead."))
    for name in ("questionnaire", "owner", "title", "purpose", "changed_since"):
        setattr(campaign, name, getattr(what, name))
    if what.questionnaire.instrument != Instrument.SERVQUAL:
        _forget_options_of_servqual(campaign)
    _save(campaign)
    campaign.about.set(what.about)
    return campaign


def _forget_options_of_servqual(campaign: Campaign) -> None:
    campaign.with_expectation, campaign.importance = False, Campaign.Importance.NONE
    campaign.storage = Campaign.Storage.COUNTERS


@transaction.atomic
def choose(campaign: Campaign, audience: Audience, *, edition: int) -> Campaign:
    """Step 2: whom it asks. Raises Refused, StaleForm."""
    campaign = draft(campaign, edition)
    if audience.storage == Campaign.Storage.ROWS and audience.attribute != Campaign.Attribute.NONE:
        raise Refused(_("Answers that are kept together carry nothing about who gave them."))
    if audience.used_from and audience.used_until and audience.used_until < audience.used_from:
        raise Refused(_("The last day is before the first one."))
    fields: tuple[str, ...] = ("used_from", "used_until", "sample_size", "attribute", "k", "k_comments", "results_for")
    if campaign.questionnaire.instrument == Instrument.SERVQUAL:
        fields += ("with_expectation", "importance", "storage")
    for name in fields:
        setattr(campaign, name, getattr(audience, name))
    _save(campaign)
    campaign.audience_departments.set(audience.departments)
    campaign.used_services.set(audience.services)
    return campaign


@transaction.atomic
def set_days(campaign: Campaign, days: Days, *, edition: int) -> Campaign:
    """Step 3: from when until when, and how often it reminds. Raises Refused, StaleForm."""
    campaign = draft(campaign, edition)
    if days.closes_on <= days.opens_on:
        raise Refused(_("It has to be open for at least two days."))
    if days.opens_on < clock.now().date():
        raise Refused(_("The first day is over already."))
    for name in ("opens_on", "closes_on", "reminders", "reminder_text"):
        setattr(campaign, name, getattr(days, name))
    return _save(campaign)


@transaction.atomic
def copy(campaign: Campaign, *, by: User) -> Campaign:
    """A draft that says the same, for new days. Raises Refused where this person cannot run such a one."""
    about, departments = list(campaign.about.all()), list(campaign.audience_departments.all())
    services, again = list(campaign.used_services.all()), Campaign.objects.get(pk=campaign.pk)
    if not access.can_run_for(by, again.owner):
        raise Refused(_("You cannot run a survey for this department."))
    now, fresh = clock.now(), Campaign()
    run = again.closes_on - again.opens_on
    again.pk, again._state.adding = fresh.pk, True
    again.state, again.edition = Campaign.State.DRAFT, 0
    again.created_by, again.created_at = by, now
    again.opens_on = now.date() + OPENS_IN
    again.closes_on = again.opens_on + max(run, timedelta(days=1))
    # What changed since then is still to be written, and a period that is past asks for nobody new.
    again.changed_since, again.used_from, again.used_until = {}, None, None
    _save(again)
    again.about.set(about)
    again.audience_departments.set(departments)
    again.used_services.set(services)
    return again


@transaction.atomic
def discard(campaign: Campaign, *, edition: int) -> None:
    """Throw a draft away. Raises Refused, StaleForm."""
    draft(campaign, edition).delete()


def draft(campaign: Campaign, edition: int) -> Campaign:
    """The locked draft. Raises Refused once it was started, StaleForm where it is not as `edition` showed."""
    found = locked(campaign)
    if found.state != Campaign.State.DRAFT:
        raise Refused(_("This survey has been started; what it asks and whom can no longer change."))
    if found.edition != edition:
        raise StaleForm
    return found


def locked(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update(of=("self",)).select_related("questionnaire").get(pk=campaign.pk)


def _save(campaign: Campaign) -> Campaign:
    campaign.edition += 1
    campaign.save()
    return campaign
