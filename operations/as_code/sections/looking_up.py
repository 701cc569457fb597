"""From what a file calls things to the things, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from operations.as_code.fields import LANGUAGES
from requests_app.models import Department, Translated, User


def text(said: Mapping[str, str]) -> dict[str, str]:
    """A text as files have it: without languages that say nothing, always in the same order."""
    return {code: said[code].strip() for code in LANGUAGES if said.get(code, "").strip()}


def spoken(said: Mapping[str, str]) -> str:
    """What a thing without a code is called by: its name in the first language that has one."""
    return Translated(said).in_language(LANGUAGES[0]).strip()


def person_of(email: str | None) -> User | None:
    return User.objects.active().get(email__iexact=email) if email else None


def people_of(emails: list[str]) -> list[User]:
    """Those with these addresses, in the order of the addresses."""
    found = {one.email: one for one in User.objects.active().filter(email__in=emails)}
    return [found[email] for email in emails]


def department_of(code: str | None) -> Department | None:
    return Department.objects.get(code=code) if code else None


def emails_of(people: Iterable[User]) -> list[str]:
    """Of those who are still here, sorted; `people` are rows that are read already."""
    return sorted(one.email for one in people if one.is_active)
