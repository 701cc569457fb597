"""What sentences of the journal are made of: who acted, what they said, and when it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.html import format_html
from django.utils.translation import gettext as _

from .fields.names import Names
from .models import RequestEvent


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence needs beyond its event: names of people, and the moment it is read at."""

    names: dict[int, str]
    now: datetime
    former_department: str = ""
    answers: Names = field(default_factory=Names)  # of whom and what answers name

    def name(self, person: int | None) -> str:
        return self.names.get(person or 0, "?")


Sentence = Callable[[RequestEvent, Reading], str]


def actor_of(event: RequestEvent) -> str:
    return format_html("<b>{}</b>", event.actor.display_name if event.actor else _("The portal"))


def said(text: Callable[[], str], *data: str) -> Sentence:
    """A sentence of the actor and the journal line's own words, such as its reason."""

    def sentence(event: RequestEvent, reading: Reading) -> str:
        return format_html(text(), actor=actor_of(event), **{name: event.data.get(name, "") for name in data})

    return sentence
