"""What the company is called, and in which of the portal's languages it works."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PRODUCT = "Counterpart"
REMEMBERED = 30.0  # seconds: so long another process may still show the name before


class Company(models.Model):
    """One row, or none as long as nobody said anything. Written by `company.set_company` alone."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(pgettext_lazy("company", "name"), max_length=60, blank=True)
    # What people may choose; nobody loses the language they read in. Empty: all there are.
    languages = ArrayField(
        models.CharField(max_length=10, choices=settings.LANGUAGES),
        default=list,
        blank=True,
        verbose_name=_("languages"),
    )

    # Beside their password, admins show a code; those who have not set it up yet see no other page.
    admins_confirm = models.BooleanField(_("admins confirm their sign-in"), default=False)

    # Sessions in which nobody did anything for so long end; 0: they do not.
    idle_minutes = models.PositiveSmallIntegerField(
        _("minutes without use after which sessions end"), default=0, db_default=0
    )

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        constraints = [models.CheckConstraint(name="company_is_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Said:
    """`name` is empty where nobody gave one; `languages` are codes."""

    name: str
    languages: tuple[str, ...]
    admins_confirm: bool = False
    idle_minutes: int = 0

    @property
    def portal(self) -> str:
        """What people call the portal: as the company, or as the product where nobody gave it a name."""
        return self.name or PRODUCT

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Codes with the languages' own names, in the portal's order."""
        return self.choices_beside("")

    def choices_beside(self, present: str) -> list[tuple[str, str]]:
        """The same with the one that is chosen now, which nobody loses."""
        return [(code, name) for code, name in settings.LANGUAGES if code in (*self.languages, present)]


_remembered: list[tuple[float, Said]] = []


def said() -> Said:
    """Every page shows it, so it is read twice a minute at most."""
    if _remembered and _remembered[0][0] > time.monotonic():
        return _remembered[0][1]
    row = Company.objects.values_list("name", "languages", "admins_confirm", "idle_minutes").first()
    found = Said(row[0], tuple(row[1]) or unsaid().languages, row[2], row[3]) if row else unsaid()
    remember(found)
    return found


def unsaid() -> Said:
    return Said("", tuple(code for code, _name in settings.LANGUAGES))


def remember(found: Said) -> None:
    _remembered[:] = [(time.monotonic() + REMEMBERED, found)]


def forget() -> None:
    """This process reads it anew."""
    _remembered.clear()
