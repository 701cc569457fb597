"""The job that corrects the past: every clock that lived since then, finished ones as well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from requests_app import clock
from requests_app.models import RequestEvent, ServiceRequest
from requests_app.states import Verb
from sla import records
from sla.calendar.instants import from_us, to_us
from sla.ledger import EventKind
from sla.models import CalendarVersion, Clock, ClockEvent, ClockSegment, Metric, Recalculation
from sla.models.calendars import compiled
from sla.models.clocks import ClockQuerySet

from . import rows
from .jobs import Hold, Outlook, Step, Timings
from .past import Correction, correct

CHUNK = 500

# What cancels a clock. A refusal answers as well: it stops the clocks of answers, and cancels the others.
ENDS_WITHOUT_VERDICT = frozenset({Verb.CANCELLED, Verb.APPROVAL_WITHDRAWN, Verb.STANDARD_APPLIED, Verb.AMENDED})
ANSWERED = frozenset({Metric.FIRST_RESPONSE, Metric.NEXT_REPLY})


@dataclass(slots=True)
class Corrected:
    """A clock with what the correction made of it, and its pieces as rows."""

    entry: records.Entry
    segments: list[ClockSegment]
    before: tuple[object, ...]

    @property
    def is_changed(self) -> bool:
        return self.before != _verdict(self.entry) or bool(self.entry.account.happenings)


def correction_of(version: CalendarVersion) -> Correction:
    versions = CalendarVersion.objects.filter(calendar=version.calendar_id, number__lte=version.number)
    listed = list(versions.order_by("number").values_list("pk", "counts_from"))
    ids = [pk for pk, _since in listed]
    *earlier, last = [
        Correction(pk, to_us(since), frozenset(ids[:place]), compiled) for place, (pk, since) in enumerate(listed)
    ]
    return replace(last, earlier=tuple(earlier))


def touched(calendar_id: int, since: int) -> ClockQuerySet:
    """All clocks of a calendar that had not stopped by then."""
    lived = Q(stopped_at=None) | Q(stopped_at__gt=from_us(since))
    found: ClockQuerySet = Clock.objects.filter(lived, calendar_version__calendar=calendar_id).order_by("pk")
    return found


@dataclass(slots=True)
class CorrectionWorker:
    calendar_id: int
    correction: Correction

    @classmethod
    def of(cls, job: Recalculation) -> CorrectionWorker:
        assert job.calendar_version is not None  # noqa: S101 - so the table demands
        return cls(job.calendar_version.calendar_id, correction_of(job.calendar_version))

    def step(self, hold: Hold, timings: Timings) -> Outlook:
        with transaction.atomic():
            found = touched(self.calendar_id, self.correction.since).filter(pk__gt=hold.job.cursor)
            pairs = list(found.values_list("pk", "request_id")[:CHUNK])
            if not pairs:
                return Outlook.DONE
            hold.keep(self._correct(pairs, timings))
        return Outlook.MORE

    def _correct(self, pairs: Sequence[tuple[int, int]], timings: Timings) -> Step:
        with timings.of("reading"):
            requests = {request for _clock, request in pairs}
            # Verbs take the same two steps in the same order; waiting for them is safe.
            held = ServiceRequest.objects.filter(pk__in=requests).order_by("pk").select_for_update(no_key=True)
            by_id = {request.pk: request for request in held}
            clocks = Clock.objects.filter(pk__in=[pk for pk, _request in pairs]).order_by("pk")
            found = read(clocks.select_for_update(no_key=True), by_id)
        step = Step(cursor=pairs[-1][0], seen=len(found))
        with timings.of("arithmetic"):
            apply(found, self.correction)
        with timings.of("writing"):
            write(found, self.correction)
            rows.move_requests(sorted(requests))
        count(step, found)
        return step


def read(clocks: Iterable[Clock], requests: dict[int, ServiceRequest] | None = None) -> list[Corrected]:
    """Clocks with all their pieces."""
    listed = list(clocks)
    pieces: dict[int, list[ClockSegment]] = defaultdict(list)
    for segment in ClockSegment.objects.filter(clock__in=listed).order_by("from_at", "id"):
        pieces[segment.clock_id].append(segment)
    found = []
    for row in listed:
        if requests is not None:
            row.request = requests[row.request_id]
        account = records.read(row)
        account.pieces = [records.piece_of(segment) for segment in pieces[row.pk]]
        entry = records.Entry(row, account)
        found.append(Corrected(entry, pieces[row.pk], _verdict(entry)))
    return found


def correct_at_once(rows: Sequence[Clock], request: ServiceRequest, version: CalendarVersion, at: datetime) -> None:
    """What the job will do, for clocks of one request that somebody holds and touches before it came."""
    found, correction = read(rows, {request.pk: request}), correction_of(version)
    apply(found, correction, now=to_us(at))
    write(found, correction)


def apply(found: Iterable[Corrected], correction: Correction, *, now: int | None = None) -> None:
    now = to_us(clock.now()) if now is None else now
    for one in found:
        correct(one.entry.account, correction, now, partial(_was_called_off, one.entry.row))


def _verdict(entry: records.Entry) -> tuple[object, ...]:
    account = entry.account
    return account.state, account.due, account.overran, account.consumed


def _was_called_off(row: Clock) -> bool:
    """Whether the verb that ended the clock cancelled it; what ended at no verb's moment was finished."""
    ended = RequestEvent.objects.filter(request=row.request_id, at=row.stopped_at or row.started_at)
    verbs = set(ended.values_list("verb", flat=True))
    if row.metric == Metric.APPROVAL and Verb.RESOLVED in verbs:
        return True
    return any(verb in ENDS_WITHOUT_VERDICT or (verb == Verb.DECLINED and row.metric not in ANSWERED) for verb in verbs)


def write(found: Iterable[Corrected], correction: Correction) -> None:
    """The clocks, their pieces and what they set off; other apps hear of every clock that says something else now."""
    listed = list(found)
    names: set[str] = set()
    changed = []
    for one in listed:
        wanted = records.columns(one.entry.account, one.entry.row.request.is_live)
        other = {name for name, value in wanted.items() if getattr(one.entry.row, name) != value}
        for name in other:
            setattr(one.entry.row, name, wanted[name])
        if other:
            changed.append(one.entry.row)
            names |= other
    if changed:
        Clock.objects.bulk_update(changed, sorted(names), batch_size=records.AT_ONCE)
    _write_pieces(listed, correction)
    ClockEvent.objects.bulk_create(
        records.event_row(one.entry.row, happening, live=one.entry.row.request.is_live)
        for one in listed
        for happening in one.entry.account.happenings
    )
    records.announce(one.entry.row for one in listed if one.is_changed)


def _write_pieces(found: Iterable[Corrected], correction: Correction) -> None:
    changed: list[ClockSegment] = []
    new: list[ClockSegment] = []
    for one in found:
        for segment in one.segments:
            piece = records.piece_of(segment)
            first, *rest = correction.parts_of(piece)
            if first != piece:
                segment.to_at, segment.calendar_version_id = records.moment(first.until), first.version
                changed.append(segment)
            new += [records.segment_row(one.entry.row, part) for part in rest]
    ClockSegment.objects.bulk_update(changed, ["to_at", "calendar_version"], batch_size=records.AT_ONCE)
    ClockSegment.objects.bulk_create(new)


def count(step: Step, found: Iterable[Corrected]) -> None:
    for one in found:
        kinds = {happening.kind for happening in one.entry.account.happenings}
        step.moved += one.before[:2] != _verdict(one.entry)[:2]
        step.broke += EventKind.BREACH in kinds
        step.revoked += EventKind.REVOKED in kinds
