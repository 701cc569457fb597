"""A survey that was held outside the portal: its answers come counted, and are released by the same rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app.models import Department, User
from requests_app.transitions import Refused
from surveys import access, secrecy
from surveys.models import Campaign, Questionnaire


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What was asked, about which departments, and when. Nobody was invited by the portal."""

    questionnaire: Questionnaire
    title: Mapping[str, str]
    about: Sequence[Department]
    opens_on: date
    closes_on: date
    k: int


@dataclass(frozen=True, slots=True)
class Counted:
    """`answers`: (department asked about or None, question, cell) to how many; `people`: how many answered there."""

    answers: Counter[tuple[int | None, UUID, str]] = field(default_factory=Counter)
    people: dict[int | None, int] = field(default_factory=dict)


@transaction.atomic
def hold_elsewhere(held: Held, counted: Counted, *, by: User, now: datetime) -> Campaign:
    """A closed campaign with these answers. Raises Refused, and ValueError for what cannot be answered so."""
    if not access.can_run_for(by, None):
        raise Refused(_("You cannot run a survey for this department."))
    campaign = Campaign.objects.create(
        questionnaire=held.questionnaire,
        title=dict(held.title),
        state=Campaign.State.OPEN,
        opens_on=held.opens_on,
        closes_on=held.closes_on,
        reminders=0,
        k=held.k,
        created_by=by,
        created_at=now,
    )
    campaign.about.set(held.about)
    secrecy.bring_in(campaign, counted.answers, counted.people)
    secrecy.close(campaign, now=now)
    campaign.refresh_from_db()
    return campaign
