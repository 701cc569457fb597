"""The company's own words by which letters are read, as an admin gave them: plain words, never expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app import configuration
from requests_app.models import LetterRules, User

from .reading import RULES, Rules

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """Each a line as it was typed; see `LetterRules`."""

    disclaimers: Lines = ()
    banners: Lines = ()
    lists: Lines = ()


KIND = configuration.Kind(
    code="letter_rules",
    label=_("Rules for letters"),
    model=LetterRules,
    fields=("disclaimers", "banners", "lists"),
    page=lambda _pk: reverse("administration:letter_rules"),
)


def own() -> Own:
    row = LetterRules.objects.first()
    return Own(tuple(row.disclaimers), tuple(row.banners), tuple(row.lists)) if row else Own()


def rules() -> Rules:
    """Those of the portal with the company's own beside them."""
    return with_own(own())


def with_own(said: Own) -> Rules:
    return replace(
        RULES,
        disclaimers=(*RULES.disclaimers, *map(expression, said.disclaimers)),
        banners=(*RULES.banners, *map(expression, said.banners)),
        lists_that_file=(*RULES.lists_that_file, *(one.lower() for one in said.lists)),
    )


def expression(words: str) -> str:
    """These words whatever stands between them: mail programs break lines, and put stars and brackets around."""
    parts = [re.escape(word) for word in re.split(r"\W+", words) if word]
    return r"\W{0,4}" + r"\W{1,10}".join(parts)


@transaction.atomic
def save(said: Own, *, by: User) -> None:
    row = LetterRules.objects.select_for_update().first() or LetterRules()
    with configuration.changing(row, by=by):
        row.disclaimers, row.banners, row.lists = list(said.disclaimers), list(said.banners), list(said.lists)
        row.save()
