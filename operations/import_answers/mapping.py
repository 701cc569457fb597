"""What a mapping of answers says, checked: columns, scale, labels that mean the same. Keys: docs/import-answers.md."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from operations.import_log.mapping import Naming, folded, language_of, layout_of, naming_of
from operations.import_log.toml_file import MappingError, Section, read
from surveys.questionnaires.library import FEWEST_ANSWERS, MOST_POINTS
from surveys.rules import K

COLUMNS = ("question", "answer", "label", "department", "key")
REQUIRED = ("question", "answer")
UNKNOWN_DAY = date.min


@dataclass(frozen=True, slots=True)
class Scale:
    """`points`: the file's words, folded, to 1, 2, … from worst to best. `labels`: what each says, in that order."""

    points: dict[str, int]
    labels: tuple[str, ...]
    cannot_judge: frozenset[str]
    blank: frozenset[str]
    # The file's words, folded, to what stands beside them in a column of labels, folded.
    said: dict[str, str]


@dataclass(frozen=True, slots=True)
class Mapping:
    """`opens` and `closes` are None where nobody knows any more when it was held."""

    source: str
    digest: str
    encoding: str
    delimiter: str
    quote: str
    language: str
    title: str
    opens: date | None
    closes: date | None
    k: int
    columns: dict[str, str]
    scale: Scale
    # One wording of a question to the one it counts as.
    same: dict[str, str]
    departments: Naming
    drops_repeats: bool
    section: Section

    def column_error(self, column: str, problem: str) -> MappingError:
        return self.section.section("columns").error(column, problem)


def load(path: Path) -> Mapping:
    """Read and check a mapping. Raises MappingError with the line and the key."""
    top = read(path)
    source = top.required("source", 'source = "staff-survey-2024"')
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", source):
        raise top.error("source", "is to be at most 40 small letters, digits and hyphens.")
    survey, rows, questions = top.section("survey"), top.section("rows"), top.section("questions")
    opens, closes = _days(survey)
    mapping = Mapping(
        source=source,
        digest=hashlib.sha256(json.dumps(top.values, sort_keys=True, default=str).encode()).hexdigest(),
        **layout_of(top.section("file")),
        language=language_of(survey),
        title=survey.required("title", 'title = "Staff survey 2024"'),
        opens=opens,
        closes=closes,
        k=_least(survey),
        columns=_columns(top.section("columns")),
        scale=_scale(top.section("answers")),
        same={tidy(one): tidy(other) for one, other in questions.words("same").items()},
        departments=naming_of(top.section("departments"), survey.text("zone", "UTC")),
        drops_repeats=rows.switch("drop_repeats"),
        section=top,
    )
    for section in (survey, rows, questions, top):
        section.finish()
    return mapping


def tidy(text: str) -> str:
    """A label without blanks around it, and with single ones in it: what an eye takes for the same."""
    return " ".join(text.split())


def _days(survey: Section) -> tuple[date | None, date | None]:
    opens, closes = survey.day("opens", UNKNOWN_DAY), survey.day("closes", UNKNOWN_DAY)
    if (opens is UNKNOWN_DAY) != (closes is UNKNOWN_DAY):
        raise survey.error("opens", "and `closes` are known both or not at all.")
    if closes < opens:
        raise survey.error("closes", "is before `opens`.")
    return (None, None) if opens is UNKNOWN_DAY else (opens, closes)


def _least(survey: Section) -> int:
    """How many answers a group needs; never fewer than in the portal's own surveys."""
    k = survey.get("k", int, "a number")
    if k is not None and k < K:
        raise survey.error("k", f"is to be {K} or more, not {k}.")
    return K if k is None else int(k)


def _columns(section: Section) -> dict[str, str]:
    found = {name: section.text(name) for name in COLUMNS}
    section.finish()
    columns = {name: column for name, column in found.items() if column}
    for name in REQUIRED:
        if name not in columns:
            raise section.error(name, "is missing: every row is one answer to one question.")
    return columns


def _scale(section: Section) -> Scale:
    points, none = section.words("points"), section.words("cannot_judge")
    blank = section.texts("blank")
    section.finish()
    if not FEWEST_ANSWERS <= len(points) <= MOST_POINTS:
        raise section.error("points", f"names {FEWEST_ANSWERS} to {MOST_POINTS} answers from worst to best.")
    words = folded({**points, **none})
    if len(words) < len(points) + len(none):
        raise section.error("points", "and `cannot_judge` name one word twice.")
    return Scale(
        points={word: place for place, word in enumerate(folded(points), 1)},
        labels=tuple(tidy(label) for label in points.values()),
        cannot_judge=frozenset(folded(none)),
        blank=frozenset({"", *(one.strip().casefold() for one in blank)}),
        said={word: tidy(label).casefold() for word, label in words.items()},
    )
