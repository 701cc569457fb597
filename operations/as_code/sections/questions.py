"""The form of a service: its questions as `fields.questions` writes them down, departments by code."""

from __future__ import annotations

from collections.abc import Mapping

from operations.as_code.fields import Code, Flag, Known, Line, Many, Number, OneOf, Plain, Record, Scalar, Words
from operations.as_code.section import Wanted
from requests_app.fields.drafting import MOST_CHOICES, MOST_QUESTIONS, problems
from requests_app.fields.questions import Days, Kind, Question, Test, read_question
from requests_app.fields.reading import LARGEST, LONGEST
from requests_app.models import Department

LIMIT = Number(-LARGEST, LARGEST, whole=False)
QUESTION = Record(
    {
        "code": Code(40),
        "kind": OneOf(tuple(one.value for one in Kind)),
        "label": Words(300, needed=True),
        "help": Words(1000),
        "required": Flag(),
        "default": Scalar(),
        "choices": Many(
            Record({"code": Code(40), "label": Words(300, needed=True)}, needed=("code", "label")), most=MOST_CHOICES
        ),
        "unit": Words(40),
        "whole": Flag(),
        "least": LIMIT,
        "most": LIMIT,
        "mask": Line(LONGEST[Kind.SHORT]),
        "mask_help": Words(300),
        "days": OneOf(tuple(one.value for one in Days if one)),
        "when": Record(
            {
                "field": Code(40),
                "test": OneOf(tuple(one.value for one in Test)),
                "values": Many(Line(300), most=MOST_CHOICES),
            },
            needed=("field", "test"),
        ),
    },
    needed=("code", "kind", "label"),
)
FORM = Many(QUESTION, most=MOST_QUESTIONS)


def check(one: Wanted, kinds: Mapping[str, Kind], known: Known) -> None:
    """Everything that keeps a form from being published on its page. `kinds`: of questions that were ever asked."""
    naming = {row["code"] for row in one.full["form"] if row["kind"] == Kind.DEPARTMENT}
    for number, row in enumerate(one.full["form"]):
        when = row.get("when", {})
        strange = set(when.get("values", ())) - known.codes["departments"] if when.get("field") in naming else set()
        if strange:
            raise one.wrong(f"There is no department “{min(strange)}”.", "form", number, "when", "values")
    asked = [read_question(row) for row in one.full["form"]]
    found = problems(asked, kinds=kinds)
    if not found:
        return
    at = {question.code: number for number, question in enumerate(asked)}
    first = found[0]
    raise one.wrong(f"Question “{first.code}”, {first.part}: {first.text}", "form", at.get(first.code, 0), first.part)


def canonical(rows: list[Plain]) -> list[Plain]:
    """As the portal writes them: what is empty goes without saying."""
    return [read_question(row).as_json() for row in rows]


def as_entries(rows: list[Plain], codes: Mapping[int, str]) -> list[Plain]:
    """With codes of departments in place of their ids."""
    return _renamed(canonical(rows), {str(pk): code for pk, code in codes.items()})


def as_questions(rows: list[Plain]) -> list[Question]:
    ids = {code: str(pk) for pk, code in Department.objects.values_list("pk", "code")}
    return [read_question(row) for row in _renamed(rows, ids)]


def _renamed(rows: list[Plain], names: Mapping[str, str]) -> list[Plain]:
    naming = {row["code"] for row in rows if row["kind"] == Kind.DEPARTMENT}
    found = []
    for row in rows:
        when = row.get("when")
        if when and when["field"] in naming:
            row = {**row, "when": {**when, "values": [names.get(one, one) for one in when["values"]]}}
        found.append(row)
    return found
