"""What people will read: the mail, and the questions, in the active language."""

from __future__ import annotations

from typing import Any

from requests_app.models import Notification, company
from requests_app.notifications.texts import words_of
from surveys.models import Campaign, Invitation
from surveys.secrecy.questions import AnswerForm

from . import planning


def of_campaign(campaign: Campaign) -> dict[str, Any]:
    about = campaign.about.first()
    told = {**planning.params_of(campaign), "department": dict(about.name) if about else {}}
    return {
        "campaign": campaign,
        "invitation": _words(campaign, "survey_invitation", told, 1),
        "reminder": _words(campaign, "survey_reminder", told, 2) if campaign.reminders else None,
        "department": about,
        "form": AnswerForm(invitation=Invitation(campaign=campaign, department=about)),
    }


def _words(campaign: Campaign, kind: str, told: dict[str, Any], wave: int) -> Any:
    word = planning.word_of(campaign, wave)
    return words_of(Notification(kind=kind, params={**told, **({"text": word} if word else {})}))


def missing_languages(campaign: Campaign) -> list[str]:
    """Languages of the company in which the title says nothing, by their own names: people there read another one."""
    return [name for code, name in company.said().choices if not campaign.title.get(code)]
