"""What a batch would do before it begins: how many requests can, and which cannot, by reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from requests_app.models import ApprovalRound, Batch
from requests_app.states import FINISHED

from .acts import ACTS, Deed
from .hindrances import hindered

SHOWN = 20  # requests of one reason


def own_words() -> str:
    return _("Nobody works on their own request.")


def state_words(status: str) -> str:
    if status in FINISHED:
        return _("It is finished already.")
    return _("Its state does not allow that.")


def stale_words() -> str:
    return _("Somebody changed it meanwhile. Look at it, then do it again.")


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why some cannot, how many, and the first of them: number and title."""

    reason: str
    count: int
    rows: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Preview:
    total: int
    can: int
    obstacles: list[Obstacle]


def preview(batch: Batch) -> Preview:
    """Few statements, whatever the number. What is found out only by trying, the result tells."""
    deed, found = ACTS[batch.act], defaultdict(list)
    asked = Exists(ApprovalRound.objects.open().filter(request=OuterRef("request")))
    facts = ("request", "request__title", "request__status", "request__requester", "current", "version", "is_asked")
    items = batch.items.annotate(is_asked=asked, current=F("request__version")).order_by("request")
    rows = list(items.values_list(*facts))
    hindrances = hindered(batch.act, [row[0] for row in rows], by=batch.started_by)
    for number, title, status, requester, current, version, is_asked in rows:
        stale = deed.guarded and current != version
        own = requester == batch.started_by_id
        reason = _obstacle(deed, status, own=own, stale=stale, asked=is_asked) or hindrances.get(number, "")
        if reason:
            found[reason].append((number, title))
    obstacles = [Obstacle(reason, len(left_out), left_out[:SHOWN]) for reason, left_out in found.items()]
    return Preview(len(rows), len(rows) - sum(one.count for one in obstacles), obstacles)


def _obstacle(deed: Deed, status: str, *, own: bool, stale: bool, asked: bool) -> str:
    if own:
        return own_words()
    if stale:
        return stale_words()
    if status not in deed.when:
        return state_words(status)
    return _("It waits for an approval.") if asked and not deed.while_asked else ""
