"""Who waits for whom. Locks of rows would show in the rows whom they were for, so these are beside the tables."""

from __future__ import annotations

from django.db import connection

from surveys.models import Campaign


def hold_campaign(campaign: Campaign) -> None:
    """Until this transaction ends nobody answers; for whoever changes many invitations or all answers of a campaign."""
    _lock("pg_advisory_xact_lock", str(campaign.pk))


def hold_bucket(campaign: Campaign, bucket: str) -> None:
    """Others answer meanwhile, but nobody into this bucket."""
    _lock("pg_advisory_xact_lock_shared", str(campaign.pk))
    _lock("pg_advisory_xact_lock", f"{campaign.pk}/{bucket}")


def _lock(function: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [name])
