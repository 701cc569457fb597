"""What a campaign comes to: its days, how many answers one may expect, what still keeps it from starting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext as _

from requests_app.models import Department
from requests_app.phrases import sentences
from surveys.models import Campaign, Questionnaire, Release
from surveys.rules import ASSUMED_RATE

from .audience import Audience, Why, resolve, whom_of

LONGEST_RUN = timedelta(days=60)
LAST_DAYS = timedelta(days=1)  # nobody is reminded in the last 24 hours


@dataclass(frozen=True, slots=True)
class AboutLine:
    """So many are asked about a department; `is_short`: fewer answers than are needed are to be expected."""

    department: Department
    asked: int
    expected: int
    is_short: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """Of an audience: people asked, and answers to expect at `rate`, which `is_assumed` while nothing is known."""

    audience: Audience
    rate: float
    is_assumed: bool
    lines: list[AboutLine]

    @property
    def asked(self) -> int:
        return len(self.audience.asked)

    @property
    def expected(self) -> int:
        return self.audience.expected(self.rate)

    @property
    def percent(self) -> int:
        return round(self.rate * 100)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        return [(str(Why(why).label), number) for why, number in self.audience.not_asked.items()]

    @property
    def not_asked(self) -> int:
        return sum(self.audience.not_asked.values())

    @property
    def short(self) -> list[Department]:
        return [line.department for line in self.lines if line.is_short]


def forecast(found: Audience, about: list[Department], *, instrument: str, k: int) -> Forecast:
    rate, is_assumed = expected_rate(instrument)
    lines = []
    for department in about:
        asked = found.by_department.get(department.pk, 0)
        expected = round(asked * rate)
        lines.append(AboutLine(department, asked, expected, expected < k))
    return Forecast(found, rate, is_assumed, lines)


def forecast_of(campaign: Campaign) -> Forecast:
    return forecast(
        resolve(whom_of(campaign)),
        list(campaign.about.all()),
        instrument=campaign.questionnaire.instrument,
        k=campaign.k,
    )


def expected_rate(instrument: str) -> tuple[float, bool]:
    """Of those asked, the share that answers: from surveys of this kind so far; and whether it is only assumed."""
    over = Release.objects.filter(campaign__questionnaire__instrument=instrument, number=1, answered__isnull=False)
    sums = over.aggregate(invited=Sum("invited"), answered=Sum("answered"))
    if not sums["invited"]:
        return ASSUMED_RATE, True
    return sums["answered"] / sums["invited"], False


def reminder_days(opens_on: date, closes_on: date, reminders: int) -> list[date]:
    """Spread over the run, none on the first day and none in the last 24 hours."""
    run = (closes_on - opens_on).days
    last = closes_on - LAST_DAYS
    days = [opens_on + timedelta(days=run * number // (reminders + 1)) for number in range(1, reminders + 1)]
    return [day for day in dict.fromkeys(days) if opens_on < day <= last]


def reminders_due(campaign: Campaign, today: date) -> int:
    days = reminder_days(campaign.opens_on, campaign.closes_on, campaign.reminders)
    return sum(day <= today for day in days)


def problems_of(campaign: Campaign, today: date) -> list[str]:
    """What keeps it from starting, in words; nothing where it can."""
    found = []
    if campaign.questionnaire.state != Questionnaire.State.PUBLISHED:
        found.append(_("Its questionnaire is not offered any more. Choose another one in step 1."))
    if not campaign.about.exists():
        found.append(_("Choose in step 1 which departments it is about."))
    if campaign.opens_on < today:
        found.append(_("Its first day is over. Choose another one in step 3."))
    if campaign.closes_on <= campaign.opens_on:
        found.append(_("It has to be open for at least two days."))
    return found


def params_of(campaign: Campaign) -> dict[str, Any]:
    """What its mails say, as JSON."""
    told: dict[str, Any] = {
        "campaign": str(campaign.pk),
        "survey": dict(campaign.title),
        "closes_day": campaign.closes_on.isoformat(),
        "minutes": minutes_of(campaign.questionnaire, with_expectation=campaign.with_expectation),
    }
    return told


def word_of(campaign: Campaign, wave: int) -> dict[str, str]:
    """What whoever runs it says in a mail, in every language in which they say something.

    In the invitation what for, and what changed after the last one; in a reminder their own words, where there are any.
    """
    if wave > 1 and campaign.reminder_text:
        return dict(campaign.reminder_text)
    said: dict[str, str] = {}
    for code in dict.fromkeys([*campaign.purpose, *campaign.changed_since]):
        parts = [text for text in (campaign.purpose.get(code), campaign.changed_since.get(code)) if text]
        with translation.override(code):
            said[code] = sentences(parts)
    return said


def minutes_of(questionnaire: Questionnaire, *, with_expectation: bool = False) -> int:
    """About how long it takes: eight seconds a question, and never less than a minute."""
    taps = questionnaire.items.count() * (2 if with_expectation or questionnaire.instrument == "K" else 1)
    return max(1, round(taps * 8 / 60))
