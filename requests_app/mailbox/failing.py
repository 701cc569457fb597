"""What bounces say: nothing arrives at a person's address. Only a bounce of a mail that we sent there counts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from requests_app.models import Delivery, FailingAddress, User

from . import addresses
from .reading import Failure, Letter


def note(letter: Letter, *, now: datetime) -> int:
    """How many people's addresses were marked. Anybody can write something that looks like a bounce.

    It counts where it names a mail of ours by its Message-ID, and the address that mail went to.
    """
    mailed = [number for kind, number in addresses.ours([letter.returned_id]) if kind == "delivery"]
    person = User.objects.filter(deliveries__in=Delivery.objects.filter(pk__in=mailed)).first()
    if person is None:
        return 0
    meant = [one for one in letter.failures if one.blames_address and one.email.lower() == person.email.lower()]
    for failure in meant[:1]:
        _mark(person, failure, now)
    return len(meant[:1])


@transaction.atomic
def _mark(person: User, failure: Failure, now: datetime) -> None:
    said = {"status": failure.status[:12], "words": " ".join(failure.words.split())[:300], "last_at": now}
    fresh = {**said, "email": person.email, "first_at": now, "times": 1}
    known, is_new = FailingAddress.objects.get_or_create(person=person, defaults=fresh)
    if is_new:
        return
    if known.email.lower() != person.email.lower():
        FailingAddress.objects.filter(pk=person.pk).update(**fresh)
    else:
        FailingAddress.objects.filter(pk=person.pk).update(times=F("times") + 1, **said)


def of(person: User) -> FailingAddress | None:
    """What is known of the address they have now."""
    return FailingAddress.objects.filter(person=person, email__iexact=person.email).first()


def forget(person: User) -> None:
    """It works again, says an admin."""
    FailingAddress.objects.filter(person=person).delete()
