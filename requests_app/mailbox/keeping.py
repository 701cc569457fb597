"""What admins do with mailboxes and with letters that were set aside. Every act leaves a row among the changes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app import belongings, configuration
from requests_app.configuration.ours import in_every_language
from requests_app.models import Department, IncomingMail, MailAnswer, Mailbox, Service, User
from requests_app.models.mailboxes import IncomingMailQuerySet

from . import own_rules, reasons, storing

State = IncomingMail.State
# As long as a thread may go on that began with a letter.
KEPT = timedelta(days=365)
ANSWERS_KEPT = timedelta(days=30)
FIELDS = (
    *("address", "department", "service", "unknown", "colleague", "is_active", "authserv", "imap_host", "imap_port"),
    *("imap_security", "imap_user", "imap_login", "secret_name", "folder", "done_folder"),
)


def _page(pk: str) -> str:
    return reverse("administration:mailbox", args=[pk])


def register_all() -> None:
    configuration.register(
        configuration.Kind(code="mailbox", label=_("Mailbox"), model=Mailbox, fields=FIELDS, page=_page),
        configuration.Kind(code="letters", label=_("Letters")),
        own_rules.KIND,
    )


def save(mailbox: Mailbox, *, by: User) -> Mailbox:
    with configuration.changing(mailbox, by=by):
        mailbox.address = mailbox.address.lower()
        mailbox.save()
    return mailbox


def name_service(mailbox: Mailbox, service: Service | None, *, by: User) -> None:
    """What letters to a department's address ask for from now on; None: whoever passes requests on decides."""
    with configuration.changing(mailbox, by=by):
        Mailbox.objects.filter(pk=mailbox.pk).update(service=service)


def _move(mailbox: Mailbox, into: Department, by: User) -> None:
    with configuration.changing(mailbox, by=by, action=configuration.Action.MOVED):
        Mailbox.objects.filter(pk=mailbox.pk).update(department=into)


BELONGING = belongings.Belonging(
    code="mailbox",
    label=_("Mailboxes"),
    rows=lambda department: Mailbox.objects.filter(department=department),
    move=_move,
)


@transaction.atomic
def retry(letters: IncomingMailQuerySet, *, by: User, at: datetime) -> int:
    """Once more from the beginning; what is no longer set aside, or was kept only in part, stays as it is."""
    fresh = {"state": State.NEW, "attempts": 0, "next_attempt_at": at, "reason": "", "error": "", "handled_by": by}
    number = letters.set_aside().exclude(reason=reasons.TOO_BIG).update(**fresh)
    _note(_("Tried again"), number, by=by, at=at)
    if number:
        transaction.on_commit(storing.wake)
    return number


@transaction.atomic
def discard(letters: IncomingMailQuerySet, *, by: User, at: datetime) -> int:
    """For good, with what they said."""
    gone = {"state": State.DROPPED, "raw": None, "subject": "", "done_at": at, "handled_by": by}
    number = letters.set_aside().update(**gone)
    _note(_("Thrown away"), number, by=by, at=at)
    return number


def note_reading(letter: IncomingMail, *, by: User, at: datetime) -> None:
    """An admin took a letter that was set aside to look at it."""
    _note(_("Letter read by an admin"), letter.sender or f"#{letter.pk}", by=by, at=at)


def _note(what: object, told: object, *, by: User, at: datetime) -> None:
    if not told:
        return
    entry = configuration.Entry(
        kind="letters",
        label=in_every_language(_("Letters that were set aside")),
        action=configuration.Action.CHANGED,
        differences=[configuration.Difference(in_every_language(what), None, told)],
    )
    configuration.record(entry, by=by, at=at)


def purge(*, now: datetime) -> int:
    """Forget what was dealt with long ago; the number of letters. What is set aside stays until somebody decides."""
    MailAnswer.objects.filter(day__lt=(now - ANSWERS_KEPT).date()).delete()
    old = IncomingMail.objects.filter(state__in=(State.DONE, State.DROPPED), done_at__lt=now - KEPT)
    number, _by_model = old.delete()
    return number
