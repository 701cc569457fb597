"""Undertakings, step by step: each step in a transaction of its own, taken up by anybody where a worker died.

What is left to do is read from the rows themselves, never from a list made in advance: a step that was done is not
found again, so doing twice does no harm. What cannot be done is noted by its key, passed over, and told at the end.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from . import clock
from .models import Undertaking, User
from .states import IllegalMove
from .transitions import Refused, StaleForm

logger = logging.getLogger(__name__)

State = Undertaking.State
AT_ONCE = 100  # so many steps are done while the admin waits
HELD = timedelta(seconds=60)  # much longer than any step takes
A_TURN = 20.0  # seconds a worker stays with one before others get their turn


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `key` tells it apart, `what` names it to people."""

    key: str
    what: str
    act: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Kind:
    """`steps` reads what is left, without the keys given; `count` says how many there are, before anything began."""

    count: Callable[[Undertaking], int]
    steps: Callable[[Undertaking, Collection[str]], Iterator[Step]]


KINDS: dict[str, Kind] = {}


def register(code: str, kind: Kind) -> None:
    KINDS[code] = kind


def begin(kind: str, thing: int, plan: dict[str, object], *, by: User) -> Undertaking:
    """Inside the transaction of the decision. Few steps are done by `finish_small` after it, many by a worker."""
    made = Undertaking(kind=kind, thing=thing, plan=plan, asked_by=by, asked_at=clock.now())
    made.total = KINDS[kind].count(made)
    made.save()
    if made.total > AT_ONCE:
        from .tasks import undertake  # tasks imports this module

        undertake.delay_on_commit(made.pk)
    return made


def finish_small(undertaking: Undertaking) -> Undertaking:
    """Do it now where that does not take long; after the decision is committed."""
    if undertaking.total <= AT_ONCE:
        work(undertaking.pk, seconds=A_TURN)
        undertaking.refresh_from_db()
    return undertaking


def free_ones() -> list[int]:
    return list(Undertaking.objects.free(clock.now()).order_by("pk").values_list("pk", flat=True))


def work(pk: int, *, seconds: float = A_TURN) -> bool:
    """Go on with it for a while, unless somebody else does. Is it finished?"""
    now = clock.now()
    if not Undertaking.objects.free(now).filter(pk=pk).update(state=State.RUNNING, lease_until=now + HELD):
        return True
    held = Undertaking.objects.select_related("asked_by").get(pk=pk)
    try:
        # What could not be done is told in the words of whoever asked.
        with translation.override(held.asked_by.language):
            is_over = _go_on(held, time.monotonic() + seconds)
    except OperationalError:
        raise  # the database is away: the hold runs out, and somebody tries again
    except Exception:
        logger.exception("Undertaking %s stopped", pk)
        Undertaking.objects.filter(pk=pk).update(state=State.FAILED, finished_at=clock.now(), lease_until=None)
        return True
    ended = {"state": State.DONE, "finished_at": clock.now()} if is_over else {}
    Undertaking.objects.filter(pk=pk).update(lease_until=None, **ended)
    return is_over


def _go_on(held: Undertaking, until: float) -> bool:
    passed_over = {one["key"] for one in held.failures}
    for step in KINDS[held.kind].steps(held, passed_over):
        _do(held, step)
        if time.monotonic() > until:
            return False
    return True


def _do(held: Undertaking, step: Step) -> None:
    """The step and the note that it is done are one transaction."""
    mine = Undertaking.objects.filter(pk=held.pk)
    try:
        with transaction.atomic():
            step.act()
            mine.update(done=F("done") + 1, lease_until=clock.now() + HELD)
    except (Refused, StaleForm, IllegalMove) as problem:
        why = str(problem) if isinstance(problem, Refused) else _("It moved on meanwhile.")
        held.failures.append({"key": step.key, "what": step.what, "why": why})
        mine.update(failures=held.failures, done=F("done") + 1, lease_until=clock.now() + HELD)


def try_again(undertaking: Undertaking) -> None:
    """Forget what could not be done, and take it up once more."""
    left = len(undertaking.failures) or undertaking.total - undertaking.done
    waiting = {"state": State.WAITING, "failures": [], "done": 0, "total": left, "finished_at": None}
    if Undertaking.objects.filter(pk=undertaking.pk, state__in=[State.DONE, State.FAILED]).update(**waiting):
        from .tasks import undertake  # tasks imports this module

        undertake.delay_on_commit(undertaking.pk)
