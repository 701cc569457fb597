"""Bringing a file of answers in: all of it in one transaction with the note that it came, or nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction

from operations.import_log.catalogue import code_of
from operations.import_log.reading import digest
from operations.import_log.report import Report
from operations.import_log.run import CannotImport
from operations.models import ImportRun
from requests_app import clock
from requests_app.models import Department, User
from surveys.campaigns.elsewhere import Counted, Held, hold_elsewhere
from surveys.models import Campaign, Question, Questionnaire
from surveys.questionnaires import building, library

from .mapping import Mapping
from .tally import Tally, tally

# More than that, and the mapping is for another file.
MOST_REJECTED = 0.5


@dataclass(slots=True)
class Summary:
    """What came, or would come. `campaign` is its key, empty in a dry run; `already`: the file was known."""

    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    campaign: str = ""
    already: bool = False


def dry_run(path: Path, mapping: Mapping) -> Summary:
    """Read and check everything, and write nothing. Raises CannotImport, BrokenFile, MappingError."""
    found = tally(path, mapping)
    _check(found, mapping)
    return _summary(found)


def import_answers(path: Path, mapping: Mapping, report: Path, *, by: User) -> Summary:
    """Bring the file in as a survey that has closed. The same file again: nothing happens.

    Raises CannotImport, BrokenFile, MappingError, Refused.
    """
    known = ImportRun.objects.filter(source=mapping.source, file_digest=digest(path)).first()
    if known is not None:
        counts = Counter({name: number for name, number in known.counts.items() if isinstance(number, int)})
        return Summary(counts, campaign=known.counts.get("campaign", ""), already=True)
    found = tally(path, mapping)
    _check(found, mapping)
    summary, now = _summary(found), clock.now()
    with transaction.atomic():
        # The note first: of two imports of one file the second waits here, and then fails whole.
        run = ImportRun.objects.create(
            source=mapping.source,
            file_name=path.name[:255],
            file_digest=digest(path),
            mapping_digest=mapping.digest,
            state=ImportRun.State.FINISHED,
            position=found.read,
            rejected=found.rejected,
            started_at=now,
            updated_at=now,
        )
        campaign = _bring_in(found, mapping, by=by, now=now)
        summary.campaign = str(campaign.pk)
        ImportRun.objects.filter(pk=run.pk).update(counts={**summary.counts, "campaign": summary.campaign})
    Report(report).add(found.odd)
    return summary


def _check(found: Tally, mapping: Mapping) -> None:
    """Whether it can be a survey at all. Raises CannotImport."""
    if not found.read:
        raise CannotImport("The file has a header and no rows.")
    if found.rejected > found.read * MOST_REJECTED:
        first = next(one for one in found.odd if hasattr(one, "reason"))
        raise CannotImport(
            f"{found.rejected:,} of {found.read:,} rows make no sense with this mapping. "
            f"The first is on line {first.line}: {first.reason}"
        )
    if len(found.questions) > building.MOST_QUESTIONS:
        raise CannotImport(
            f"There would be {len(found.questions):,} questions; a questionnaire has at most {building.MOST_QUESTIONS}."
            " Does columns.question name the right column?"
        )
    people = sum(found.people(department) for department in ["", *found.departments])
    if people < mapping.k:
        raise CannotImport(f"About {people} people answered. Nothing is shown of fewer than {mapping.k}.")


def _summary(found: Tally) -> Summary:
    counts = Counter(
        rows=found.read,
        answers=found.answers,
        blank=found.blank,
        rejected=found.rejected,
        questions=len(found.questions),
        departments=len(found.departments),
    )
    counts.update({f"flag:{flag}": number for flag, number in found.flags().items()})
    notes = [
        f"“{one}” and “{other}” are counted apart; if they are one question, say so in [questions.same]."
        for one, other in found.alike()
    ]
    return Summary(counts, notes)


def _bring_in(found: Tally, mapping: Mapping, *, by: User, now: datetime) -> Campaign:
    places = {name: _department(name, mapping) for name in found.departments}
    questionnaire = _questionnaire(found.questions, mapping, by=by)
    questions = {str(one.text.get(mapping.language)): one for one in questionnaire.in_order()}
    today = now.astimezone(UTC).date()
    held = Held(
        questionnaire=questionnaire,
        title={mapping.language: mapping.title},
        about=tuple(places.values()),
        opens_on=mapping.opens or today,
        closes_on=mapping.closes or today,
        k=mapping.k,
    )
    counted = Counted()
    for (department, question, cell), count in found.counts.items():
        about = places[department].pk if department else None
        counted.answers[about, questions[question].pk, cell] += count
    for department in ["", *found.departments]:
        counted.people[places[department].pk if department else None] = found.people(department)
    return hold_elsewhere(held, counted, by=by, now=now)


def _department(name: str, mapping: Mapping) -> Department:
    naming = mapping.departments
    said = {"name": naming.names.get(name) or {mapping.language: name}, "time_zone": naming.zone}
    return Department.objects.get_or_create(code=code_of(name, naming), defaults=said)[0]


def _questionnaire(texts: list[str], mapping: Mapping, *, by: User) -> Questionnaire:
    """The one of an earlier file of this source where it asked the same in the same words, else a new one."""
    for earlier in ImportRun.objects.filter(source=mapping.source, counts__has_key="campaign").order_by("-pk"):
        campaign = Campaign.objects.filter(pk=earlier.counts["campaign"]).select_related("questionnaire").first()
        if campaign is not None and _asks(campaign.questionnaire, texts, mapping):
            return campaign.questionnaire
    frame = building.Frame(instrument="O", owner=None, title={mapping.language: mapping.title}, instruction={})
    begun = building.begin(frame, by=by)
    asked = [building.Asked(_question(text, mapping, by=by)) for text in texts]
    saved = building.save(begun, frame, asked, edition=begun.edition, by=by)
    return building.publish(saved, edition=saved.edition, by=by)


def _asks(questionnaire: Questionnaire, texts: list[str], mapping: Mapping) -> bool:
    labels = [{mapping.language: label} for label in mapping.scale.labels]
    asked = questionnaire.in_order()
    return [one.text.get(mapping.language) for one in asked] == texts and all(
        [dict(label) for label in one.labels.values()] == labels for one in asked
    )


def _question(text: str, mapping: Mapping, *, by: User) -> Question:
    labels = [{mapping.language: label} for label in mapping.scale.labels]
    said = {mapping.language: text}
    wording = library.Wording(kind=Question.Kind.SCALE, owner=None, text=said, help={}, answers=labels)
    return library.write(wording, by=by)
