"""From counted answers of groups that may be shown to the figures that are stored and shown. For workers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from requests_app.models import Department
from surveys.models import Campaign, Instrument, Question, ReleasedGroup
from surveys.stats import kano_summary
from surveys.stats.kano.evaluation import letters_of_cells
from surveys.stats.kano.segments import LEAST_ANSWERS, segments_differ

from .caution import grade
from .choices import choice_of, matrix_of
from .departments import Asked, compare
from .dimensions import map_of, parts_of, score_of
from .needs import need_of, priorities
from .response import TakingPart
from .response import taking_part as rates_of
from .rows import Row, parts_of_rows, scales_of, score_of_rows, tables_of
from .scales import Cells, favourable_in, item_of, pairs_in
from .weights import weights_of

Counts = Mapping[str, Cells]
Sides = dict[int, dict[UUID, tuple[int, int]]]
SERVQUAL = (Instrument.PULSE, Instrument.SERVQUAL)


class Group(Protocol):
    """What `across` reads of a group: a ReleasedGroup, stored or not."""

    kind: str
    about_id: int | None
    asker_id: int | None
    n: int | None


def figures_of(
    campaign: Campaign,
    questions: Sequence[Question],
    counts: Counts,
    n: int,
    rows: Sequence[Row] | None = None,
    met: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Everything that is shown of one group of `n` people, as JSON; docs/surveys.md says what is in it.

    `counts`: question key -> cell -> how many; under the campaign's own key the importance of dimensions. `rows`: the
    answers of each person where they were kept together, of the whole company only. The group itself must be one that
    may be shown; of questions that fewer than `campaign.k` of it could judge nothing is told. `met`:
    how well needs are met (`surveys.release.measured`), by key of the need.
    """
    figures: dict[str, Any] = {"n": n, "grade": grade(n), "questions": {}}
    for question in questions:
        found = question_figures(question, counts.get(str(question.pk), {}), campaign.k)
        if found is not None:
            figures["questions"][str(question.pk)] = found
    instrument = campaign.questionnaire.instrument
    if instrument in SERVQUAL:
        figures |= _quality(campaign, questions, counts, rows)
    if instrument == Instrument.KANO:
        met = met or {}
        figures["met"] = dict(met)
        figures["priorities"] = priorities(figures["questions"], {key: one["value"] for key, one in met.items()})
    return figures


def question_figures(question: Question, cells: Cells, k: int) -> Any:
    """By kind of question; None for a text, and for a need that too few answered."""
    if question.kind == Question.Kind.SCALE:
        return item_of(cells, question.scale_max, k)
    if question.kind == Question.Kind.MATRIX:
        return matrix_of(cells, list(question.statements), question.scale_max, k)
    if question.kind == Question.Kind.KANO:
        return need_of(cells, k)
    if question.kind in (Question.Kind.CHOICE, Question.Kind.CHOICES):
        return choice_of(cells, list(question.labels), k, several=question.kind == Question.Kind.CHOICES)
    return None


def _quality(
    campaign: Campaign, questions: Sequence[Question], counts: Counts, rows: Sequence[Row] | None
) -> dict[str, Any]:
    own = str(campaign.pk)
    weights = weights_of(counts.get(own, {}), campaign.k)
    parts = parts_of(questions, counts, campaign.k)
    score = score_of(parts, weights)
    if rows:
        scales = scales_of(questions)
        tables = tables_of(scales, rows)
        parts = parts_of_rows(scales, tables, campaign.k) or parts
        score = score_of_rows(scales, tables, rows, own, campaign.k) or score
    if campaign.questionnaire.instrument == Instrument.PULSE:
        # One or two statements are no dimension.
        parts = {name: part for name, part in parts.items() if name == "all"}
    return {"parts": parts, "score": score, "importance": weights, "map": map_of(parts, weights)}


def across(campaign: Campaign, groups: Sequence[tuple[Group, Counts]]) -> dict[str, Any]:
    """What compares groups that may be shown: departments on all statements and on each, segments of needs."""
    questions = campaign.questionnaire.in_order()
    scales = [question for question in questions if question.kind == Question.Kind.SCALE]
    about = _asked_about(campaign, groups)
    sides = _sides_of(about, scales)
    needs = [question for question in questions if question.kind == Question.Kind.KANO]
    return {
        "overall": compare(_asked(sides, scales, campaign.k)) if scales else None,
        "by_question": {str(one.pk): compare(_asked(sides, [one], campaign.k)) for one in scales},
        "segments": _segments(needs, about, groups) if needs else {},
    }


def _asked_about(campaign: Campaign, groups: Sequence[tuple[Group, Counts]]) -> list[tuple[Group, Counts]]:
    """The departments that were asked about; not those above them, in which the same answers come again."""
    asked = set(campaign.about.values_list("pk", flat=True))
    about = [(group, counts) for group, counts in groups if group.kind == ReleasedGroup.Kind.ABOUT]
    return _each_once([(group, counts) for group, counts in about if not asked or group.about_id in asked])


def _each_once(about: Sequence[tuple[Group, Counts]]) -> list[tuple[Group, Counts]]:
    """Where a department and a part of it were both asked about, whoever was asked about the part counts there only.

    What is left of the whole has k answers or none, by the rule of the release.
    """
    known = {group.about_id for group, _counts in about}
    above = dict(Department.objects.values_list("pk", "parent"))
    left = {group.about_id: {key: dict(cells) for key, cells in counts.items()} for group, counts in about}
    for group, counts in about:
        over = above.get(group.about_id) if group.about_id is not None else None
        while over is not None and over not in known:
            over = above.get(over)
        if over is not None:
            _take_away(left[over], counts)
    return [(group, left[group.about_id]) for group, _counts in about]


def _take_away(whole: dict[str, dict[str, int]], part: Counts) -> None:
    for question, cells in part.items():
        for cell, count in cells.items():
            if cell in whole.get(question, {}):
                whole[question][cell] = max(whole[question][cell] - count, 0)


def _sides_of(groups: Sequence[tuple[Group, Counts]], questions: Sequence[Question]) -> Sides:
    """Of every department, (favourable, judged) by question."""
    return {
        group.about_id: {one.pk: _favourable(counts.get(str(one.pk), {}), one.scale_max) for one in questions}
        for group, counts in groups
        if group.about_id is not None
    }


def _asked(sides: Sides, questions: Sequence[Question], k: int) -> list[Asked]:
    """One answer per person: the mean over what they were asked counts as one, since their answers hang together."""
    found = []
    for about, by_question in sides.items():
        judged = [by_question[question.pk] for question in questions]
        n = min(of for _, of in judged)
        if n >= k:
            found.append(Asked(about, n * sum(good / of for good, of in judged) / len(judged), n))
    return found


def _favourable(cells: Cells, points: int) -> tuple[int, int]:
    counts = [0] * points
    for (got, _), count in pairs_in(cells, points).items():
        counts[got - 1] += count
    return favourable_in(counts), sum(counts)


def _segments(
    needs: Sequence[Question], about: Sequence[tuple[Group, Counts]], groups: Sequence[tuple[Group, Counts]]
) -> dict[str, Any]:
    """Per kind of group and need: does it differ, and the letter of every segment of 20 answers or more."""
    result: dict[str, Any] = {}
    asker = [(group, counts) for group, counts in groups if group.kind == ReleasedGroup.Kind.ASKER]
    for kind, members in ((ReleasedGroup.Kind.ABOUT, about), (ReleasedGroup.Kind.ASKER, asker)):
        parts = [(_department(group), counts) for group, counts in members]
        table = {
            str(need.pk): {name: letters_of_cells(counts.get(str(need.pk), {})) for name, counts in parts}
            for need in needs
        }
        result[kind.value] = {
            need: {"departments": _letters(segments), **_test(tests.get(need))}
            for tests in [segments_differ(table)]
            for need, segments in table.items()
            if _letters(segments)
        }
    return result


def _department(group: Group) -> str:
    return str(group.about_id if group.kind == ReleasedGroup.Kind.ABOUT else group.asker_id)


def _letters(segments: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    """The letter of each department that answered often enough."""
    large = {name: letters for name, letters in segments.items() if sum(letters.values()) >= LEAST_ANSWERS}
    return {name: kano_summary(counts=letters)["category_6pct"] or "" for name, letters in large.items()}


def _test(found: Any) -> dict[str, Any]:
    return {"p": found["p"], "adjusted": found["adjusted"]} if found else {"p": None, "adjusted": None}


def taking_part(campaign: Campaign, groups: Sequence[tuple[Group, Counts]]) -> TakingPart:
    """Rates of answering, and between which bounds the favourable share lies whatever the silent would have said."""
    everybody = next((counts for group, counts in groups if group.kind == ReleasedGroup.Kind.COMPANY), None)
    scales = [one for one in campaign.questionnaire.in_order() if one.kind == Question.Kind.SCALE]
    sides = [_favourable((everybody or {}).get(str(one.pk), {}), one.scale_max) for one in scales]
    judged = [(favourable, n) for favourable, n in sides if n >= campaign.k]
    if not judged or len(judged) < len(scales):
        return rates_of(campaign)
    n = min(n for _, n in judged)
    return rates_of(campaign, (n * sum(good / of for good, of in judged) / len(judged), n))
