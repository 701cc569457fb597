"""Who wrote a letter, and how far that can be believed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings

from requests_app.models import IncomingMail, Mailbox, User

from . import addresses
from .addresses import Place
from .reading import Letter

AN_HOUR = timedelta(hours=1)
DMARC = re.compile(r"\bdmarc\s*=\s*(\w+)", re.I)


def person_of(letter: Letter) -> User | None:
    """The active person with the address it says it is from."""
    if letter.from_ is None:
        return None
    found: User | None = User.objects.active().filter(email__iexact=letter.from_.email).first()
    return found


def is_ours(letter: Letter) -> bool:
    """Is it from an address that the portal itself reads or writes from? Answering it would be a loop."""
    if letter.from_ is None:
        return False
    address = addresses.plain(letter.from_.email)
    writes_from = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()
    return address in {writes_from, settings.MAIL_REPLY_ADDRESS} or Mailbox.objects.named(address) is not None


def is_proven(letter: Letter, mailbox: Mailbox | None, person: User | None, place: Place | None) -> bool:
    """May it be taken as from its sender?

    The signed address of a mail that only this person got is proof. Else the mail server has to vouch for it by DMARC,
    where the mailbox names one that does; where it names none, whoever delivers is trusted to have checked.
    """
    if place is not None and person is not None and place.person == person.pk:
        return True
    if mailbox is None or not mailbox.authserv:
        return True
    said = [value for name, value in letter.headers if name == "authentication-results"]
    # The topmost is the server's own: what stood below was there when the letter came.
    for result in said:
        server, _semicolon, methods = result.partition(";")
        if (server.split() or [""])[0].lower() == mailbox.authserv.lower():
            found = DMARC.search(methods)
            return found is not None and found[1].lower() == "pass"
    return False


def writes_too_much(sender: str, now: datetime) -> bool:
    return IncomingMail.objects.taken_from(sender, now - AN_HOUR).count() >= settings.MAIL_PER_SENDER_HOUR
