"""The ladder as rows of a form: when, for which clock, who is told, what is done, and on which condition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app.transitions import Refused
from sla import durations, proposals
from sla.differences import target_label
from sla.forms import rows
from sla.ladders import ACTION, CONDITION, EVERY_CLOCK, EVERY_PRIORITY, PRIORITIES, TELL, Rung, ladder
from sla.models import Metric
from sla.steps import MOST_PERCENT, Action, Condition, Step, Tell
from sla.terms import Target

PREFIX = "step"
FIELDS = ("amount", "kind", "clock", "priority", "tell", "action", "condition")
SAME = "same_ladder"
PERCENT, BEFORE, AFTER = "percent", "before", "after"
KINDS = [
    (PERCENT, gettext_lazy("per cent of the time")),
    (BEFORE, gettext_lazy("before the time is up")),
    (AFTER, gettext_lazy("after the time is up")),
]
CLOCKS = [
    (EVERY_CLOCK, gettext_lazy("every clock")),
    *((metric.value, metric.label) for metric in Metric if metric != Metric.PROMISED),
]
OF = [(EVERY_PRIORITY, gettext_lazy("every priority")), *PRIORITIES.items()]
Parse = Callable[[str], int]  # what was typed → working seconds
Seconds = Mapping[tuple[str, int | None], int]


def add_fields(form: forms.Form, number: int) -> None:
    form.fields[SAME] = forms.BooleanField(label=_("The same for all priorities"), required=False)
    for at in range(number):
        say = {"number": at + 1}
        make: dict[str, forms.Field] = {
            "amount": forms.CharField(label=_("Step %(number)s, when") % say, required=False, max_length=40),
            "kind": forms.ChoiceField(label=_("Step %(number)s, counted how") % say, choices=KINDS, required=False),
            "clock": forms.ChoiceField(
                label=_("Step %(number)s, of which clock") % say, choices=CLOCKS, required=False
            ),
            "priority": forms.ChoiceField(
                label=_("Step %(number)s, for which priority") % say, choices=OF, required=False
            ),
            "tell": forms.MultipleChoiceField(
                label=_("Step %(number)s, who is told") % say,
                choices=[(one.value, label) for one, label in TELL.items()],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            ),
            "action": forms.ChoiceField(
                label=_("Step %(number)s, what is done") % say,
                choices=[(one.value, label) for one, label in ACTION.items()],
                required=False,
            ),
            "condition": forms.ChoiceField(
                label=_("Step %(number)s, on which condition") % say,
                choices=[(one.value, label) for one, label in CONDITION.items()],
                required=False,
            ),
        }
        for name, field in make.items():
            form.fields[f"{PREFIX}-{at}-{name}"] = field


def initial(rungs: Sequence[Rung]) -> dict[str, Any]:
    values: dict[str, Any] = {SAME: not any(rung.of for rung in rungs)}
    for at, rung in enumerate(rungs):
        code, start = rung.step.code, f"{PREFIX}-{at}-"
        percent = code.endswith("%")
        values[f"{start}amount"] = code[:-1] if percent else durations.written(abs(int(code)))
        values[f"{start}kind"] = PERCENT if percent else BEFORE if code[0] == "-" else AFTER
        values[f"{start}clock"] = rung.metric
        values[f"{start}priority"] = rung.of
        values[f"{start}tell"] = [one.value for one in rung.step.tell]
        values[f"{start}action"] = rung.step.action.value
        values[f"{start}condition"] = rung.step.condition.value
    return values


def read(form: forms.Form, parse: Parse, seconds: Seconds) -> dict[tuple[str, int | None], Target]:
    """The targets with their ladders. What cannot be is said beside the row that says it."""
    rungs: dict[str, Rung] = {}  # by the field its error stands at
    for at in range(rows.count(form.fields, PREFIX)):
        name = f"{PREFIX}-{at}-amount"
        row = {field: form.cleaned_data.get(f"{PREFIX}-{at}-{field}") for field in FIELDS}
        if not any(row[field] for field in ("amount", "tell", "action")):
            continue
        try:
            of = EVERY_PRIORITY if form.cleaned_data.get(SAME) else row["priority"] or EVERY_PRIORITY
            rung = Rung(row["clock"] or EVERY_CLOCK, _step(row, parse), of)
        except ValueError as problem:
            form.add_error(name, str(problem))
            continue
        if any(_place(rung) == _place(other) for other in rungs.values()):
            form.add_error(name, _("Another step lies at this moment already."))
            continue
        if rung.of and not any(rung.fits(*key) for key in seconds):
            form.add_error(name, _("No such clock has a target of its own for this priority. Set one first."))
            continue
        rungs[name] = rung
    return {key: _target(form, rungs, key, wanted) for key, wanted in seconds.items()}


def _place(rung: Rung) -> tuple[str, str, str]:
    return rung.metric, rung.of, rung.step.code


def _step(row: Mapping[str, Any], parse: Parse) -> Step:
    told = tuple(Tell(one) for one in row["tell"] or ())
    action, condition = Action(row["action"] or ""), Condition(row["condition"] or "")
    if not told and not action:
        raise ValueError(_("Say who is told, or what is done."))
    return Step(_code(row, parse), told, action, condition)


def _code(row: Mapping[str, Any], parse: Parse) -> str:
    text, kind = (row["amount"] or "").strip(), row["kind"] or PERCENT
    if kind == PERCENT:
        number = text.removesuffix("%").strip()
        if not number.isdecimal() or not 1 <= int(number) <= MOST_PERCENT:
            raise ValueError(_("Write a whole number from 1 to 1000, in per cent."))
        return f"{int(number)}%"
    try:
        seconds = parse(text)
    except ValueError:
        raise ValueError(_("Write a time such as “2 h 30 min”, “45 min” or “3 d”.")) from None
    return f"-{seconds}" if kind == BEFORE else f"+{seconds}"


def _target(form: forms.Form, rungs: Mapping[str, Rung], key: tuple[str, int | None], seconds: int) -> Target:
    """A row is added at a time, so that the one which does not fit is the one that hears of it."""
    good: list[Rung] = []
    for name, rung in rungs.items():
        if not rung.fits(*key):
            continue
        try:
            proposals.check_ladder(Target(seconds, ladder([*good, rung], key[0], seconds, key[1])))
        except Refused as refusal:
            if name not in form.errors:
                form.add_error(name, _("%(clock)s: %(problem)s") % {"clock": target_label(*key), "problem": refusal})
        else:
            good.append(rung)
    return Target(seconds, ladder(good, key[0], seconds, key[1]))
