"""Campaigns as tests need them: a fixed questionnaire, open, with people who were asked."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from typing import Any

from requests_app.models import Department, User
from surveys import secrecy
from surveys.models import Campaign, Invitation, Questionnaire
from surveys.secrecy import cells
from tests.make import utc

OPENS, CLOSES = date(2026, 6, 8), date(2026, 6, 19)
DURING, AFTER = utc(2026, 6, 10, 10), utc(2026, 6, 20, 1)


def make_campaign(by: User, about: Iterable[Department], questionnaire: str = "pulse", **fields: Any) -> Campaign:
    """Open from 8 to 19 June 2026."""
    asked = Questionnaire.objects.get(code=questionnaire)
    wanted = {"state": Campaign.State.OPEN, "opens_on": OPENS, "closes_on": CLOSES, "title": {"en": "How are we?"}}
    campaign = Campaign.objects.create(
        questionnaire=asked, created_by=by, created_at=utc(2026, 6, 1), **{**wanted, **fields}
    )
    campaign.about.set(about)
    return campaign


def invite(campaign: Campaign, people: Iterable[User], about: Department) -> list[Invitation]:
    return Invitation.objects.bulk_create(
        Invitation(
            person=person,
            campaign=campaign,
            instrument=campaign.questionnaire.instrument,
            department=about,
            sent_on=campaign.opens_on,
        )
        for person in people
    )


def some_answers(campaign: Campaign, chance: random.Random) -> dict[str, list[str]]:
    """One cell for every question that is counted."""
    asked = {str(question.pk): secrecy.cells_of(question, campaign) for question in campaign.questionnaire.in_order()}
    return {question: [chance.choice(possible)] for question, possible in asked.items() if possible}


def all_alike(campaign: Campaign, cell: str) -> dict[str, list[str]]:
    """The same answer to every question that can be answered so."""
    asked = campaign.questionnaire.in_order()
    return {str(one.pk): [cell] for one in asked if cell in cells.cells_of(one, campaign)}
