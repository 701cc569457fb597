"""Looking through what people wrote, before others read it: names are blanked out, nothing is rewritten."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app.models import User
from requests_app.transitions import Refused
from surveys.campaigns.audit import words_blanked
from surveys.models import Campaign, CommentText

logger = logging.getLogger(__name__)
BLANK = "…"


@transaction.atomic
def moderate(campaign: Campaign, comment: UUID, *, text: str, shown: bool, by: User) -> CommentText:
    """Show or hide it, with some of it blanked out. That it was changed is logged, what it said before is not.

    Raises CommentText.DoesNotExist, and Refused while the campaign is open or where words were put into it.
    """
    if campaign.state != Campaign.State.CLOSED:
        raise Refused(_("Comments can be read when the survey has closed."))
    found = CommentText.objects.select_for_update().get(pk=comment, campaign=campaign.pk)
    text = text.replace("\r\n", "\n").strip()
    if not leaves_out_only(found.text, text):
        raise Refused(_("Only leave words out, and put … in their place."))
    if text != found.text:
        logger.info("Person %s blanked out words of comment %s of survey %s", by.pk, comment, campaign.pk)
        words_blanked(campaign, by=by)
    found.text, found.state = text, CommentText.State.SHOWN if shown else CommentText.State.HIDDEN
    found.save(update_fields=["text", "state"])
    return found


def leaves_out_only(old: str, new: str) -> bool:
    """Is `new` what is left of `old` when pieces are replaced by “…”?"""
    old, begin = old.replace("\r\n", "\n").strip(), 0
    pieces = new.split(BLANK)
    for place, piece in enumerate(pieces):
        last = place == len(pieces) - 1
        at = old.rfind(piece) if last and place else old.find(piece, begin)
        if at < begin or (place == 0 and at != 0):
            return False
        begin = at + len(piece)
    return begin == len(old)
