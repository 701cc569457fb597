"""Why a letter was set aside, in words an admin can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TOO_BIG, UNREADABLE, FAILED, NO_SENDER = "too_big", "unreadable", "failed", "no_sender"
UNPROVEN, TOO_MANY, NO_ANSWER, ENCRYPTED, NO_MAILBOX = "unproven", "too_many", "no_answer", "encrypted", "no_mailbox"
COLLEAGUE_LEFT = "colleague_left"

WORDS: dict[str, StrOrPromise] = {
    TOO_BIG: _("It is too big. Only its head was kept; the whole letter is still on the mail server."),
    UNREADABLE: _("It is built in a way that no program should have to read."),
    FAILED: _("The portal failed on it again and again."),
    NO_SENDER: _("It does not say who wrote it."),
    UNPROVEN: _("The mail server does not vouch for its sender."),
    TOO_MANY: _("Its sender wrote too many letters within an hour."),
    NO_ANSWER: _("It could not be taken, and its sender was answered once today already."),
    ENCRYPTED: _("It is encrypted, and the portal has no key."),
    NO_MAILBOX: _("It is addressed to nobody whose mail the portal reads."),
    COLLEAGUE_LEFT: _("The colleague in whose name it would be filed has left. Name another one in the mailbox."),
}


class SetAside(Exception):
    """Nothing can be done about the letter without somebody looking at it. `reason` is a key of WORDS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def in_words(reason: str) -> str:
    return str(WORDS.get(reason, reason))
