"""How a running survey goes: by its rate alone, and from so many invited people that nobody stands out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from surveys.models import Campaign
from surveys.rules import FEWEST_INVITED

from .planning import reminder_days, reminders_due


@dataclass(frozen=True, slots=True)
class Progress:
    """`invited` and `percent` are None below ten people, `percent` also before it opens. Days from today on."""

    campaign: Campaign
    invited: int | None
    percent: int | None
    days_left: int
    reminded: int
    coming: list[date]


def progress_of(campaign: Campaign, today: date) -> Progress:
    """Of a campaign read with `for_list`."""
    invited, answered = campaign.invited, campaign.answered
    is_told = invited >= FEWEST_INVITED
    asks = campaign.state in (Campaign.State.OPEN, Campaign.State.CLOSED)
    days = reminder_days(campaign.opens_on, campaign.closes_on, campaign.reminders)
    return Progress(
        campaign,
        invited if is_told else None,
        round(100 * answered / invited) if is_told and asks else None,
        max((campaign.closes_on - today).days + 1, 0),
        reminders_due(campaign, today) if asks else 0,
        [day for day in days if day > today] if campaign.state != Campaign.State.CLOSED else [],
    )


def all_of(campaigns: Iterable[Campaign], today: date) -> list[Progress]:
    return [progress_of(one, today) for one in campaigns]
