"""One person's questions as a form: it reads what was tapped into cells, and decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app.models import Translated
from surveys.instruments import wording
from surveys.models import Campaign, Dimension, Invitation, Question
from surveys.release.campaigns import CANNOT_JUDGE, CHOSE

from .cells import IMPORTANCE_STEP, RANKS, answered_key

LONGEST_COMMENT = 4_000
ORDER, GIVEN = "importance-order", "importance-given"
# Seconds that a kind of question takes, on the whole.
TAKES = {"scale": 7, "choice": 8, "choices": 10, "text": 10, "matrix": 15, "kano": 20}
ONE_OF_THEM = gettext_lazy("Please tap one of the answers.")


@dataclass(frozen=True, slots=True)
class Rank:
    key: str
    label: str


@dataclass(slots=True)
class Card:
    """One question on the page: its words, and the fields with which it is answered."""

    question: Question | None
    kind: str
    text: str
    help: str = ""
    names: list[str] = field(default_factory=list)
    # Of ranks: what is ranked, in its order now, and whether somebody said that this is their order.
    ranks: list[Rank] = field(default_factory=list)
    given: bool = False
    fields: list[forms.BoundField] = field(default_factory=list)


class AnswerForm(forms.Form):
    """The questions of a campaign about the department of one invitation."""

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "q_%s"})
        assert invitation.campaign is not None  # noqa: S101 - a link leads to nothing else
        self.campaign: Campaign = invitation.campaign
        self.department = str(invitation.department or "")
        items = self.campaign.questionnaire.items.select_related("question").order_by("position")
        self.asked = [(item.question, item.required) for item in items]
        self.cards = [self._card(question, required) for question, required in self.asked]
        if self.campaign.importance != Campaign.Importance.NONE:
            self.cards.append(self._importance())
        for card in self.cards:
            card.fields = [self[name] for name in card.names]
            if card.kind == "rank":
                self._rank(card)

    @classmethod
    def moved(cls, data: QueryDict, *, invitation: Invitation) -> Self:
        """What was tapped so far, with one rank moved: for browsers without script. Nothing is judged or kept."""
        asked = Question.objects.filter(questionnaires__campaigns=invitation.campaign_id)
        several = asked.filter(kind=Question.Kind.CHOICES)
        lists = {str(question.pk) for question in several}
        tapped = {name: data.getlist(name) if name in lists else data[name] for name in data}
        order = _moved(data.getlist(ORDER), data.get("move", ""))
        return cls(invitation=invitation, initial={**tapped, ORDER: order, GIVEN: True})

    @property
    def instruction(self) -> str:
        return self.filled_in(self.campaign.questionnaire.instruction)

    @property
    def minutes(self) -> int:
        seconds = sum(TAKES[question.kind] for question, _required in self.asked)
        seconds += 40 if self.campaign.importance != Campaign.Importance.NONE else 0
        more = 1.6 if self.campaign.with_expectation else 1
        return max(1, ceil(seconds * more / 60))

    @property
    def promises(self) -> list[str]:
        """What is promised, in the reader's language, with the numbers of this campaign."""
        told = [wording.PROMISE]
        if self.campaign.storage == Campaign.Storage.ROWS:
            told.append(wording.PROMISE_ROWS)
        if self.campaign.attribute == Campaign.Attribute.DEPARTMENT:
            told.append(wording.PROMISE_DEPARTMENT)
        told.append(wording.PROMISE_READERS[self.campaign.results_for])
        k, k_comments = self.campaign.k, self.campaign.k_comments
        numbers = {"k": str(k), "k_comments": str(k_comments), "answers": wording.answers_after(k)}
        return [filled(str(Translated(text)), **numbers) for text in told]

    def filled_in(self, text: Translated | dict[str, str], **more: str) -> str:
        return filled(str(Translated(text)), department=self.department, **more)

    def _card(self, question: Question, required: bool) -> Card:
        card = Card(question, question.kind, self.filled_in(question.text), self.filled_in(question.help))
        for name, made in self._fields(question, card, required):
            self.fields[name] = made
            card.names.append(name)
        return card

    def _fields(self, question: Question, card: Card, required: bool) -> Iterator[tuple[str, forms.Field]]:
        key, labels = str(question.pk), [(name, str(text)) for name, text in question.labels.items()]
        if question.kind == Question.Kind.TEXT:
            yield key, _comment(card.text, required)
        elif question.kind == Question.Kind.MATRIX:
            for row, statement in question.statements.items():
                yield f"{key}-{row}", _one_of(str(statement), _points(question, labels), required)
        elif question.kind == Question.Kind.KANO:
            yield from self._need(key, card.text, required)
        elif question.kind == Question.Kind.CHOICES:
            yield key, _several_of(card.text, labels, required)
        else:
            scale = question.kind == Question.Kind.SCALE
            points = _points(question, labels) if scale else labels
            pairs = self._expects(question)
            yield key, _one_of(_("How it is") if pairs else card.text, points, required)
            if pairs:
                yield f"{key}-needed", _one_of(self.filled_in(wording.NEEDED), points, required)

    def _expects(self, question: Question) -> bool:
        return question.kind == Question.Kind.SCALE and self.campaign.with_expectation and bool(question.dimension)

    def _need(self, key: str, need: str, required: bool) -> Iterator[tuple[str, forms.Field]]:
        feelings = [(str(place), str(Translated(text))) for place, text in enumerate(wording.FEELINGS, 1)]
        for name, text in (("offered", wording.OFFERED), ("missing", wording.NOT_OFFERED)):
            label = stressed(self.filled_in(text, need=_quoted(need)))
            yield f"{key}-{name}", _one_of(label, feelings, required, can_pass=False)
        numbers = [(name, str(Translated(text))) for name, text in wording.IMPORTANCE_POINTS.items()]
        yield f"{key}-importance", _one_of(str(Translated(wording.IMPORTANCE)), numbers, False, can_pass=False)

    def _importance(self) -> Card:
        by_points = self.campaign.importance == Campaign.Importance.POINTS
        card = Card(None, "points" if by_points else "rank", "")
        card.text = str(Translated(wording.SHARED_OUT if by_points else wording.RANKED))
        labels = [(one, str(Translated(wording.DIMENSIONS[one]))) for one in Dimension.values]
        fields: dict[str, forms.Field] = {f"importance-{one}": _share(label) for one, label in labels}
        if not by_points:
            order = forms.MultipleChoiceField(label=card.text, choices=labels, required=False)
            fields = {ORDER: order, GIVEN: forms.BooleanField(required=False)}
        self.fields |= fields
        card.names = list(fields)
        return card

    def _rank(self, card: Card) -> None:
        """The order as it was sent, else as it always is: what nobody moved or confirmed is no answer."""
        sent = self[ORDER].value() or []
        known = {one: str(Translated(wording.DIMENSIONS[one])) for one in Dimension.values}
        card.ranks = [Rank(one, known[one]) for one in _whole(sent)]
        card.given = bool(self[GIVEN].value())

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for question, _required in self.asked:
            names = [f"{question.pk}-offered", f"{question.pk}-missing"]
            if self._expects(question):
                names = [str(question.pk), f"{question.pk}-needed"]
            halves = [bool(given.get(name)) for name in names if name in self.fields]
            if any(halves) and not all(halves):
                self.add_error(names[halves.index(False)], _("This belongs together: please answer both."))
        self._clean_importance(given)
        if not self.errors and not self.cells() and not self.comments():
            raise forms.ValidationError(_("Answer one question at least."))
        return given

    def _clean_importance(self, given: dict[str, Any]) -> None:
        if self.campaign.importance == Campaign.Importance.RANK:
            if given.get(GIVEN) and sorted(given.get(ORDER) or []) != sorted(Dimension.values):
                self.add_error(ORDER, _("Give each place once."))
            return
        first = f"importance-{Dimension.TANGIBLES}"
        found = [given.get(f"importance-{dimension}") for dimension in Dimension.values]
        if first not in self.fields or all(one is None for one in found):
            return
        if sum(share or 0 for share in found) != 100:
            self.add_error(first, _("The points must add up to 100."))

    def cells(self) -> dict[str, list[str]]:
        """As `submit` takes them: what was left out is not there."""
        found = {str(question.pk): self._cells_of(question) for question, _required in self.asked}
        found[answered_key(self.campaign)] = self._importance_cells()
        return {key: cells for key, cells in found.items() if cells}

    def comments(self) -> dict[str, str]:
        texts = [str(question.pk) for question, _required in self.asked if question.kind == Question.Kind.TEXT]
        return {key: self.cleaned_data[key].strip() for key in texts if self.cleaned_data.get(key, "").strip()}

    def _cells_of(self, question: Question) -> list[str]:
        key, given = str(question.pk), self.cleaned_data
        if question.kind == Question.Kind.TEXT:
            return []
        if question.kind == Question.Kind.MATRIX:
            rows = ((row, given.get(f"{key}-{row}")) for row in question.statements)
            return [f"{row}:{answer}" for row, answer in rows if answer]
        if question.kind == Question.Kind.KANO:
            return self._cells_of_need(key)
        if question.kind == Question.Kind.CHOICES:
            chosen = given.get(key) or []
            return [CHOSE, *chosen] if chosen and CANNOT_JUDGE not in chosen else chosen[:1] and [CANNOT_JUDGE]
        answer, needed = given.get(key), given.get(f"{key}-needed")
        if not self._expects(question) or not answer:
            return [answer] if answer else []
        return [CANNOT_JUDGE if CANNOT_JUDGE in (answer, needed) else f"{answer}-{needed}"]

    def _cells_of_need(self, key: str) -> list[str]:
        offered, missing, number = (
            self.cleaned_data.get(f"{key}-{name}") for name in ("offered", "missing", "importance")
        )
        pair = [f"{offered}-{missing}"] if offered and missing else []
        return [*pair, *([f"importance:{number}"] if number else [])]

    def _importance_cells(self) -> list[str]:
        if self.campaign.importance == Campaign.Importance.RANK:
            order = self.cleaned_data.get(ORDER, []) if self.cleaned_data.get(GIVEN) else []
            return [f"rank:{dimension}:{rank}" for rank, dimension in zip(RANKS, order, strict=False)]
        given = {one: self.cleaned_data.get(f"importance-{one}") for one in Dimension.values}
        if all(value is None for value in given.values()):
            return []
        return [f"points:{dimension}:{value or 0}" for dimension, value in given.items()]


def filled(text: str, **values: str) -> str:
    """With the values in place of `{name}`; what somebody else wrote in braces stays."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def stressed(text: str) -> SafeString:
    """What stands between asterisks in bold, everything else escaped."""
    parts = enumerate(text.split("*"))
    return format_html_join("", "{}", ((_strong(part) if place % 2 else part,) for place, part in parts))


def _strong(text: str) -> SafeString:
    return format_html("<strong>{}</strong>", text)


def _quoted(need: str) -> str:
    return _("“%(words)s”") % {"words": need.rstrip(".。")}


def _points(question: Question, labels: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Every point has its words; where none were written, its number."""
    words = dict(labels)
    return [(str(point), words.get(str(point), str(point))) for point in range(1, question.scale_max + 1)]


def _one_of(label: str, points: list[tuple[str, str]], required: bool, *, can_pass: bool = True) -> forms.ChoiceField:
    choices = [*points, (CANNOT_JUDGE, str(Translated(wording.CANNOT_JUDGE)))] if can_pass else points
    told = {"required": ONE_OF_THEM, "invalid_choice": ONE_OF_THEM}
    return forms.ChoiceField(
        label=label, choices=choices, required=required, widget=forms.RadioSelect, error_messages=told
    )


def _several_of(label: str, points: list[tuple[str, str]], required: bool) -> forms.MultipleChoiceField:
    choices = [*points, (CANNOT_JUDGE, str(Translated(wording.CANNOT_JUDGE)))]
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, widget=forms.CheckboxSelectMultiple
    )


def _comment(label: str, required: bool) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=LONGEST_COMMENT, widget=forms.Textarea)


def _whole(order: Sequence[str]) -> list[str]:
    """Every dimension once, those that were not named behind the others."""
    return list(dict.fromkeys([*(one for one in order if one in Dimension.values), *Dimension.values]))


def _moved(order: Sequence[str], move: str) -> list[str]:
    """With one of them a place higher or lower: “up:R”."""
    found, (way, _colon, key) = _whole(order), move.partition(":")
    if key in found:
        at = found.index(key)
        found.insert(max(at - 1, 0) if way == "up" else at + 1, found.pop(at))
    return found


def _share(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100, step_size=IMPORTANCE_STEP, required=False)
