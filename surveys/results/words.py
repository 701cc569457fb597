"""Figures of surveys as people read them, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from requests_app.phrases import listed
from surveys.models import Dimension

Number = Callable[[float], str]


def mean(value: float) -> str:
    """A mean on a scale, with one decimal; two would look surer than answers are."""
    return formats.number_format(round(value, 1) + 0.0, 1)


def gap(value: float) -> str:
    """A difference, with its sign."""
    return ("+" if round(value, 1) > 0 else "") + mean(value).replace("-", "−")


def share(value: float) -> str:
    return _("%(number)s %%") % {"number": formats.number_format(round(100 * value), 0)}


def number(value: float) -> str:
    """Whole, on 0 to 100."""
    return formats.number_format(round(value), 0)


def coefficient(value: float) -> str:
    return formats.number_format(round(value, 2) + 0.0, 2).replace("-", "−")


def people(n: int | None) -> str:
    """“n answers”, with a word of caution where they are few."""
    if n is None:
        return _("too few answers")
    said = ngettext("%(n)s answer", "%(n)s answers", n) % {"n": formats.number_format(n, 0)}
    return _("%(answers)s, early") % {"answers": said} if n < 10 else said


def value(figure: Mapping[str, Any] | None, number: Number) -> str:
    """A stored figure: exactly, or as far as it may be told; “” where there is none."""
    if figure is None or figure["value"] is None:
        return ""
    said = {"value": number(figure["value"])}
    if figure["beyond"] == "over":
        return pgettext("value", "at least %(value)s") % said
    if figure["beyond"] == "under":
        return pgettext("value", "at most %(value)s") % said
    return said["value"]


def interval(figure: Mapping[str, Any] | None, number: Number) -> str:
    if figure is None or figure["low"] is None:
        return ""
    return f"{number(figure['low'])} – {number(figure['high'])}"


def letter(code: str) -> str:
    """The kind of a need."""
    return {
        "M": pgettext("kind of need", "basic"),
        "O": pgettext("kind of need", "expected"),
        "A": pgettext("kind of need", "attractive"),
        "I": pgettext("kind of need", "indifferent"),
        "R": pgettext("kind of need", "unwanted"),
        "Q": pgettext("kind of need", "unclear"),
    }.get(code, "")


def reason(code: str) -> str:
    """Why a need has its place in the list."""
    return {
        "hurts": _("Its absence hurts."),
        "pays": _("The better it is, the more satisfied people are."),
        "delights": _("It pleases, and nobody misses it: at most two of these a quarter."),
        "keep": _("It is good enough: keep it so."),
        "stop": _("It matters to hardly anyone: spend nothing more on it."),
        "ask": _("People do not want it, or did not understand the question: talk to them."),
    }[code]


def place(code: str) -> str:
    """The field of the map of importance and performance."""
    return {
        "concentrate": _("important and low: work on it"),
        "keep": _("important and good: keep it so"),
        "low": _("less important, low"),
        "overkill": _("less important, good"),
    }[code]


def dimension(code: str) -> str:
    """One of the five, or what is counted beside them."""
    return {"communication": _("Communication"), "all": _("All statements")}.get(code) or str(Dimension(code).label)


def compared(comparison: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """What the departments beside each other say, in one sentence."""
    if comparison["alike"]:
        return _("No real difference between the departments can be seen at these numbers of answers.")
    differing = [names[one["department"]] for one in comparison["departments"] if one["differs"]]
    if not differing:
        return _("No department differs from the company by more than chance explains.")
    return _("These differ from the company by more than chance explains: %(departments)s.") % {
        "departments": listed(sorted(differing))
    }
