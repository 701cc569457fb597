"""Files what is due. Safe to run twice and by many at once: each rule is claimed, each of its days is unique."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation

from requests_app import clock, transitions
from requests_app.fields.directory import Portal
from requests_app.fields.validation import Answered, validate
from requests_app.models import FormVersion, Occurrence, Recurrence, Service, ServiceRequest
from requests_app.notifications import News, notify_all
from requests_app.transitions import Filing, Refused

from .keeping import days_up_to, look_ahead, moment_for
from .rule import Planned

logger = logging.getLogger(__name__)

AT_ONCE = 200
LATER = timedelta(hours=1)  # for one that failed, so that it does not stand in front of the others
# What is older is not filed any more; of several that are due, only the newest is.
TOO_LATE = timedelta(days=3)
State, Trouble, Outcome = Recurrence.State, Recurrence.Trouble, Occurrence.Outcome


class NotAsBefore(Exception):
    """It cannot be filed as it is; `trouble` says why."""

    def __init__(self, trouble: Recurrence.Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def file_due(*, now: datetime | None = None) -> int:
    """File whatever is due, soonest first; the number of requests."""
    at = now or clock.now()
    due = Recurrence.objects.due(at).order_by("next_at").values_list("pk", flat=True)
    return sum(_robustly(pk, at) for pk in list(due[:AT_ONCE]))


def _robustly(pk: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            return _deal_with(pk, now)
    except Exception:
        logger.exception("Recurring request %s could not be filed", pk)
        Recurrence.objects.filter(pk=pk).update(next_at=now + LATER)
        return False


def _deal_with(pk: int, now: datetime) -> bool:
    free = Recurrence.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    kept = free.select_related("owner__department", "service__provider", "form", "department").filter(pk=pk).first()
    if kept is None:
        return False  # somebody is at it, or it was paused since
    due = days_up_to(kept, now)
    newest = next((one for one in reversed(due) if one.on is not None and not _is_too_late(kept, one, now)), None)
    filed = None
    try:
        if newest is not None:
            filed = _file(kept, now)
    except NotAsBefore as problem:
        return _stop(kept, problem.trouble, now)
    _write_down(kept, due, newest, filed, now)
    kept.done_until = due[-1].day if due else kept.done_until
    look_ahead(kept, now)
    if kept.next_at is None:
        kept.state = State.ENDED  # its last day is over
    kept.save(update_fields=["done_until", "next_at", "state", "form"])
    if filed is not None:
        _tell(kept, "recurring_filed", filed, now)
    return filed is not None


def _is_too_late(kept: Recurrence, one: Planned, now: datetime) -> bool:
    return now - moment_for(kept, one) > TOO_LATE


def _file(kept: Recurrence, now: datetime) -> ServiceRequest:
    """In the owner's language and zone, as if they had sent the form. Raises NotAsBefore."""
    if not kept.owner.is_active:
        raise NotAsBefore(Trouble.OWNER)
    if not Service.objects.offered_to(kept.owner).filter(pk=kept.service_id).exists():
        raise NotAsBefore(Trouble.SERVICE)
    with translation.override(kept.owner.language), timezone.override(kept.zone):
        answered = _answered(kept, now)
        filing = Filing(
            title=kept.title,
            description=kept.description,
            answered=answered,
            asking_department=kept.department if kept.department and kept.owner.works_in(kept.department.pk) else None,
            recurrence=kept.pk,
        )
        try:
            return transitions.submit(kept.service, filing, requester=kept.owner, by=kept.owner, now=now)
        except Refused as refusal:
            logger.warning("Recurring request %s was refused: %s", kept.pk, refusal)
            raise NotAsBefore(Trouble.REFUSED) from refusal


def _answered(kept: Recurrence, now: datetime) -> Answered | None:
    """The answers to the form in force; to a newer one only where it takes every one of them, and misses none."""
    form = FormVersion.objects.in_force(kept.service, now)
    if form is None:
        return None
    codes = {question.code for question in form.questions if question.asks}
    known = {code: value for code, value in kept.answers.items() if code in codes}
    answered = validate(form, known, Portal(timezone.localtime(now).date(), kept.owner))
    if answered.errors or answered.answers != kept.answers:
        raise NotAsBefore(Trouble.FORM)
    kept.form = form
    return answered


def _stop(kept: Recurrence, trouble: Recurrence.Trouble, now: datetime) -> bool:
    """It waits until somebody looks at it; whose owner is gone, it ends."""
    kept.trouble = trouble
    kept.state = State.ENDED if trouble == Trouble.OWNER else State.PAUSED
    kept.edition += 1
    kept.save(update_fields=["trouble", "state", "edition"])
    if trouble != Trouble.OWNER:
        _tell(kept, "recurring_stopped", None, now)
    return False


def _write_down(
    kept: Recurrence, due: list[Planned], newest: Planned | None, filed: ServiceRequest | None, now: datetime
) -> None:
    rows = [
        Occurrence(recurrence=kept, day=one.day, outcome=Outcome.FILED, request=filed, at=now)
        if one is newest
        else Occurrence(recurrence=kept, day=one.day, outcome=_why_not(one), at=now)
        for one in due
    ]
    Occurrence.objects.bulk_create(rows)


def _why_not(one: Planned) -> Occurrence.Outcome:
    return Outcome.SKIPPED if one.on is None else Outcome.MISSED


def _tell(kept: Recurrence, kind: str, filed: ServiceRequest | None, now: datetime) -> None:
    """The owner did not do it at this moment, so they are told: what was filed under the bell, a stop by mail."""
    key = f"{kind}:{kept.pk}:{kept.edition}:{now:%Y%m%d%H%M}"
    params = {"name": kept.title, "recurrence": kept.pk}
    told = News(kind=kind, recipients=[kept.owner], key=key, at=now, request=filed, params=params, email=filed is None)
    notify_all([told])
