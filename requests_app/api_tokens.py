"""Making, finding and revoking the tokens that programs sign in with.

A token is `cp_<prefix>_<secret>`. The secret has 256 bits, so a plain digest of it is enough: nobody can try them all.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import configuration
from .models import ApiAnswer, ApiToken, Department, User

MARK = "cp"
AN_HOUR = timedelta(hours=1)
LONGEST_DAYS = 366
ANSWERS_KEPT = timedelta(hours=24)
# Never delivered anywhere (RFC 2606): a service account reads no mail.
NOWHERE = "service.invalid"

KIND = configuration.Kind(
    code="api_token",
    label=pgettext_lazy("configuration", "API token"),
    model=ApiToken,
    fields=("person", "name", "scope", "departments", "expires_at", "revoked_at"),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of a new token; `days` it is valid for, `departments` none: no narrower than the person."""

    name: str
    scope: str
    days: int
    departments: Sequence[Department] = ()


def make(person: User, wish: Wish, *, by: User, now: datetime) -> tuple[ApiToken, str]:
    """The token and its secret, which nobody can read again. Raises ValueError for a validity out of bounds."""
    if not 1 <= wish.days <= LONGEST_DAYS:
        raise ValueError(wish.days)
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    whole = f"{MARK}_{prefix}_{secret}"
    token = ApiToken(person=person, name=wish.name.strip(), prefix=prefix, digest=_digest(whole), scope=wish.scope)
    token.made_at, token.made_by, token.expires_at = now, by, now + timedelta(days=wish.days)
    with configuration.changing(token, by=by, at=now):
        token.save()
        token.departments.set(wish.departments)
    return token, whole


def revoke(token: ApiToken, *, by: User, now: datetime) -> None:
    """For good. Revoking twice changes nothing."""
    with configuration.changing(token, by=by, at=now):
        ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)


def find(text: str) -> ApiToken | None:
    """The token somebody shows, whatever became of it since, with the ids of its departments as `narrowed_to`."""
    mark, _underscore, rest = text.partition("_")
    prefix = rest.partition("_")[0]
    if mark != MARK or not prefix.isalnum() or len(prefix) > 12:
        return None
    narrowed_to = ArrayAgg("departments", filter=Q(departments__isnull=False), default=[])
    token = ApiToken.objects.filter(prefix=prefix).annotate(narrowed_to=narrowed_to).first()
    return token if token and constant_time_compare(token.digest, _digest(text)) else None


def note_use(token: ApiToken, *, now: datetime) -> None:
    """At most once an hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    if token.last_used_at is None or token.last_used_at < hour:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=hour)


@transaction.atomic
def make_service_account(name: str, *, by: User) -> User:
    """A program that acts for itself: it cannot sign in, and gets no mail. Its roles are given as to people."""
    address = f"{slugify(name)[:40] or 'program'}-{secrets.token_hex(3)}@{NOWHERE}"
    account = User(email=address, display_name=name.strip(), is_service_account=True, language=by.language)
    account.set_unusable_password()
    with configuration.changing(account, by=by):
        account.save()
    return account


def forget_answers(*, now: datetime) -> int:
    """Answers that are too old to be given again; their number."""
    number, _by_model = ApiAnswer.objects.given_before(now - ANSWERS_KEPT).delete()
    return number


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


VALIDITIES = {30: _("30 days"), 90: _("90 days"), 180: _("Half a year"), 366: _("A year")}
