"""The words for what happens to a request."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app.approval_links import approval_path
from requests_app.models import Notification

from . import accounts, belonging, guide, letters, recurring, topics
from .texts import Wording, register

ASKED_FOR_IT = _("You get this because you asked for it, or filed it for somebody.")
APPROVES_IT = _("You get this because you were asked to approve it.")
WANTED_APPROVAL = _("You get this because you asked for the approval, or work on the request.")
WORKS_ON_IT = _("You get this because you work on it.")
SERVES_THERE = _("You get this because you answer requests of this department.")


FOR_THE_REQUESTER: dict[str, Wording] = {
    "filed_for_you": Wording(
        subject=_("%(actor)s filed a request for you: %(title)s"),
        line=_("%(actor)s filed “%(title)s” for you."),
        why=_("You get this because the request is yours."),
    ),
    "reply": Wording(
        subject=_("%(actor)s wrote to you: %(title)s"),
        line=_("%(actor)s wrote to you about “%(title)s”."),
        why=ASKED_FOR_IT,
    ),
    "question": Wording(
        subject=_("%(actor)s asks you: %(title)s"),
        line=_("%(actor)s has a question about “%(title)s”. The request rests until you answer."),
        why=ASKED_FOR_IT,
        action=_("Answer"),
    ),
    "proposal": Wording(
        subject=_("%(actor)s proposes another way: %(title)s"),
        line=_("%(actor)s proposes another way for “%(title)s”. The request rests until you say what you think."),
        why=ASKED_FOR_IT,
        action=_("Accept or answer"),
    ),
    "promise": Wording(
        subject=_("Promised: %(title)s"),
        line=_("%(actor)s promises to have “%(title)s” done by %(done_at)s."),
        why=ASKED_FOR_IT,
    ),
    "held": Wording(
        subject=_("On hold: %(title)s"),
        line=_("“%(title)s” is on hold. You do not have to do anything."),
        why=ASKED_FOR_IT,
    ),
    "handed_over": Wording(
        subject=_("%(department)s goes on with it: %(title)s"),
        line=_("%(actor)s passed “%(title)s” on to %(department)s. Number and history stay."),
        why=ASKED_FOR_IT,
    ),
    "resolved": Wording(
        subject=_("Done: %(title)s"),
        line=_("%(actor)s says that “%(title)s” is done. Please confirm it, or say what is missing."),
        why=ASKED_FOR_IT,
        action=_("Confirm or object"),
    ),
    "declined": Wording(
        subject=_("Declined: %(title)s"),
        line=_("%(actor)s cannot do “%(title)s”."),
        why=ASKED_FOR_IT,
        action=_("Read why"),
    ),
    "reopened_for_you": Wording(
        subject=_("Open again: %(title)s"),
        line=_("%(actor)s goes on with “%(title)s”."),
        why=ASKED_FOR_IT,
    ),
    "closed": Wording(
        subject=_("Closed: %(title)s"),
        line=_("“%(title)s” is closed, as nobody objected."),
        why=ASKED_FOR_IT,
    ),
    "standard_applied_for_you": Wording(
        subject=_("Another standard counts now: %(title)s"),
        line=_("%(department)s promises something else for “%(title)s” from now on. See by when it is due."),
        why=ASKED_FOR_IT,
    ),
    "cancelled_for_you": Wording(
        subject=_("Cancelled: %(title)s"),
        line=_("%(actor)s cancelled “%(title)s”."),
        why=ASKED_FOR_IT,
    ),
}


FOR_THOSE_WHO_WORK: dict[str, Wording] = {
    "new_request": Wording(
        subject=_("New request: %(title)s"),
        line=_("New for %(department)s: “%(title)s”."),
        why=SERVES_THERE,
    ),
    "assigned": Wording(
        subject=_("Yours now: %(title)s"),
        line=_("%(actor)s gave you “%(title)s”."),
        why=WORKS_ON_IT,
    ),
    "taken_over": Wording(
        subject=_("No longer yours: %(title)s"),
        line=_("%(actor)s took “%(title)s” off your list."),
        why=_("You get this because you worked on it."),
    ),
    "amended": Wording(
        subject=_("Changed: %(title)s"),
        line=_("%(actor)s changed what “%(title)s” says."),
        why=WORKS_ON_IT,
    ),
    "requester_replied": Wording(
        subject=_("%(actor)s wrote: %(title)s"),
        line=_("%(actor)s wrote about “%(title)s”."),
        why=SERVES_THERE,
    ),
    "colleague_wrote": Wording(
        subject=_("%(actor)s wrote: %(title)s"),
        line=_("%(actor)s wrote about “%(title)s”."),
        why=WORKS_ON_IT,
    ),
    "answer": Wording(
        subject=_("%(actor)s answered: %(title)s"),
        line=_("%(actor)s answered your question about “%(title)s”. The clock runs again."),
        why=SERVES_THERE,
    ),
    "accepted": Wording(
        subject=_("%(actor)s accepts: %(title)s"),
        line=_("%(actor)s accepts what you proposed for “%(title)s”. The clock runs again."),
        why=SERVES_THERE,
    ),
    "chase": Wording(
        subject=_("Any news? %(title)s"),
        line=_("%(actor)s asks for news about “%(title)s”."),
        why=SERVES_THERE,
        action=_("Say how it stands"),
    ),
    "confirmed": Wording(
        subject=_("Confirmed: %(title)s"),
        line=_("%(actor)s confirms that “%(title)s” is solved."),
        why=WORKS_ON_IT,
    ),
    "mentioned": Wording(
        subject=_("%(actor)s mentions you: %(title)s"),
        line=_("%(actor)s mentions you in “%(title)s”."),
        why=_("You get this because your name is in the message."),
        action=_("Read it"),
    ),
    "reopened": Wording(
        subject=_("Not solved yet: %(title)s"),
        line=_("%(actor)s reopened “%(title)s”."),
        why=SERVES_THERE,
    ),
    "cancelled": Wording(
        subject=_("No longer needed: %(title)s"),
        line=_("%(actor)s cancelled “%(title)s”."),
        why=SERVES_THERE,
    ),
    "standard_applied": Wording(
        subject=_("Another standard counts now: %(title)s"),
        line=_("%(actor)s applied another standard to “%(title)s”: it may be due at another time."),
        why=WORKS_ON_IT,
    ),
}


def _effort_page(notification: Notification) -> str:
    return reverse("effort:mine")


ABOUT_EFFORT: dict[str, Wording] = {
    "timer_forgotten": Wording(
        subject=_("Your timer still runs: %(title)s"),
        line=_("Your timer on “%(title)s” has run for very long. Say how many minutes it really was."),
        why=_("You get this because you started the timer. Nobody else sees your time."),
        action=_("Say how long it was"),
        link=_effort_page,
    ),
}


ABOUT_APPROVALS: dict[str, Wording] = {
    "approval_asked": Wording(
        subject=_("%(actor)s asks you to approve: %(title)s"),
        line=_("%(actor)s asks you to approve “%(title)s”. The request rests until you decide."),
        why=APPROVES_IT,
        action=_("Approve or reject"),
        mail_link=approval_path,
    ),
    "approval_next": Wording(
        subject=_("Your turn to approve: %(title)s"),
        line=_("%(actor)s agreed. Now “%(title)s” needs your approval; the request rests until you decide."),
        why=APPROVES_IT,
        action=_("Approve or reject"),
        mail_link=approval_path,
    ),
    "stand_in_asked": Wording(
        subject=_("In place of %(absent)s: %(title)s"),
        line=_("You are asked to approve “%(title)s”, because %(absent)s is away until %(until_day)s."),
        why=_(
            "You get this because you stand in for somebody who is away. Both of you may decide; the first one does."
        ),
        action=_("Approve or reject"),
        mail_link=approval_path,
    ),
    "approval_settled": Wording(
        subject=_("Decided already: %(title)s"),
        line=_("You no longer have to decide about “%(title)s”: %(actor)s did."),
        why=APPROVES_IT,
    ),
    "approval_awaited": Wording(
        subject=_("Waits for an approval: %(title)s"),
        line=_("“%(title)s” waits for an approval. You do not have to do anything."),
        why=ASKED_FOR_IT,
    ),
    "approved": Wording(
        subject=_("Approved: %(title)s"),
        line=_("%(actor)s approved “%(title)s”. You can go on."),
        why=WANTED_APPROVAL,
    ),
    "approved_for_you": Wording(
        subject=_("Approved: %(title)s"),
        line=_("%(actor)s approved “%(title)s”. The department goes on."),
        why=ASKED_FOR_IT,
    ),
    "rejected": Wording(
        subject=_("Rejected: %(title)s"),
        line=_("%(actor)s rejected “%(title)s”. Decline it, change it, or ask again."),
        why=WANTED_APPROVAL,
        action=_("Read why"),
    ),
    "rejected_for_you": Wording(
        subject=_("Rejected: %(title)s"),
        line=_("%(actor)s rejected “%(title)s”. The department decides how it goes on."),
        why=ASKED_FOR_IT,
        action=_("Read why"),
    ),
    "approval_withdrawn": Wording(
        subject=_("No approval needed any more: %(title)s"),
        line=_("You no longer have to decide about “%(title)s”."),
        why=APPROVES_IT,
    ),
    "approval_lost": Wording(
        subject=_("No longer waits for an approval: %(title)s"),
        line=_("“%(title)s” no longer waits for an approval."),
        why=WANTED_APPROVAL,
    ),
}


def register_all() -> None:
    topics.register_all()
    for table in (
        FOR_THE_REQUESTER,
        FOR_THOSE_WHO_WORK,
        ABOUT_APPROVALS,
        accounts.WORDINGS,
        ABOUT_EFFORT,
        belonging.WORDINGS,
        recurring.WORDINGS,
        letters.WORDINGS,
        guide.WORDINGS,
    ):
        for kind, wording in table.items():
            register(kind, wording)
