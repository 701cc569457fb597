"""What comes again for a person: it goes on for somebody else, or ends."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _

from requests_app.models import Recurrence, User
from requests_app.models.recurrences import RecurrenceQuerySet
from requests_app.recurring import keeping
from requests_app.undertakings import Step

from .holdings import Holding, Item, Moved


def _of(person: User) -> RecurrenceQuerySet:
    return Recurrence.objects.of(person).going_on()


def _items(person: User) -> list[Item]:
    count = _of(person).count()
    if not count:
        return []
    return [Item(code="recurring", title=_("Recurring requests"), count=count, otherwise=_("They end"))]


def _hand_on(moved: Moved) -> Iterator[Step]:
    for kept in _of(moved.person).order_by("pk"):
        yield Step(f"recurring:{kept.pk}", kept.title, partial(_give, kept, moved))


def _give(kept: Recurrence, moved: Moved) -> None:
    if moved.taker is None:
        keeping.end(kept, edition=kept.edition)
    else:
        keeping.give(kept, moved.taker)


RECURRING = Holding("recurring", _items, _hand_on)
