"""The form of a service while somebody builds it: rows of plain texts, as the page sends them and shows them again.

`q-2-label_en` is a field of the third row, `q-2-choice-0-label_en` one of its choices. Nothing typed is ever dropped:
what cannot be read stays in its row, with a text about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _

from requests_app.fields.drafting import MOST_CHOICES, MOST_QUESTIONS, PREFILLED, new_code
from requests_app.fields.questions import CHOOSING, Choice, Condition, Days, Kind, Question, Test
from requests_app.fields.reading import Day, Unfit, check, is_blank, parse, plain_number
from requests_app.models import Translated

# (code, suffix of the field, the language's own name)
LANGUAGES = [(code, code.replace("-", "_"), name) for code, name in settings.LANGUAGES]
TEXTS = ("label", "help", "unit", "mask_help")
LONGEST = {"label": 200, "help": 1000, "unit": 30, "mask_help": 300, "mask": 80, "code": 40, "default": 2000}

Typed = dict[str, str]


@dataclass(slots=True)
class Row:
    """One question as it is typed. `texts` by the name of the field, without the row's own prefix."""

    kind: Kind
    texts: Typed = field(default_factory=dict)
    choices: list[Typed] = field(default_factory=list)
    values: list[str] = field(default_factory=list)  # of its condition
    errors: dict[str, list[str]] = field(default_factory=dict)
    is_unfolded: bool = False
    focus: str = ""

    @property
    def code(self) -> str:
        return self.texts.get("code", "")

    def complain(self, part: str, text: str) -> None:
        self.errors.setdefault(part, []).append(text)


# From questions to rows


def row_of(question: Question) -> Row:
    texts: Typed = {"code": question.code, "was": question.code, "mask": question.mask, "days": question.days.value}
    for name in TEXTS:
        for code, suffix, _own in LANGUAGES:
            texts[f"{name}_{suffix}"] = getattr(question, name).get(code, "")
    texts |= {"required": "on" if question.required else "", "whole": "on" if question.whole else ""}
    for name in ("least", "most"):
        limit = getattr(question, name)
        texts[name] = "" if limit is None else plain_number(limit)
    texts["default"] = _default_text(question)
    if question.when:
        texts |= {"when": question.when.field, "test": question.when.test.value}
    return Row(
        question.kind,
        texts,
        choices=[
            {"code": one.code} | {f"label_{suffix}": one.label.get(code, "") for code, suffix, _own in LANGUAGES}
            for one in question.choices
        ],
        values=list(question.when.values) if question.when else [],
    )


def _default_text(question: Question) -> str:
    if question.default is None:
        return ""
    if question.kind == Kind.YES_NO:
        return "yes" if question.default else "no"
    return plain_number(question.default) if question.kind == Kind.NUMBER else str(question.default)


def rows_of(questions: Iterable[Question]) -> list[Row]:
    return [row_of(question) for question in questions]


# From what was sent to rows


def read(data: QueryDict) -> list[Row]:
    """The rows of the page, in the order that was sent for them."""
    found: dict[int, Row] = {}
    for name in data:
        match = re.fullmatch(r"q-(\d{1,3})-(?:choice-(\d{1,3})-)?(\w{1,40})", name, re.ASCII)
        if match is None or int(match[1]) >= 2 * MOST_QUESTIONS:
            continue
        kind = data.get(f"q-{match[1]}-kind", "")
        if kind not in set(Kind):
            continue
        row = found.setdefault(int(match[1]), Row(Kind(kind)))
        if match[2] is None:
            _put(row, match[3], [_storable(text) for text in data.getlist(name)])
        elif int(match[2]) < 2 * MOST_CHOICES:
            _choice_at(row, int(match[2]))[match[3]] = _storable(data.get(name, ""))
    order = sorted(found, key=lambda at: (_place(found[at]), at))
    rows = [found[at] for at in order]
    for row in rows:
        row.choices = [choice for choice in row.choices if any(text.strip() for text in choice.values())]
    return rows


def _storable(text: str) -> str:
    """Without NUL, which no database takes."""
    return text.replace("\0", "")


def _put(row: Row, name: str, sent: list[str]) -> None:
    if name == "values":
        row.values = [value for value in sent if value.strip()]
    else:
        row.texts[name] = sent[-1]


def _choice_at(row: Row, at: int) -> Typed:
    while len(row.choices) <= at:
        row.choices.append({})
    return row.choices[at]


def _place(row: Row) -> int:
    order = row.texts.pop("order", "")
    return int(order) if order.isdecimal() and len(order) < 5 else 0


def rearranged(rows: list[Row], wish: str) -> list[Row]:
    """After one button: `add:choice`, `up:2`, `down:2`, `drop:2`, `choice-more:2`, `choice-up:2:1`, `choice-drop:2:1`.
    `arranged:2` only looks anew at what was chosen in a row.

    Nonsense changes nothing. The row that moved is marked, so that the page brings the focus there.
    """
    act, *told = wish.split(":")
    numbers = [int(one) for one in told if one.isdecimal() and len(one) < 4]
    if act == "add" and told and told[0] in set(Kind):
        kind = Kind(told[0])
        code = new_code(kind, (row.code for row in rows))
        choices: list[Typed] = [{}, {}] if kind in CHOOSING else []
        return [*rows, Row(kind, {"code": code, "was": code}, choices, is_unfolded=True, focus="label")]
    if not numbers or numbers[0] >= len(rows):
        return rows
    at = numbers[0]
    row = rows[at]
    if act == "arranged":
        row.is_unfolded = True
    if act.startswith("choice-"):
        _rearrange_choices(row, act, numbers[1:])
        return rows
    if act == "drop":
        return [*rows[:at], *rows[at + 1 :]]
    to = at + {"up": -1, "down": 1}.get(act, 0)
    if to != at and 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
        row.focus = act
    return rows


def _rearrange_choices(row: Row, act: str, numbers: list[int]) -> None:
    row.is_unfolded = True  # stays open
    at = numbers[0] if numbers else -1
    if act == "choice-more":
        row.choices.append({})
        row.focus = "choice"
    elif act == "choice-drop" and 0 <= at < len(row.choices):
        del row.choices[at]
    elif act == "choice-up" and 0 < at < len(row.choices):
        row.choices[at - 1], row.choices[at] = row.choices[at], row.choices[at - 1]


# From rows to questions


def questions_of(rows: list[Row]) -> list[Question]:
    """What the rows say. What cannot be read is told in the row's `errors`, and left out of its question."""
    renamed = {row.texts["was"]: row.code for row in rows if row.texts.get("was") and row.code}
    return [_question(row, renamed) for row in rows]


def _question(row: Row, renamed: Mapping[str, str]) -> Question:
    row.errors = {}
    texts = {name: _translated(row, name) for name in TEXTS}
    for name in ("mask", "code", "default"):
        if len(row.texts.get(name, "")) > LONGEST[name]:
            row.complain(name, _("This is too long."))
    days = row.texts.get("days", "")
    question = Question(
        code=row.code.strip(),
        kind=row.kind,
        required=bool(row.texts.get("required")) and row.kind != Kind.SECTION,
        whole=bool(row.texts.get("whole")),
        choices=_choices(row),
        least=_limit(row, "least"),
        most=_limit(row, "most"),
        mask=row.texts.get("mask", "").strip(),
        days=Days(days) if days in set(Days) else Days.ANY,
        when=_condition(row, renamed),
        **texts,
    )
    return _with_default(row, question)


def _translated(row: Row, name: str) -> Translated:
    told = {code: row.texts.get(f"{name}_{suffix}", "").strip() for code, suffix, _own in LANGUAGES}
    if any(len(text) > LONGEST[name] for text in told.values()):
        row.complain(name, _("At most %(most)d characters in each language.") % {"most": LONGEST[name]})
    return Translated({code: text for code, text in told.items() if text})


def _limit(row: Row, name: str) -> float | None:
    text = row.texts.get(name, "")
    if is_blank(text):
        return None
    counts = row.kind != Kind.NUMBER
    try:
        limit: float = parse(Question(code="limit", kind=Kind.NUMBER, whole=counts), text, Day.min())
    except Unfit as problem:
        row.complain(name, str(problem))
        return None
    if counts and limit < 0:
        row.complain(name, _("Give a whole number."))
        return None
    return limit


def _choices(row: Row) -> tuple[Choice, ...]:
    taken = {choice["code"] for choice in row.choices if choice.get("code")}
    found: dict[str, Choice] = {}
    for choice in row.choices:
        label = {code: choice.get(f"label_{suffix}", "").strip()[:200] for code, suffix, _own in LANGUAGES}
        told = Translated({language: text for language, text in label.items() if text})
        if not told:
            continue
        if not (code := choice.get("code", "")) or code in found or not re.fullmatch(r"[a-z0-9_-]{1,40}", code):
            code = choice["code"] = _choice_code(told, {*taken, *found})
        found[code] = Choice(code, told)
    return tuple(found.values())


def _choice_code(label: Translated, taken: set[str]) -> str:
    """Says what the choice says, where that is in Latin letters; stays the same whatever the label becomes."""
    stem = slugify(label.get(settings.LANGUAGE_CODE, ""))[:36].strip("-_")
    if stem and stem not in taken:
        return stem
    stem = stem or "answer"
    return next(f"{stem}-{number}" for number in range(1, len(taken) + 2) if f"{stem}-{number}" not in taken)


def _condition(row: Row, renamed: Mapping[str, str]) -> Condition | None:
    source, test = row.texts.get("when", ""), row.texts.get("test", "")
    if not source:
        return None
    known = Test(test) if test in set(Test) else Test.ANSWERED
    values = () if known == Test.ANSWERED else tuple(value.strip()[:300] for value in row.values)
    return Condition(renamed.get(source, source), known, values)


def _with_default(row: Row, question: Question) -> Question:
    raw = row.texts.get("default", "")
    if question.kind not in PREFILLED or is_blank(raw):
        return question
    try:
        value = parse(question, raw, Day.min())
        check(question, value, Day.min())
    except Unfit as problem:
        row.complain("default", str(problem))
        return question
    return replace(question, default=value)
