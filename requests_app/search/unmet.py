"""Searches that found nothing, counted so that a department learns what is missing and nobody learns who looked.

Why it is kept this way: docs/decisions/0054-what-was-not-found-is-counted-of-nobody.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from hashlib import sha256
from hmac import new as keyed
from unicodedata import normalize

from django.conf import settings
from django.db.models import QuerySet

from requests_app.models import Service, UnmetSearch, User

from . import words
from .likely import resembling

# Below so many different people the words are shown to nobody: they may be about one of them.
PEOPLE = 5
# A longer text is not a name of something wanted but a story of somebody.
MOST_WORDS, LONGEST = 6, 80
MONTHS_KEPT = 13


def count(person: User, text: str, *, at: datetime) -> None:
    """This person found nothing for this text at this moment. Two statements; again in the same month: no change."""
    said = normalized(text)
    # Most people may not look up colleagues elsewhere; whom they looked for is nothing to keep.
    if said and not User.objects.suggested_for(said).exists():
        month = at.astimezone(UTC).date().replace(day=1)
        row = UnmetSearch(words=said, month=month, by=_nobody(person, said))
        UnmetSearch.objects.bulk_create([row], ignore_conflicts=True)


def normalized(text: str) -> str:
    """The words as they are counted; empty for what is not to be kept: numbers, codes, addresses and long texts."""
    folded = normalize("NFKC", text)
    said = " ".join(words.terms(folded))
    is_private = "@" in folded or any(character.isdigit() for character in folded)
    too_much = len(said) > LONGEST or len(said.split()) > MOST_WORDS
    return "" if is_private or too_much else said


def _nobody(person: User, said: str) -> str:
    # Without the month: somebody who looks every month is still one person.
    secret = f"unmet searches {settings.SECRET_KEY}".encode()
    return keyed(secret, f"{person.pk} {said}".encode(), sha256).hexdigest()


def missed(first: date, last: date, *, most: int) -> QuerySet[UnmetSearch, tuple[str, int]]:
    """What at least five people did not find in the months of these days, with how many people."""
    return UnmetSearch.objects.in_months(first, last).missed_by(PEOPLE, most=most)


def about(found: Iterable[tuple[str, int]], offered: Iterable[Service]) -> list[tuple[str, int]]:
    """Those whose words resemble what one of these services is called or says of itself."""
    services = list(offered)
    return [(said, people) for said, people in found if resembling(said, services)]


def forget(now: datetime) -> int:
    """Delete what is older than thirteen months, so that a year can be held against the one before; how many rows."""
    month = now.astimezone(UTC).date().replace(day=1)
    years, months = divmod(month.year * 12 + month.month - 1 - MONTHS_KEPT, 12)
    deleted, _each = UnmetSearch.objects.before(date(years, months + 1, 1)).delete()
    return deleted
