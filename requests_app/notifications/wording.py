"""The words for what happens to a request, and to an account."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app.models import Notification
from requests_app.sign_in import invitation_path, new_password_path

from .texts import register

ASKED_FOR_IT = _("You get this because you asked for it, or filed it for somebody.")
APPROVES_IT = _("You get this because you were asked to approve it.")
WANTED_APPROVAL = _("You get this because you asked for the approval, or work on the request.")
WORKS_ON_IT = _("You get this because you work on it.")
SERVES_THERE = _("You get this because you answer requests of this department.")


def register_all() -> None:
    _for_the_requester()
    _for_those_who_work()
    _about_approvals()
    _about_accounts()


def _for_the_requester() -> None:
    register(
        "filed_for_you",
        subject=_("%(actor)s filed a request for you: %(title)s"),
        line=_("%(actor)s filed “%(title)s” for you."),
        why=_("You get this because the request is yours."),
    )
    register(
        "reply",
        subject=_("%(actor)s wrote to you: %(title)s"),
        line=_("%(actor)s wrote to you about “%(title)s”."),
        why=ASKED_FOR_IT,
    )
    register(
        "question",
        subject=_("%(actor)s asks you: %(title)s"),
        line=_("%(actor)s has a question about “%(title)s”. The request rests until you answer."),
        why=ASKED_FOR_IT,
        action=_("Answer"),
    )
    register(
        "proposal",
        subject=_("%(actor)s proposes another way: %(title)s"),
        line=_("%(actor)s proposes another way for “%(title)s”. The request rests until you say what you think."),
        why=ASKED_FOR_IT,
        action=_("Accept or answer"),
    )
    register(
        "promise",
        subject=_("Promised: %(title)s"),
        line=_("%(actor)s promises to have “%(title)s” done by %(done_at)s."),
        why=ASKED_FOR_IT,
    )
    register(
        "held",
        subject=_("On hold: %(title)s"),
        line=_("“%(title)s” is on hold. You do not have to do anything."),
        why=ASKED_FOR_IT,
    )
    register(
        "handed_over",
        subject=_("%(department)s goes on with it: %(title)s"),
        line=_("%(actor)s passed “%(title)s” on to %(department)s. Number and history stay."),
        why=ASKED_FOR_IT,
    )
    register(
        "resolved",
        subject=_("Done: %(title)s"),
        line=_("%(actor)s says that “%(title)s” is done. Please confirm it, or say what is missing."),
        why=ASKED_FOR_IT,
        action=_("Confirm or object"),
    )
    register(
        "declined",
        subject=_("Declined: %(title)s"),
        line=_("%(actor)s cannot do “%(title)s”."),
        why=ASKED_FOR_IT,
        action=_("Read why"),
    )
    register(
        "reopened_for_you",
        subject=_("Open again: %(title)s"),
        line=_("%(actor)s goes on with “%(title)s”."),
        why=ASKED_FOR_IT,
    )
    register(
        "closed",
        subject=_("Closed: %(title)s"),
        line=_("“%(title)s” is closed, as nobody objected."),
        why=ASKED_FOR_IT,
    )
    register(
        "standard_applied_for_you",
        subject=_("Another standard counts now: %(title)s"),
        line=_("%(department)s promises something else for “%(title)s” from now on. See by when it is due."),
        why=ASKED_FOR_IT,
    )
    register(
        "cancelled_for_you",
        subject=_("Cancelled: %(title)s"),
        line=_("%(actor)s cancelled “%(title)s”."),
        why=ASKED_FOR_IT,
    )


def _for_those_who_work() -> None:
    register(
        "new_request",
        subject=_("New request: %(title)s"),
        line=_("New for %(department)s: “%(title)s”."),
        why=SERVES_THERE,
    )
    register(
        "assigned",
        subject=_("Yours now: %(title)s"),
        line=_("%(actor)s gave you “%(title)s”."),
        why=WORKS_ON_IT,
    )
    register(
        "taken_over",
        subject=_("No longer yours: %(title)s"),
        line=_("%(actor)s took “%(title)s” off your list."),
        why=_("You get this because you worked on it."),
    )
    register(
        "amended",
        subject=_("Changed: %(title)s"),
        line=_("%(actor)s changed what “%(title)s” says."),
        why=WORKS_ON_IT,
    )
    register(
        "requester_replied",
        subject=_("%(actor)s wrote: %(title)s"),
        line=_("%(actor)s wrote about “%(title)s”."),
        why=SERVES_THERE,
    )
    register(
        "colleague_wrote",
        subject=_("%(actor)s wrote: %(title)s"),
        line=_("%(actor)s wrote about “%(title)s”."),
        why=WORKS_ON_IT,
    )
    register(
        "answer",
        subject=_("%(actor)s answered: %(title)s"),
        line=_("%(actor)s answered your question about “%(title)s”. The clock runs again."),
        why=SERVES_THERE,
    )
    register(
        "accepted",
        subject=_("%(actor)s accepts: %(title)s"),
        line=_("%(actor)s accepts what you proposed for “%(title)s”. The clock runs again."),
        why=SERVES_THERE,
    )
    register(
        "chase",
        subject=_("Any news? %(title)s"),
        line=_("%(actor)s asks for news about “%(title)s”."),
        why=SERVES_THERE,
        action=_("Say how it stands"),
    )
    register(
        "confirmed",
        subject=_("Confirmed: %(title)s"),
        line=_("%(actor)s confirms that “%(title)s” is solved."),
        why=WORKS_ON_IT,
    )
    register(
        "reopened",
        subject=_("Not solved yet: %(title)s"),
        line=_("%(actor)s reopened “%(title)s”."),
        why=SERVES_THERE,
    )
    register(
        "cancelled",
        subject=_("No longer needed: %(title)s"),
        line=_("%(actor)s cancelled “%(title)s”."),
        why=SERVES_THERE,
    )
    register(
        "standard_applied",
        subject=_("Another standard counts now: %(title)s"),
        line=_("%(actor)s applied another standard to “%(title)s”: it may be due at another time."),
        why=WORKS_ON_IT,
    )


def _account_page(notification: Notification) -> str:
    return reverse("accounts:preferences")


def _about_approvals() -> None:
    register(
        "approval_asked",
        subject=_("%(actor)s asks you to approve: %(title)s"),
        line=_("%(actor)s asks you to approve “%(title)s”. The request rests until you decide."),
        why=APPROVES_IT,
        action=_("Approve or reject"),
    )
    register(
        "approval_awaited",
        subject=_("Waits for an approval: %(title)s"),
        line=_("“%(title)s” waits for an approval. You do not have to do anything."),
        why=ASKED_FOR_IT,
    )
    register(
        "approved",
        subject=_("Approved: %(title)s"),
        line=_("%(actor)s approved “%(title)s”. You can go on."),
        why=WANTED_APPROVAL,
    )
    register(
        "approved_for_you",
        subject=_("Approved: %(title)s"),
        line=_("%(actor)s approved “%(title)s”. The department goes on."),
        why=ASKED_FOR_IT,
    )
    register(
        "rejected",
        subject=_("Rejected: %(title)s"),
        line=_("%(actor)s rejected “%(title)s”. Decline it, change it, or ask again."),
        why=WANTED_APPROVAL,
        action=_("Read why"),
    )
    register(
        "rejected_for_you",
        subject=_("Rejected: %(title)s"),
        line=_("%(actor)s rejected “%(title)s”. The department decides how it goes on."),
        why=ASKED_FOR_IT,
        action=_("Read why"),
    )
    register(
        "approval_withdrawn",
        subject=_("No approval needed any more: %(title)s"),
        line=_("You no longer have to decide about “%(title)s”."),
        why=APPROVES_IT,
    )
    register(
        "approval_lost",
        subject=_("No longer waits for an approval: %(title)s"),
        line=_("“%(title)s” no longer waits for an approval."),
        why=WANTED_APPROVAL,
    )


def _about_accounts() -> None:
    """The links that set a password are made when the mail leaves and are nowhere else: not even under the bell."""
    register(
        "invitation",
        subject=_("Your account in Counterpart"),
        line=_("%(actor)s made an account for you. Set a password to begin: the link works once, until %(until_at)s."),
        why=_("You get this because a colleague invited you."),
        action=_("Set a password"),
        link=_account_page,
        mail_link=lambda notification: invitation_path(notification.recipient),
    )
    register(
        "password_reset",
        subject=_("Set a new password"),
        line=_(
            "Somebody asked for a new password for your account. If it was not you, do nothing: your password stays."
        ),
        why=_("You get this because your address was entered on the page for forgotten passwords."),
        action=_("Set a new password"),
        link=_account_page,
        mail_link=lambda notification: new_password_path(notification.recipient),
    )
    register(
        "password_changed",
        subject=_("Your password was changed"),
        line=_("Your password was changed. If it was not you, set a new one at once and tell your admin."),
        why=_("You get this because it is about your account."),
        action=_("Open your account"),
        link=_account_page,
    )
