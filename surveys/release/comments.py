"""What people wrote, once it is released: in random order, beside no figure, no lower than it may be seen."""

from __future__ import annotations

from surveys.models import Campaign, CommentText


def comments_of(campaign: Campaign) -> list[CommentText]:
    """All of a closed campaign, for whoever looks through them; keys are random, and so is their order."""
    if campaign.state != Campaign.State.CLOSED:
        return []
    return list(CommentText.objects.filter(campaign=campaign.pk).order_by("pk"))


def shown_comments(campaign: Campaign) -> list[CommentText]:
    """Those that were looked through and may be read by everybody who reads the results."""
    return [one for one in comments_of(campaign) if one.state == CommentText.State.SHOWN]
