"""What a program may be told of, in groups that people can choose from: verbs of the journal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.states import Verb

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FILED = (Verb.SUBMITTED, Verb.AMENDED)
WORK = (Verb.ASSIGNED, Verb.STARTED, Verb.HELD, Verb.RESUMED, Verb.PROMISED, Verb.STANDARD_APPLIED)
CONVERSATION = (
    *(Verb.REPLIED, Verb.ASKED, Verb.ANSWERED, Verb.EDITED, Verb.FILE_REMOVED),
    *(Verb.PROPOSED, Verb.ACCEPTED, Verb.CHASED, Verb.REMINDED, Verb.CLOSING_PROPOSED),
)
APPROVALS = (
    *(Verb.APPROVAL_ASKED, Verb.APPROVED, Verb.REJECTED, Verb.APPROVAL_WITHDRAWN),
    *(Verb.STAND_IN_ASKED, Verb.APPROVER_REPLACED),
)
BETWEEN = (
    *(Verb.HANDED_OVER, Verb.ASKED_DEPARTMENT, Verb.LINKED, Verb.UNLINKED),
    *(Verb.NOTICE_LINKED, Verb.NOTICE_UNLINKED, Verb.PARTICIPANT_ADDED, Verb.PARTICIPANT_LEFT),
)
FINISHED = (
    *(Verb.RESOLVED, Verb.CONFIRMED, Verb.CLOSED, Verb.DECLINED),
    *(Verb.CANCELLED, Verb.MERGED, Verb.REOPENED),
)

VERBS: dict[str, tuple[Verb, ...]] = {
    "filed": FILED,
    "work": WORK,
    "conversation": CONVERSATION,
    "approvals": APPROVALS,
    "between": BETWEEN,
    "finished": FINISHED,
}
LABELS: dict[str, StrOrPromise] = {
    "filed": _("Filed, and changed by the requester"),
    "work": _("Assigned, started, on hold, promised"),
    "conversation": _("Replies, questions and answers"),
    "approvals": pgettext_lazy("webhook", "Approvals"),
    "between": _("Handed over, parts, links and people"),
    "finished": _("Done, closed, declined, reopened"),
}


def verbs_of(codes: Iterable[str]) -> list[str]:
    """Of these groups; of a group that another version of the portal had, none."""
    return [str(verb) for code in codes for verb in VERBS.get(code, ())]
