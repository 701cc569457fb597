"""An import from beginning to end: batches, each in one transaction with the note of how far it came."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Max

from dashboards import marks
from operations.models import ImportRun
from requests_app import clock
from requests_app.models import ServiceRequest
from requests_app.states import IllegalMove

from .case import Case, Flagged
from .catalogue import Catalogue
from .copying import analyze
from .feed import Feed, Item
from .living import live
from .mapping import Mapping
from .names import ImaginedNames, RealNames
from .people import People
from .reading import Rejected, digest
from .report import Progress, Report
from .unknown import UnknownWords
from .writer import WRITTEN, Story, Writer

BATCH = 1000  # requests
# Journal lines of one batch, so that requests with long journals do not make it grow.
BATCH_ENTRIES = 20_000

Found = list[Rejected | Flagged]


class CannotImport(Exception):
    """The import does not begin or go on; the text says why and what to do."""


@dataclass(slots=True)
class Summary:
    """`counts`: requests, events, rejected, flagged, known, and flag:NAME for each kind of oddity."""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    already: bool = False  # the file was brought in before, so nothing was read
    earlier: int = 0  # events of an earlier part of this import
    words: UnknownWords = field(default_factory=UnknownWords)

    @property
    def rate(self) -> float:
        """Events a second of this part."""
        return (self.counts["events"] - self.earlier) / max(self.seconds, 1e-6)


def dry_run(path: Path, mapping: Mapping, progress: Progress) -> Summary:
    """Read and live through everything, and write nothing."""
    summary, names, feed = Summary(), ImaginedNames(), Feed(path, mapping)
    began = time.monotonic()
    for item in feed.items():
        rejected = [one for one in item if isinstance(one, Rejected)]
        for case in _cases([item]):
            try:
                _count(summary.counts, Story(case, live(case, names)))
                for one in case.flagged:
                    summary.words.add(one.flag, one.column, one.word, one.line)
            except IllegalMove as problem:
                rejected.append(Rejected(case.line, case.key, str(problem)))
        summary.counts["rejected"] += len(rejected)
        progress.tell(feed.fraction, summary.counts["requests"], summary.counts["events"])
    summary.seconds = time.monotonic() - began
    return summary


def import_log(path: Path, mapping: Mapping, report: Path, *, resume: bool, progress: Progress) -> Summary:
    """Bring a file in, or go on where an interrupted import stopped. Raises CannotImport, BrokenFile, MappingError."""
    began, now = time.monotonic(), clock.now()
    run = _run(path, mapping, resume=resume, now=now)
    summary = Summary(
        Counter(run.counts), already=run.state == ImportRun.State.FINISHED, earlier=run.counts.get("events", 0)
    )
    if summary.already:
        return summary
    feed, began_at = Feed(path, mapping), run.position
    importer = Importer(run, mapping, Report(report, keep=run.rejected), now)
    summary.words = importer.report.words
    try:
        items = feed.items(skip=run.position)
        while batch := _batch(items):
            if began_at and run.position == began_at:
                progress.begin_at(feed.fraction, summary.earlier)
            importer.take(batch)
            summary.counts = Counter(run.counts)
            progress.tell(feed.fraction, summary.counts["requests"], summary.counts["events"])
        importer.finish()
    finally:
        if run.position > began_at:
            # Without news of so many new rows PostgreSQL would plan the next statement for empty tables.
            analyze(*WRITTEN)
            marks.mark_all()
    summary.seconds = time.monotonic() - began
    return summary


def _run(path: Path, mapping: Mapping, *, resume: bool, now: datetime) -> ImportRun:
    """The note about this file: a new one, or the one that an interrupted import left."""
    file_digest = digest(path)
    run = ImportRun.objects.filter(source=mapping.source, file_digest=file_digest).first()
    if run is None:
        return ImportRun.objects.create(
            source=mapping.source,
            file_name=path.name[:255],
            file_digest=file_digest,
            mapping_digest=mapping.digest,
            highest_before=ServiceRequest.objects.aggregate(highest=Max("pk"))["highest"] or 0,
            started_at=now,
            updated_at=now,
        )
    if run.state == ImportRun.State.STARTED:
        if not resume:
            raise CannotImport(f"An import of this file stopped after {run.position:,} requests. Go on with --resume.")
        if run.mapping_digest != mapping.digest:
            raise CannotImport(
                "The mapping says something else than when this import began. Use the old one to go on with it."
            )
    return run


def _batch(items: Iterable[Item]) -> list[Item]:
    batch: list[Item] = []
    entries = 0
    for item in islice(items, BATCH):
        batch.append(item)
        entries += sum(len(case.entries) for case in _cases([item]))
        if entries >= BATCH_ENTRIES:
            break
    return batch


def _cases(items: Iterable[Item]) -> list[Case]:
    return [one for item in items for one in item if isinstance(one, Case)]


class Importer:
    """Takes batch after batch into the database."""

    def __init__(self, run: ImportRun, mapping: Mapping, report: Report, now: datetime) -> None:
        self.run, self.mapping, self.report = run, mapping, report
        self.writer = Writer(Catalogue(mapping, now))

    def take(self, items: list[Item]) -> None:
        """All of a batch and the note that it is dealt with, or nothing."""
        rejected = [one for item in items for one in item if isinstance(one, Rejected)]
        cases = _cases(items)
        try:
            with transaction.atomic():
                after = self._note(len(items), rejected, *self._write(cases))
        except DatabaseError:
            # Something the database does not take: one by one, so that only it is left out.
            self.writer.forget()
            with transaction.atomic():
                after = self._note(len(items), rejected, *self._one_by_one(cases))
        for name, value in after.items():
            setattr(self.run, name, value)

    def _one_by_one(self, cases: list[Case]) -> tuple[Counter[str], Found]:
        counts: Counter[str] = Counter()
        found: Found = []
        for case in cases:
            try:
                with transaction.atomic():
                    more, odd = self._write([case])
                counts += more
                found += odd
            except DatabaseError as problem:
                self.writer.forget()
                found.append(Rejected(case.line, case.key, f"The database refused it: {str(problem).splitlines()[0]}"))
        return counts, found

    def _write(self, cases: list[Case]) -> tuple[Counter[str], Found]:
        """What came in, and what the report is to say about these cases."""
        counts: Counter[str] = Counter()
        fresh, rejected, counts["known"] = self._without_known(cases)
        people = People(self.mapping, {name for case in fresh for name in case.people()})
        names = RealNames(self.writer.catalogue, people)
        stories = []
        for case in fresh:
            try:
                stories.append(Story(case, live(case, names)))
            except IllegalMove as problem:
                rejected.append(Rejected(case.line, case.key, str(problem)))
        self.writer.write(stories, people)
        for story in stories:
            _count(counts, story)
        return counts, [*rejected, *(one for story in stories for one in story.case.flagged)]

    def _without_known(self, cases: list[Case]) -> tuple[list[Case], list[Rejected], int]:
        """New cases; repeats of a key in this file; how many the portal has from an earlier file of the source."""
        keys = [case.key for case in cases]
        mine = ServiceRequest.objects.filter(source=self.mapping.source, source_key__in=keys)
        known = dict(mine.values_list("source_key", "pk"))
        fresh: dict[str, Case] = {}
        repeats, old = [], 0
        for case in cases:
            if case.key in fresh or known.get(case.key, 0) > self.run.highest_before:
                repeats.append(Rejected(case.line, case.key, "An earlier row of this file has the same key."))
            elif case.key in known:
                old += 1
            else:
                fresh[case.key] = case
        return list(fresh.values()), repeats, old

    def _note(self, dealt_with: int, unread: list[Rejected], counts: Counter[str], found: Found) -> dict[str, Any]:
        """Move the position on; returns what the row says now. Raises CannotImport where another process moved it."""
        run, told = self.run, sorted([*unread, *found], key=lambda one: one.line)
        counts["rejected"] += sum(isinstance(one, Rejected) for one in told)
        after = {
            "position": run.position + dealt_with,
            "counts": dict(Counter(run.counts) + counts),
            "rejected": run.rejected + len(told),
            "updated_at": clock.now(),
        }
        mine = ImportRun.objects.filter(pk=run.pk, position=run.position, state=ImportRun.State.STARTED)
        if not mine.update(**after):
            raise CannotImport("Another process is bringing in this file.")
        self.report.add(told)
        return after

    def finish(self) -> None:
        self.run.state = ImportRun.State.FINISHED
        ImportRun.objects.filter(pk=self.run.pk).update(state=self.run.state, updated_at=clock.now())


def _count(counts: Counter[str], story: Story) -> None:
    counts["requests"] += 1
    counts["events"] += len(story.life.events)
    counts["flagged"] += bool(story.case.flags)
    for flag in story.case.flags:
        counts[f"flag:{flag}"] += 1
