"""From rows to counted answers. A row that makes no sense is rejected with a sentence; a dirty one is cleaned."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from operations.import_log.case import Flagged
from operations.import_log.reading import Rejected, Row, opened

from .mapping import Mapping, tidy

LONGEST_QUESTION = 500  # characters
CANNOT_JUDGE = "none"
_NUMBER = re.compile(r"(\d+)\W")


@dataclass(slots=True)
class Tally:
    """What a file says. `counts`: (department, question, cell) to how many; names are the file's, tidied."""

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    # Rows with an answer, of a department to a question: the most of them is the least number of people there.
    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    blank: int = 0
    read: int = 0
    odd: list[Rejected | Flagged] = field(default_factory=list)

    @property
    def questions(self) -> list[str]:
        """In their natural order: “2.” before “10.”, else as they appear."""
        found = dict.fromkeys(question for _department, question in self.rows)
        return sorted(found, key=lambda one: int(number[1]) if (number := _NUMBER.match(one)) else 0)

    @property
    def departments(self) -> list[str]:
        return sorted({department for department, _question in self.rows if department})

    @property
    def answers(self) -> int:
        return sum(self.counts.values())

    @property
    def rejected(self) -> int:
        return sum(isinstance(one, Rejected) for one in self.odd)

    def flags(self) -> Counter[str]:
        return Counter(one.flag for one in self.odd if isinstance(one, Flagged))

    def people(self, department: str) -> int:
        """At least so many answered there. The file does not say which rows are one person's."""
        return max((count for (where, _question), count in self.rows.items() if where == department), default=0)

    def alike(self) -> Iterator[tuple[str, str]]:
        """Questions that are counted apart although they begin with the same number."""
        for one, other in pairwise(self.questions):
            first, second = _NUMBER.match(one), _NUMBER.match(other)
            if first and second and first[1] == second[1]:
                yield one, other


def tally(path: Path, mapping: Mapping) -> Tally:
    """Read the whole file. Raises BrokenFile and MappingError."""
    found, seen = Tally(), set()
    with opened(path, mapping) as (_raw, rows):
        for row in rows:
            found.read += 1
            if isinstance(row, Rejected):
                found.odd.append(row)
                continue
            again = tuple(row.cells.values())
            if again in seen:
                found.odd.append(Flagged(row.line, _cell(row, mapping, "key"), "repeat"))
                if mapping.drops_repeats:
                    continue
            seen.add(again)
            _take(found, row, mapping)
    return found


def _take(found: Tally, row: Row, mapping: Mapping) -> None:
    key = tidy(_cell(row, mapping, "key"))
    answer, scale = _cell(row, mapping, "answer").strip().casefold(), mapping.scale
    problem = _problem(row, mapping, answer)
    if problem:
        found.odd.append(Rejected(row.line, key, problem))
        return
    question = _cleaned(found, row, mapping, key)
    if answer in scale.blank and answer not in scale.said:
        found.blank += 1
        return
    department = tidy(_cell(row, mapping, "department"))
    if not department and "department" in mapping.columns:
        found.odd.append(Flagged(row.line, key, "no_department", mapping.columns["department"]))
    found.rows[department, question] += 1
    cell = CANNOT_JUDGE if answer in scale.cannot_judge else str(scale.points[answer])
    found.counts[department, question, cell] += 1


def _problem(row: Row, mapping: Mapping, answer: str) -> str:
    """Why the row cannot be taken; empty where it can."""
    question, label, scale = _cell(row, mapping, "question"), _cell(row, mapping, "label"), mapping.scale
    if not tidy(question):
        return "It does not say which question was answered."
    if len(question) > LONGEST_QUESTION:
        return f"A question is at most {LONGEST_QUESTION} characters long."
    if answer not in scale.said:
        return "" if answer in scale.blank else f"The scale has no answer {answer[:40]!r}."
    # Two columns for one answer: where they disagree, nobody knows which of them is right.
    if label.strip() and tidy(label).casefold() != scale.said[answer]:
        return f"The answer {answer[:40]!r} stands beside the label {tidy(label)[:40]!r}."
    return ""


def _cleaned(found: Tally, row: Row, mapping: Mapping, key: str) -> str:
    """The wording under which the row is counted; that it was another one is noted."""
    column, said = mapping.columns["question"], _cell(row, mapping, "question")
    question = tidy(said)
    if question != said:
        found.odd.append(Flagged(row.line, key, "blanks", column, said))
    if question in mapping.same:
        found.odd.append(Flagged(row.line, key, "other_wording", column, question))
    return mapping.same.get(question, question)


def _cell(row: Row, mapping: Mapping, name: str) -> str:
    column = mapping.columns.get(name)
    return row.cells[column] if column else ""
