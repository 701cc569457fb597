"""The words with which people are invited to a survey, and reminded."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import Notification
from requests_app.notifications import texts, topics
from requests_app.notifications.texts import Wording
from surveys import secrecy
from surveys.models import Invitation

SURVEYS = topics.Topic(
    code="surveys",
    name=pgettext_lazy("topic", "Surveys"),
    about=_("Surveys I am asked to take part in, and at most two reminders of each."),
    place=76,
    kinds=("survey_invitation", "survey_reminder"),
)
WHY = _(
    "You get this because you work with this department. Beside the questions you can choose not to be asked again."
)


def register_all() -> None:
    topics.register(SURVEYS)
    texts.register(
        "survey_invitation",
        Wording(
            subject=_("Your view is asked: %(survey)s"),
            line=_(
                "Last day %(closes_day)s: a few questions about “%(department)s”, %(minutes)s min, without your name."
            ),
            why=WHY,
            action=pgettext_lazy("survey", "Answer"),
            link=answering_page,
        ),
    )
    texts.register(
        "survey_reminder",
        Wording(
            subject=_("Still open for you: %(survey)s"),
            line=_(
                "Last day %(closes_day)s: questions about “%(department)s” wait, %(minutes)s min, without your name."
            ),
            why=WHY,
            action=pgettext_lazy("survey", "Answer"),
            link=answering_page,
        ),
    )


def answering_page(notification: Notification) -> str:
    """Opens the questions and stores nothing: programs that check links in mails open them, too."""
    return secrecy.path_of(Invitation(pk=notification.params["invitation"]))
