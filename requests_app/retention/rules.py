"""The rules as admins set them, and what they would remove."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from requests_app.configuration import changing
from requests_app.models import RetentionRule, User
from requests_app.transitions.base import StaleForm

from .kinds import KINDS, Data

AHEAD = timedelta(days=30)
# A count on the page goes no further; a trial counts all.
COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many a rule would remove, at most COUNTED + 1 each: now, and altogether within the next 30 days."""

    now: int
    ahead: int


def in_force() -> dict[str, int]:
    """Days by kind, of those that are on."""
    return dict(RetentionRule.objects.order_by("kind").values_list("kind", "days"))


def outlook(data: Data, days: int, *, now: datetime) -> Outlook:
    before = now - timedelta(days=days)
    return Outlook(_count(data, before), _count(data, before + AHEAD))


def _count(data: Data, before: datetime) -> int:
    return data.rows(before).order_by().values("pk")[: COUNTED + 1].count()


@transaction.atomic
def save(wanted: Mapping[str, int | None], *, shown: str, by: User) -> None:
    """None is: kept for good. Raises StaleForm where the rules are not those that were `shown`, see `fingerprint`."""
    kept = {rule.kind: rule for rule in RetentionRule.objects.select_for_update().order_by("kind")}
    if fingerprint({kind: rule.days for kind, rule in kept.items()}) != shown:
        raise StaleForm
    for kind, days in wanted.items():
        rule = kept.get(kind) or RetentionRule(kind=kind)
        if kind in KINDS and (kind in kept or days is not None):
            _set(rule, days, by)


def _set(rule: RetentionRule, days: int | None, by: User) -> None:
    with changing(rule, by=by):
        if days is None:
            RetentionRule.objects.filter(pk=rule.kind).delete()
        else:
            rule.days = days
            rule.save()


def fingerprint(rules: Mapping[str, int]) -> str:
    """What a form remembers of the rules it showed."""
    return " ".join(f"{kind}:{days}" for kind, days in sorted(rules.items()))
