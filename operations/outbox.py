"""What left the portal and what did not, for admins: they read who, when and why not, never what about."""

from __future__ import annotations

from dataclasses import dataclass
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from requests_app.models import Delivery, User
from requests_app.notifications import topics, trouble
from requests_app.notifications.mail import sender

State = Delivery.State
SHOWN_STATES = {
    State.DEAD: gettext_lazy("Given up"),
    State.PENDING: gettext_lazy("Waiting"),
    State.DROPPED: gettext_lazy("Thrown away"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the list, in words."""

    delivery: Delivery
    about: str
    trouble: str


def found(state: str, text: str = "") -> QuerySet[Delivery]:
    """Messages in this state whose receiver or error has these words; what goes with another one is none."""
    rows: QuerySet[Delivery] = Delivery.objects.filter(state=state).select_related(
        "recipient__department", "notification", "handled_by"
    )
    for word in text.split():
        receiver = Q(recipient__display_name__icontains=word) | Q(recipient__email__icontains=word)
        rows = rows.filter(receiver | Q(error__icontains=word))
    return rows


def in_words(rows: list[Delivery]) -> list[Line]:
    return [
        Line(
            row,
            str((topics.named(row.topic) if row.topic else topics.of_kind(row.notification.kind)).name),
            trouble.in_words(row.error),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a test mail; `words` and `error` are empty where it left."""

    words: str = ""
    error: str = ""

    @property
    def has_left(self) -> bool:
        return not self.error


def send_test(to: User) -> Tried:
    """Send one now, past the outbox, and say what the server answered."""
    with override(to.language):
        mail = EmailMessage(
            subject=_("Test mail of the portal"),
            body=_("This mail was sent from the status pages of %(address)s. If you can read it, mail works.")
            % {"address": settings.BASE_URL},
            from_email=sender(),
            to=[to.email],
        )
    try:
        mail.connection = get_connection()
        mail.send()
    except (OSError, SMTPException, ValueError) as problem:
        return Tried(trouble.in_words(trouble.kept(problem)), trouble.kept(problem))
    return Tried()
