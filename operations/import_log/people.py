"""The people of a log become accounts nobody can sign in to: inactive, without a password, unreachable by mail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from requests_app.models import Membership, User

from .mapping import Mapping


def address(name: str, source: str) -> str:
    """The same for the same name of the same source; no mail server has a domain that ends in `.invalid`."""
    digest = hashlib.sha256(name.encode()).hexdigest()[:10]
    return f"{slugify(name)[:40] or 'person'}-{digest}@{source}.invalid"


class People:
    """Those of one batch: looked up together, made where they are missing."""

    def __init__(self, mapping: Mapping, names: Iterable[str]) -> None:
        self.nobody = mapping.nobody
        addresses = {name: address(name, mapping.source) for name in {*names, mapping.nobody}}
        ids = self._known(addresses.values())
        missing = {name: email for name, email in addresses.items() if email not in ids}
        made = User.objects.bulk_create(_account(name, email, mapping) for name, email in missing.items())
        ids |= {user.email: user.pk for user in made}
        self.ids = {name: ids[email] for name, email in addresses.items()}
        serving = Membership.objects.filter(user__in=ids.values()).values_list("user", "department")
        self.serving: set[tuple[int, int]] = set(serving)

    @staticmethod
    def _known(addresses: Iterable[str]) -> dict[str, int]:
        return dict(User.objects.filter(email__in=list(addresses)).values_list("email", "pk"))

    def __getitem__(self, name: str) -> int:
        return self.ids[name]


def _account(name: str, email: str, mapping: Mapping) -> User:
    return User(
        email=email,
        display_name=name[:120],
        password=make_password(None),
        language=mapping.language,
        time_zone=mapping.zone.key,
        is_active=False,
    )
