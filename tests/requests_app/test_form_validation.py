"""Answers against a form: one pure function, whatever sends them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from requests_app.fields import masks
from requests_app.fields.conditions import asked
from requests_app.fields.drafting import problems, with_spoken_codes
from requests_app.fields.questions import Condition, Days, Kind, Question, Test, read_question
from requests_app.fields.reading import Unfit
from requests_app.fields.validation import Answered, validate

TODAY = date(2026, 6, 11)


@dataclass(frozen=True)
class Town:
    """A world without a database: two people, two departments, one day."""

    today: date = TODAY
    people: dict[str, int] = field(default_factory=lambda: {"olga": 1, "li.wei": 2})

    def person(self, named: str | int) -> int:
        found = named if named in self.people.values() else self.people.get(str(named))
        if not isinstance(found, int):
            raise Unfit("nobody")
        return found

    def department(self, named: str | int) -> int:
        if str(named) not in ("7", "8"):
            raise Unfit("none")
        return int(named)

    def files(self, ids: list[str]) -> list[str]:
        if not set(ids) <= {"a", "b"}:
            raise Unfit("gone")
        return list(dict.fromkeys(ids))


@dataclass(frozen=True)
class Asks:
    questions: tuple[Question, ...]
    pk: int = 1


def one(kind: str, **rules: Any) -> Question:
    return read_question({"code": "it", "kind": kind, "label": {"en": "It"}, **rules})


def answer(question: Question, raw: Any, **more: Any) -> Answered:
    return validate(Asks((question,)), {question.code: raw}, Town(), **more)


COLOURS = [{"code": code, "label": {"en": code.capitalize()}} for code in ("red", "green", "blue")]

GOOD = [  # kind, rules, what is sent, what is kept
    ("short", {}, "  two   words ", "two words"),
    ("long", {}, "one\r\ntwo\n", "one\ntwo"),
    ("short", {"mask": "INV-9999"}, "INV-2024", "INV-2024"),
    ("number", {}, "1 250,5", 1250.5),
    ("number", {}, "3.0", 3),
    ("number", {}, 7, 7),
    ("number", {"least": -2, "most": 2}, "-2", -2),
    ("date", {}, "2026-06-11", "2026-06-11"),
    ("date", {}, TODAY, "2026-06-11"),
    ("date", {"days": "ahead"}, "2026-06-11", "2026-06-11"),
    ("date", {"days": "past"}, "2026-06-11", "2026-06-11"),
    ("range", {}, ["2026-06-11", "2026-06-12"], {"from": "2026-06-11", "until": "2026-06-12"}),
    ("range", {}, {"from": "2026-06-11", "until": "2026-06-11"}, {"from": "2026-06-11", "until": "2026-06-11"}),
    ("choice", {"choices": COLOURS}, "green", "green"),
    ("several", {"choices": COLOURS}, ["blue", "red", "blue"], ["red", "blue"]),
    ("several", {"choices": COLOURS}, "blue", ["blue"]),
    ("yes_no", {}, "yes", True),
    ("yes_no", {}, False, False),
    ("person", {}, "olga", 1),
    ("person", {}, 2, 2),
    ("department", {}, "7", 7),
    ("file", {}, ["b", "a", "b"], ["b", "a"]),
]


@pytest.mark.parametrize(("kind", "rules", "raw", "kept"), GOOD)
def test_what_fits_is_kept_in_one_shape(kind: str, rules: dict[str, Any], raw: Any, kept: Any) -> None:
    result = answer(one(kind, **rules), raw)
    assert (result.answers, result.errors) == ({"it": kept}, {})


BAD = [
    ("short", {}, "a" * 301),
    ("short", {"most": 3}, "four"),
    ("short", {"least": 3}, "ab"),
    ("short", {"mask": "INV-9999"}, "INV-24"),
    ("short", {}, "zero\0byte"),
    ("short", {}, "half \ud83d"),
    ("short", {}, 5),
    ("long", {}, ["a"]),
    ("number", {}, "many"),
    ("number", {}, "1,000"),  # a thousand, or one?
    ("number", {}, "NaN"),
    ("number", {}, "1e400"),
    ("number", {}, True),
    ("number", {"whole": True}, "1.5"),
    ("number", {}, "0.1234567"),
    ("number", {"least": 1}, "0"),
    ("number", {"most": 1}, "2"),
    ("date", {}, "11.06.2026"),
    ("date", {}, "2026-02-30"),
    ("date", {}, "0001-01-01"),
    ("date", {"days": "ahead"}, "2026-06-10"),
    ("date", {"days": "past"}, "2026-06-12"),
    ("range", {}, ["2026-06-12", "2026-06-11"]),
    ("range", {}, ["2026-06-12", ""]),
    ("range", {}, "2026-06-12"),
    ("choice", {"choices": COLOURS}, "pink"),
    ("choice", {"choices": COLOURS}, ["red"]),
    ("several", {"choices": COLOURS}, ["red", "pink"]),
    ("several", {"choices": COLOURS, "most": 1}, ["red", "blue"]),
    ("several", {"choices": COLOURS, "least": 2}, ["red"]),
    ("yes_no", {}, "perhaps"),
    ("person", {}, "nobody"),
    ("person", {}, {"id": 1}),
    ("department", {}, "9"),
    ("file", {}, ["c"]),
    ("file", {"most": 1}, ["a", "b"]),
    ("file", {"least": 2}, ["a"]),
    ("file", {}, [{"id": "a"}]),
]


@pytest.mark.parametrize(("kind", "rules", "raw"), BAD)
def test_what_does_not_fit_is_told_and_not_kept(kind: str, rules: dict[str, Any], raw: Any) -> None:
    result = answer(one(kind, **rules), raw)
    assert result.answers == {}
    assert result.errors.keys() == {"it"}
    assert result.errors["it"]


@pytest.mark.parametrize("raw", [None, "", "  \n", [], ["", ""], {"from": "", "until": None}])
def test_nothing_is_no_answer(raw: Any) -> None:
    assert answer(one("short"), raw) == Answered(1, {}, {}, frozenset({"it"}))
    assert answer(one("short", required=True), raw).errors.keys() == {"it"}


def test_no_is_an_answer() -> None:
    assert answer(one("yes_no", required=True), False).answers == {"it": False}


def test_a_mask_says_what_the_manager_wrote() -> None:
    wrong = answer(one("short", mask="9999", mask_help={"en": "Four digits, please"}), "12")
    assert wrong.errors == {"it": "Four digits, please"}


def test_a_program_that_misspells_a_question_is_told() -> None:
    result = validate(Asks((one("short"),)), {"itt": "x"}, Town())
    assert result.errors.keys() == {"itt"}


class TestConditions:
    KIND = read_question(
        {"code": "kind", "kind": "choice", "label": {"en": "Kind"}, "choices": COLOURS, "required": True}
    )

    def form(self, test: Test, *values: str, source: Question = KIND, **more: Any) -> Asks:
        when = Condition(source.code, test, values)
        shade = Question(code="shade", kind=Kind.SHORT, required=True, when=when, **more)
        return Asks((source, shade))

    def test_what_is_hidden_is_neither_required_nor_kept(self) -> None:
        result = validate(self.form(Test.IS, "red"), {"kind": "blue", "shade": "dark"}, Town())
        assert (result.answers, result.errors) == ({"kind": "blue"}, {})
        assert result.asked == {"kind"}

    def test_what_is_shown_is_required(self) -> None:
        assert validate(self.form(Test.IS, "red"), {"kind": "red"}, Town()).errors.keys() == {"shade"}

    def test_any_of_several_values_brings_it_up(self) -> None:
        form = self.form(Test.IS, "red", "green")
        assert {kind for kind in ("red", "green", "blue") if validate(form, {"kind": kind}, Town()).errors} == {
            "red",
            "green",
        }

    def test_no_answer_fulfils_no_condition(self) -> None:
        assert validate(self.form(Test.IS_NOT, "red"), {}, Town()).asked == {"kind"}
        assert "shade" in validate(self.form(Test.IS_NOT, "red"), {"kind": "blue"}, Town()).asked

    def test_a_hidden_question_hides_what_depends_on_it(self) -> None:
        first, second = self.form(Test.IS, "red").questions
        third = Question(code="why", kind=Kind.SHORT, required=True, when=Condition("shade", Test.ANSWERED))
        sent = {"kind": "blue", "shade": "dark", "why": "because"}
        assert validate(Asks((first, second, third)), sent, Town()).answers == {"kind": "blue"}

    def test_a_section_takes_its_questions_along(self) -> None:
        section = Question(code="s", kind=Kind.SECTION, when=Condition("kind", Test.IS, ("red",)))
        inside = Question(code="inside", kind=Kind.SHORT, required=True)
        end = Question(code="end", kind=Kind.SECTION)
        after = Question(code="after", kind=Kind.SHORT)
        form = Asks((self.KIND, section, inside, end, after))
        sent = {"kind": "blue", "inside": "x", "after": "y"}
        assert validate(form, sent, Town()).answers == {"kind": "blue", "after": "y"}
        assert [one.code for one in asked(form.questions, {"kind": "red"})] == ["kind", "s", "inside", "end", "after"]

    @pytest.mark.parametrize(
        ("kind", "test", "values", "raw", "shown"),
        [
            ("number", Test.OVER, ("500",), "500", False),
            ("number", Test.OVER, ("500",), "500.01", True),
            ("number", Test.UNDER, ("1,5",), "1", True),
            ("number", Test.IS, ("3",), "3.0", True),
            ("number", Test.IS_NOT, ("3",), "3", False),
            ("short", Test.CONTAINS, ("laptop",), "A new LAPTOP", True),
            ("short", Test.IS, ("Москва",), "москва", True),
            ("yes_no", Test.IS, ("no",), "no", True),
            ("department", Test.IS, ("7",), "7", True),
            ("date", Test.ANSWERED, (), "2026-06-11", True),
        ],
    )
    def test_what_can_be_asked(self, kind: str, test: Test, values: tuple[str, ...], raw: str, shown: bool) -> None:
        form = self.form(test, *values, source=one(kind))
        assert ("shade" in validate(form, {"it": raw}, Town()).asked) is shown

    def test_several_choices_are_asked_for_one(self) -> None:
        form = self.form(Test.CONTAINS, "red", source=one("several", choices=COLOURS))
        assert "shade" in validate(form, {"it": ["blue", "red"]}, Town()).asked
        assert "shade" not in validate(form, {"it": ["blue"]}, Town()).asked


class TestKept:
    """An amendment: what was accepted stays accepted while nobody changes it."""

    def test_a_day_that_has_passed_since(self) -> None:
        day = one("date", days="ahead")
        assert answer(day, "2026-06-01", kept={"it": "2026-06-01"}).errors == {}
        assert answer(day, "2026-06-02", kept={"it": "2026-06-01"}).errors.keys() == {"it"}

    def test_a_person_who_has_left_since(self) -> None:
        assert answer(one("person"), 99, kept={"it": 99}).answers == {"it": 99}
        assert answer(one("person"), 99, kept={"it": 98}).errors.keys() == {"it"}


class TestMasks:
    @pytest.mark.parametrize(
        ("mask", "text", "fits"),
        [
            ("999", "123", True),
            ("999", "12a", False),
            ("999", "1234", False),
            ("999", "１２３", False),  # digits that no system of the company reads
            ("AA", "Öж", True),
            ("XX", "a_", False),
            ("INV-*", "INV-", True),
            ("INV-*", "inv-1", False),
            (r"\9?", "9x", True),
            ("(a+)+", "(a+)+", True),
        ],
    )
    def test_signs(self, mask: str, text: str, fits: bool) -> None:
        assert masks.fits(mask, text) is fits

    @pytest.mark.parametrize("mask", ["*a*", "ends with \\"])
    def test_what_could_take_long_is_no_mask(self, mask: str) -> None:
        with pytest.raises(masks.BadMask):
            masks.compiled(mask)


KINDS = st.sampled_from([kind for kind in Kind if kind != Kind.SECTION])
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates()
    | st.sampled_from(["red", "olga", "7", "yes"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["from", "until", "x"]), inner),
    max_leaves=6,
)


@st.composite
def forms(draw: st.DrawFn) -> Asks:
    """Any questions in any order, each perhaps with a condition on an earlier one."""
    questions: list[Question] = []
    for at in range(draw(st.integers(1, 6))):
        when = None
        if draw(st.booleans()) and questions:
            source = draw(st.sampled_from(questions))
            when = Condition(
                source.code,
                draw(st.sampled_from(Test)),
                tuple(draw(st.lists(st.sampled_from(["red", "yes", "1", "7"]), max_size=2))),
            )
        questions.append(
            Question(
                code=f"q{at}",
                kind=draw(st.sampled_from(Kind)),
                required=draw(st.booleans()),
                choices=one("choice", choices=COLOURS).choices,
                least=draw(st.none() | st.integers(0, 3)),
                days=draw(st.sampled_from(Days)),
                when=when,
            )
        )
    return Asks(tuple(questions))


@given(forms(), st.lists(ANYTHING, min_size=6, max_size=6))
@example(Asks((one("number"),)), [float("inf")] + [None] * 5)
def test_whatever_is_sent_ends_in_answers_or_texts(form: Asks, sent: list[Any]) -> None:
    """Never in an exception; and what is kept is plain JSON that is accepted again as it is."""
    raw = {question.code: value for question, value in zip(form.questions, sent, strict=False) if question.asks}
    result = validate(form, raw, Town())
    assert not result.answers.keys() & result.errors.keys()
    assert result.answers.keys() | result.errors.keys() <= result.asked
    assert json.loads(json.dumps(result.answers)) == result.answers
    again = validate(form, result.answers, Town())
    assert again.answers == result.answers
    assert result.asked == {question.code for question in asked(form.questions, result.answers)}
    needed = {one.code for one in form.questions if one.required and one.asks and one.code in result.asked}
    assert needed <= result.answers.keys() | result.errors.keys()


@given(forms())
def test_a_question_is_written_and_read_back_the_same(form: Asks) -> None:
    for question in form.questions:
        assert read_question(json.loads(json.dumps(question.as_json()))) == question


class TestDrafting:
    def told(self, *rows: dict[str, Any], kinds: dict[str, Kind] | None = None) -> list[tuple[str, str]]:
        questions = [read_question({"label": {"en": "Q"}, **row}) for row in rows]
        return [(problem.code, problem.part) for problem in problems(questions, kinds=kinds or {})]

    def test_a_whole_form_has_no_problems(self) -> None:
        kind = {"code": "a", "kind": "choice", "choices": COLOURS, "default": "red"}
        more = {
            "code": "b",
            "kind": "number",
            "least": 1,
            "most": 2,
            "when": {"field": "a", "test": "is", "values": ["red"]},
        }
        assert self.told(kind, more) == []

    @pytest.mark.parametrize(
        ("row", "part"),
        [
            ({"label": {"en": ""}}, "label"),
            ({"code": "Not a code"}, "code"),
            ({"kind": "choice", "choices": COLOURS[:1]}, "choices"),
            ({"least": 5, "most": 4}, "most"),
            ({"mask": "*a*"}, "mask"),
            ({"most": 3, "default": "four"}, "default"),
            ({"when": {"field": "later", "test": "answered"}}, "when"),
            ({"when": {"field": "earlier", "test": "over", "values": ["red"]}}, "when"),
            ({"when": {"field": "earlier", "test": "is", "values": ["pink"]}}, "when"),
            ({"when": {"field": "earlier", "test": "is", "values": []}}, "when"),
        ],
    )
    def test_what_is_missing_is_told_beside_its_question(self, row: dict[str, Any], part: str) -> None:
        earlier = {"code": "earlier", "kind": "choice", "choices": COLOURS}
        later = {"code": "later", "kind": "short"}
        code = row.get("code", "b")
        assert self.told(earlier, {"code": "b", "kind": "short", **row}, later) == [(code, part)]

    def test_a_short_name_keeps_its_kind_for_ever(self) -> None:
        assert self.told({"code": "a", "kind": "short"}, kinds={"a": Kind.NUMBER}) == [("a", "code")]

    def test_new_questions_get_a_name_that_says_what_they_ask(self) -> None:
        first = read_question({"code": "choice-1", "kind": "choice", "label": {"en": "Which model?"}})
        second = read_question(
            {
                "code": "short-1",
                "kind": "short",
                "label": {"ru": "Почему?"},
                "when": {"field": "choice-1", "test": "answered"},
            }
        )
        named = with_spoken_codes([first, second], fixed=())
        assert [one.code for one in named] == ["which-model", "short-1"]
        assert named[1].when == Condition("which-model", Test.ANSWERED)
