"""What a batch would do before it begins: how many requests can, and which cannot, by reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from requests_app.models import ApprovalRound, Batch
from requests_app.states import FINISHED

from .acts import ACTS, Deed

SHOWN = 20  # numbers of one reason


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
    """Why some cannot, how many, and the first of them."""

    reason: str
    count: int
    numbers: list[int]


@dataclass(frozen=True, slots=True)
class Preview:
    total: int
    can: int
    obstacles: list[Obstacle]


def preview(batch: Batch) -> Preview:
    """One statement, whatever the number. What is found out only by trying, the result tells."""
    deed, found = ACTS[batch.act], defaultdict(list)
    asked = Exists(ApprovalRound.objects.open().filter(request=OuterRef("request")))
    facts = ("request", "request__status", "request__requester", "current", "version", "is_asked")
    items = batch.items.annotate(is_asked=asked, current=F("request__version")).order_by("request")
    total = 0
    for number, status, requester, current, version, is_asked in items.values_list(*facts):
        total += 1
        stale = deed.guarded and current != version
        if reason := _obstacle(deed, status, own=requester == batch.started_by_id, stale=stale, asked=is_asked):
            found[reason].append(number)
    obstacles = [Obstacle(reason, len(numbers), numbers[:SHOWN]) for reason, numbers in found.items()]
    return Preview(total, total - sum(one.count for one in obstacles), obstacles)


def _obstacle(deed: Deed, status: str, *, own: bool, stale: bool, asked: bool) -> str:
    if own:
        return own_words()
    if stale:
        return stale_words()
    if status not in deed.when:
        return state_words(status)
    return _("It waits for an approval.") if asked and not deed.while_asked else ""
