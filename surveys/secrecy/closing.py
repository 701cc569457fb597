"""The end of a campaign: released, then written anew with only as much detail as was released."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import connection, transaction

from requests_app import clock
from surveys import release
from surveys.models import AnswerCounter, AnswerRow, Campaign, CommentText, Invitation

from .locks import hold_campaign
from .submitting import in_new_order

WRITTEN = (AnswerCounter, AnswerRow, CommentText, Invitation)


def close(campaign: Campaign, *, now: datetime | None = None) -> None:
    """Take no more answers, release the figures and write the answers anew. Again: nothing happens.

    For a worker: it takes seconds where many departments were asked about, and vacuums the tables after its commit.
    """
    at = now or clock.now()
    with transaction.atomic():
        hold_campaign(campaign)
        if Campaign.objects.filter(pk=campaign.pk).exclude(state=Campaign.State.OPEN).exists():
            return
        Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.CLOSED, closes_on=last_day(campaign, at))
        campaign.refresh_from_db()
        write_anew(campaign, release.publish(campaign, now=at))
        transaction.on_commit(vacuum)


def last_day(campaign: Campaign, at: datetime) -> date:
    """The last day somebody could answer, also where it is closed before its time."""
    return max(campaign.opens_on, min(campaign.closes_on, at.astimezone(UTC).date()))


def write_anew(campaign: Campaign, kept: release.Kept) -> None:
    """In random order, under new keys, and no finer than what was released."""
    _fold_counters(campaign, kept.answers)
    rows = list(AnswerRow.objects.filter(campaign=campaign.pk)) if kept.answers[""] is not None else []
    comments = list(CommentText.objects.filter(campaign=campaign.pk))
    for model in (AnswerRow, CommentText):
        model.objects.filter(campaign=campaign.pk).delete()
    AnswerRow.objects.bulk_create(in_new_order(rows), batch_size=1_000)
    shown = [(comment, kept.comments.get(comment.bucket)) for comment in comments]
    for comment, bucket in shown:
        comment.bucket = bucket or ""
    CommentText.objects.bulk_create(
        in_new_order([comment for comment, bucket in shown if bucket is not None]), batch_size=1_000
    )


def _fold_counters(campaign: Campaign, coarser: Mapping[str, str | None]) -> None:
    """What nobody answered is left out; it tells nothing."""
    counters = AnswerCounter.objects.filter(campaign=campaign.pk)
    sums: Counter[tuple[str, UUID, str]] = Counter()
    found = counters.filter(count__gt=0).order_by().values_list("bucket", "question", "cell", "count")
    for bucket, question, cell, count in found:
        goes_to = coarser.get(bucket)
        if goes_to is not None:
            sums[goes_to, question, cell] += count
    counters.delete()
    rows = [
        AnswerCounter(campaign=campaign.pk, bucket=bucket, question=question, cell=cell, count=count)
        for (bucket, question, cell), count in sums.items()
    ]
    AnswerCounter.objects.bulk_create(in_new_order(rows), batch_size=2_000)


def vacuum() -> None:
    """What was deleted must not be found in the files either. Outside a transaction; failing, autovacuum does it."""
    if connection.in_atomic_block:
        return  # only in a test that is one transaction itself
    for model in WRITTEN:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM {connection.ops.quote_name(model._meta.db_table)}")
