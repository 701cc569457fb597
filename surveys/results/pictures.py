"""Stored figures as charts. Every chart brings its table and its sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from requests_app.charts import (
    Axis,
    Caption,
    DotChart,
    DotFrame,
    DotRow,
    Level,
    Place,
    PlaceChart,
    dot_chart,
    place_chart,
)
from requests_app.phrases import sentences
from surveys.models import Question

from . import words
from .weights import DIMENSIONS

Figures = Mapping[str, Any]
TENTHS = (0, 0.25, 0.5, 0.75, 1)


def frame(points: int, heading: str) -> DotFrame:
    """The axis of a scale."""
    header = (heading, _("Mean"), _("Interval"), _("Answers"))
    return DotFrame(header, words.mean, 1, points, range(1, points + 1))


def shares(heading: str) -> DotFrame:
    return DotFrame((heading, _("Share"), _("Interval"), _("Answers")), words.share, 0, 1, TENTHS)


def row(
    label: str, figure: Figures | None, n: int | None, number: words.Number, needed: Figures | None = None
) -> DotRow:
    """One stored figure with its interval, n and grade."""
    shown = figure if figure is not None and figure["value"] is not None else None
    exact = shown is not None and shown["low"] is not None
    return DotRow(
        label,
        shown["value"] if shown else None,
        (shown["low"], shown["high"]) if shown and exact else None,
        words.people(n),
        early=shown is None or not exact,
        beside=needed["value"] if needed and not needed["beyond"] else None,
        text=words.value(shown, number) if shown and shown["beyond"] else "",
    )


def statements(chart_id: str, title: str, labelled: Sequence[tuple[str, Figures]]) -> DotChart | None:
    """Items of one scale, with what is needed as a ring where it was asked."""
    if not labelled:
        return None
    both = any(item["needed"] for _label, item in labelled)
    rows = [
        row(
            label, item["got"] and item["got"]["mean"], item["n"], words.mean, item["needed"] and item["needed"]["mean"]
        )
        for label, item in labelled
    ]
    points = labelled[0][1]["points"]
    said = _("Means on the scale from 1 to %(points)s, with the interval that holds the true mean 95 times out of 100.")
    caption = Caption(chart_id, title, said % {"points": points})
    return dot_chart(caption, frame(points, _("Statement")), rows, beside=_("Needed") if both else "")


def dimensions(parts: Mapping[str, Figures]) -> DotChart | None:
    """The five dimensions and communication."""
    names = [name for name in (*DIMENSIONS, "communication") if name in parts]
    if not set(DIMENSIONS) & set(names):
        return None
    points = parts[names[0]]["points"]
    rows = [
        row(words.dimension(name), parts[name]["got"], parts[name]["n"], words.mean, parts[name]["needed"])
        for name in names
    ]
    needed = any(parts[name]["needed"] for name in names)
    caption = Caption("dimensions", _("Dimensions of service quality"), _said_of_dimensions(parts, names))
    return dot_chart(caption, frame(points, _("Dimension")), rows, beside=_("Needed") if needed else "")


def _said_of_dimensions(parts: Mapping[str, Figures], names: Sequence[str]) -> str:
    exact = [
        (one["gap"]["value"], name)
        for name in names
        if (one := parts[name])["gap"] and one["gap"]["low"] is not None and one["gap"]["high"] < 0
    ]
    if not exact:
        return _("What people got, on the scale of the answers.")
    widest, name = min(exact)
    return _("What people got falls furthest short of what they need in this dimension: %(name)s (%(gap)s).") % {
        "name": words.dimension(name),
        "gap": words.gap(widest),
    }


def _axes(said: str, axes: tuple[Axis, Axis]) -> str:
    """What the two directions of a plane mean, before what else there is to say."""
    directions = _("To the right: %(right)s; upwards: %(up)s.") % {"right": axes[0].label, "up": axes[1].label}
    return sentences([directions, said])


def importance_map(placed: Mapping[str, Figures], best: int) -> PlaceChart | None:
    """Importance and performance; the cross stands at the means, so something is always below it."""
    if not placed:
        return None
    weights, values = ([one[key] for one in placed.values()] for key in ("importance", "performance"))
    most = max(40.0, *weights)
    across = Axis(_("Performance"), words.mean, 1, best, range(1, best + 1), Level(sum(values) / len(values), ""))
    up = Axis(_("Importance"), lambda value: words.share(value / 100), 0, most, (0, most / 2, most), Level(20, ""))
    said = _("The lines stand at the means: something is below them even where everything is excellent.")
    places = [
        Place(
            words.dimension(name),
            words.dimension(name),
            one["performance"],
            one["importance"],
            words.place(one["place"]),
        )
        for name, one in placed.items()
    ]
    return place_chart(
        Caption("importance", _("Importance and performance"), _axes(said, (across, up))),
        (across, up),
        places,
        header=(_("Dimension"), _("What follows")),
        corners=(_("work on it"), _("keep it so"), "", ""),
    )


def needs_map(labelled: Sequence[tuple[int, str, Figures]]) -> PlaceChart | None:
    """How far needs please when met (to the right) and annoy when not (upwards)."""
    places = [
        Place(
            label,
            str(number),
            need["better"]["value"],
            -need["worse"]["value"],
            f"{words.letter(need['decided'])} · {words.people(need['n'])}",
            early=need["grade"] == "early",
        )
        for number, label, need in labelled
        if need["better"]["value"] is not None
    ]
    half = Level(0.5, "")
    across = Axis(_("Pleases when met"), words.coefficient, 0, 1, TENTHS, half)
    up = Axis(_("Annoys when missing"), words.coefficient, 0, 1, TENTHS, half)
    said = _("The numbers are those of the list. Beyond the lines a value counts as relevant.")
    return place_chart(
        Caption("needs", _("Map of the needs"), _axes(said, (across, up))),
        (across, up),
        places,
        header=(_("Need"), _("Kind")),
        corners=(words.letter("M"), words.letter("O"), words.letter("I"), words.letter("A")),
    )


def departments(comparison: Figures | None, names: Mapping[int, str]) -> DotChart | None:
    """Departments in the order of their names, each drawn towards the company by how few answered."""
    if comparison is None:
        return None
    rows = [
        row(names[one["department"]], one["value"], one["n"], words.share)
        for one in comparison["departments"]
        if one["department"] in names
    ]
    rows.sort(key=lambda one: one.label)
    level = Level(comparison["company"], _("Company: %(share)s") % {"share": words.share(comparison["company"])})
    title = _("Favourable answers by department")
    caption = Caption("departments", title, words.compared(comparison, names))
    return dot_chart(caption, shares(_("Department")), rows, level=level)


def choices(question: Question, figures: Figures) -> DotChart | None:
    """How often each answer was chosen."""
    rows = [
        row(str(text), figures["options"].get(key), figures["n"], words.share)
        for key, text in question.labels.items()
        if key in figures["options"]
    ]
    caption = Caption(f"choice-{question.pk}", str(question.text), words.people(figures["n"]))
    return dot_chart(caption, shares(pgettext("survey", "Answer")), rows)
