"""The words for what happens to an account."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app.models import Notification
from requests_app.sign_in import invitation_path, new_password_path

from .texts import Wording


def _account_page(notification: Notification) -> str:
    return reverse("accounts:preferences")


# The links that set a password are made when the mail leaves and are nowhere else: not even under the bell.
WORDINGS: dict[str, Wording] = {
    "invitation": Wording(
        subject=_("Your account in %(portal)s"),
        line=_("%(actor)s made an account for you. Set a password to begin: the link works once, until %(until_at)s."),
        why=_("You get this because a colleague invited you."),
        action=_("Set a password"),
        link=_account_page,
        mail_link=lambda notification: invitation_path(notification.recipient),
    ),
    "password_reset": Wording(
        subject=_("Set a new password"),
        line=_(
            "Somebody asked for a new password for your account. If it was not you, do nothing: your password stays."
        ),
        why=_("You get this because your address was entered on the page for forgotten passwords."),
        action=_("Set a new password"),
        link=_account_page,
        mail_link=lambda notification: new_password_path(notification.recipient),
    ),
    "second_step_changed": Wording(
        subject=_("How you confirm your sign-in was changed"),
        line=_(
            "The second step of your sign-in was switched on or off, or its recovery codes were made anew. If it was"
            " not you, change your password at once and tell your admin."
        ),
        why=_("You get this because it is about your account."),
        action=_("Open your account"),
        link=_account_page,
    ),
    "password_changed": Wording(
        subject=_("Your password was changed"),
        line=_("Your password was changed. If it was not you, set a new one at once and tell your admin."),
        why=_("You get this because it is about your account."),
        action=_("Open your account"),
        link=_account_page,
    ),
}
