"""What people wrote, once it is released: in random order, beside no figure, no lower than it may be seen."""

from __future__ import annotations

from django.db.models import QuerySet

from requests_app.models import Department
from surveys.models import Campaign, CommentText, ReleasedGroup

Kind = ReleasedGroup.Kind


def comments_of(campaign: Campaign) -> QuerySet[CommentText]:
    """All of a closed campaign, for whoever looks through them; keys are random, and so is their order."""
    if campaign.state != Campaign.State.CLOSED:
        return CommentText.objects.none()
    return CommentText.objects.filter(campaign=campaign.pk).order_by("pk")


def shown_comments(campaign: Campaign, group: ReleasedGroup) -> QuerySet[CommentText]:
    """Those of one group that were looked through, for everybody who reads its figures.

    When a campaign closes, every bucket of comments holds what as many people answered as comments need. So does every
    sum of buckets, and what is left when one group's comments are taken from another's.
    """
    if group.n is None or group.n < campaign.k_comments:
        return CommentText.objects.none()
    shown = comments_of(campaign).filter(state=CommentText.State.SHOWN)
    if group.kind == Kind.COMPANY:
        return shown
    buckets = shown.order_by().values_list("bucket", flat=True).distinct()
    below = _with_those_below(group.about_id) if group.kind == Kind.ABOUT and group.about_id else set()
    return shown.filter(bucket__in=[bucket for bucket in buckets if _belongs(bucket, group, below)])


def _belongs(bucket: str, group: ReleasedGroup, below: set[str]) -> bool:
    """`below`: keys of the department asked about and of those in it."""
    about, of_asker, asker = bucket.partition("|")
    if group.kind == Kind.ABOUT:
        return about in below
    same_asker = bool(of_asker) and asker == str(group.asker_id or "")
    return same_asker and (group.about_id is None or about == str(group.about_id))


def _with_those_below(department: int) -> set[str]:
    inside: dict[int | None, list[int]] = {}
    for pk, parent in Department.objects.values_list("pk", "parent"):
        inside.setdefault(parent, []).append(pk)
    found, waiting = {department}, [department]
    while waiting:
        children = set(inside.get(waiting.pop(), ())) - found
        found |= children
        waiting += children
    return {str(pk) for pk in found}
