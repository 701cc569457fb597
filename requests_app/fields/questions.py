"""Questions of a form: what `FormVersion.fields` holds, read and written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from requests_app.models.translated import Translated


class Kind(StrEnum):
    SHORT = "short"
    LONG = "long"
    NUMBER = "number"
    DATE = "date"
    RANGE = "range"  # a first and a last day
    CHOICE = "choice"
    SEVERAL = "several"  # any number of choices
    YES_NO = "yes_no"
    PERSON = "person"
    DEPARTMENT = "department"
    FILE = "file"  # any number of files; the answer are the ids of their attachments
    SECTION = "section"  # a heading with a text; asks nothing


CHOOSING = frozenset({Kind.CHOICE, Kind.SEVERAL})
WRITING = frozenset({Kind.SHORT, Kind.LONG})
DAYS = frozenset({Kind.DATE, Kind.RANGE})


class Test(StrEnum):
    """How a condition looks at the answer to an earlier question."""

    IS = "is"  # one of the values
    IS_NOT = "is_not"  # none of the values
    CONTAINS = "contains"  # any of the values
    OVER = "over"
    UNDER = "under"
    ANSWERED = "answered"

    __test__ = False  # pytest: not a class of tests


class Days(StrEnum):
    """Which days a date may name, counted from the day on which it is answered."""

    ANY = ""
    AHEAD = "ahead"  # that day or later
    PAST = "past"  # that day or earlier


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: Translated


@dataclass(frozen=True, slots=True)
class Condition:
    """“Ask only if …”. Values are codes of choices, `yes` and `no`, ids, or what somebody would type."""

    field: str
    test: Test
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `code` is the key of its answers, for ever; `least` and `most` count what its kind counts:
    characters of a text, ticks of a multiple choice, files, or the number itself.
    """

    code: str
    kind: Kind
    label: Translated = field(default_factory=Translated)
    help: Translated = field(default_factory=Translated)
    required: bool = False
    default: Any = None
    choices: tuple[Choice, ...] = ()
    unit: Translated = field(default_factory=Translated)
    whole: bool = False
    least: float | None = None
    most: float | None = None
    mask: str = ""
    mask_help: Translated = field(default_factory=Translated)
    days: Days = Days.ANY
    when: Condition | None = None

    @property
    def asks(self) -> bool:
        return self.kind != Kind.SECTION

    def choice(self, code: str) -> Choice | None:
        return next((one for one in self.choices if one.code == code), None)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON without what is empty: `read_question` reads it back."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        told["choices"] = [{"code": one.code, "label": dict(one.label)} for one in self.choices]
        if self.when:
            told["when"] = {"field": self.when.field, "test": self.when.test.value, "values": list(self.when.values)}
        plain = {name: _plain(value) for name, value in told.items()}
        return {name: value for name, value in plain.items() if _says_something(name, value)}


def _says_something(name: str, value: Any) -> bool:
    # Zero is a limit, and zero or “no” a default.
    if isinstance(value, bool):
        return value or name == "default"
    return isinstance(value, int | float) or bool(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Translated):
        return {language: text for language, text in value.items() if text}
    return value.value if isinstance(value, StrEnum) else value


def read_questions(rows: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    return tuple(map(read_question, rows))


def read_question(row: Mapping[str, Any]) -> Question:
    """Raises KeyError or ValueError for what `as_json` never wrote."""
    told = dict(row)
    when = told.pop("when", None)
    told |= {name: Translated(told[name]) for name in ("label", "help", "unit", "mask_help") if name in told}
    return Question(
        code=told.pop("code", ""),  # a draft may have none yet
        kind=Kind(told.pop("kind")),
        choices=tuple(Choice(one["code"], Translated(one["label"])) for one in told.pop("choices", ())),
        days=Days(told.pop("days", "")),
        when=Condition(when["field"], Test(when["test"]), tuple(when.get("values", ()))) if when else None,
        **told,
    )
