"""The words for what becomes of letters to the portal."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app.models import Notification

from .texts import Wording

WROTE_IT = _("You get this because you wrote to an address of the portal.")


def _form_of(notification: Notification) -> str:
    """The form with everything in it that the letter said."""
    return str(notification.params.get("path") or reverse("services:list"))


FOR_OUTSIDERS = _("You get this because letters of outsiders to this address are filed in your name.")
WORDINGS: dict[str, Wording] = {
    "mail_filed": Wording(
        subject=_("We have your letter: %(title)s"),
        line=_("Your letter is a request now: “%(title)s”, number %(number)s."),
        why=WROTE_IT,
    ),
    "mail_asks": Wording(
        subject=_("A few questions before it can begin: %(subject_said)s"),
        line=_(
            "Your letter “%(subject_said)s” has arrived. “%(service)s” needs answers that it does not give: they are "
            "asked for in a form that has your text in it already. It waits for thirty days."
        ),
        why=WROTE_IT,
        action=_("Answer the questions"),
        link=_form_of,
    ),
    "mail_from_outside": Wording(
        subject=_("A letter from outside: %(title)s"),
        line=_("%(sender)s, who has no account here, wrote to “%(service)s”. It is filed in your name: “%(title)s”."),
        why=FOR_OUTSIDERS,
    ),
    "mail_said_outside": Wording(
        subject=_("Another letter from outside: %(title)s"),
        line=_("%(sender)s, who has no account here, wrote about “%(title)s” again. It stands there in your name."),
        why=FOR_OUTSIDERS,
    ),
}
