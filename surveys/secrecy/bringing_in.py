"""Answers that were counted elsewhere, written as if they had been given here."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from surveys.models import AnswerCounter, Campaign
from surveys.release.campaigns import ANSWERED

from .cells import all_cells, answered_key
from .locks import hold_campaign
from .submitting import in_new_order


def bring_in(
    campaign: Campaign, counts: Mapping[tuple[int | None, UUID, str], int], people: Mapping[int | None, int]
) -> None:
    """`counts`: (department asked about, question, cell) to how many; `people`: how many answered about each.

    Inside a transaction. Raises ValueError for a cell in which nobody could have answered.
    """
    hold_campaign(campaign)
    possible = all_cells(campaign, campaign.questionnaire.in_order())
    own = UUID(answered_key(campaign))
    if any(cell not in possible.get(str(question), ()) for _about, question, cell in counts):
        raise ValueError("no such answer")
    everything = {**counts, **{(about, own, ANSWERED): number for about, number in people.items()}}
    rows = [
        AnswerCounter(campaign=campaign.pk, bucket=str(about or ""), question=question, cell=cell, count=count)
        for (about, question, cell), count in everything.items()
        if count
    ]
    AnswerCounter.objects.bulk_create(in_new_order(rows), batch_size=2_000)
