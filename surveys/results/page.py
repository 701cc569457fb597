"""What the results page shows of one group, put together from stored figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from surveys.models import Campaign, Instrument, Question, ReleasedGroup
from surveys.stats.kano.segments import LEAST_ANSWERS

from . import pictures, words
from .caution import ENDS_OF_A_SHARE
from .reading import Reading, title_of

STATEMENTS, DOTS, PLACES = (f"components/charts/{name}.html" for name in ("statements", "dots", "places"))
Block = tuple[str, Any]


def shown(reading: Reading, group: ReleasedGroup) -> dict[str, Any]:
    """Context of the figures of one group that may be shown."""
    questions = reading.campaign.questionnaire.in_order()
    told = [(question, group.figures["questions"].get(str(question.pk))) for question in questions]
    figures = [(question, found) for question, found in told if found]
    kano = reading.campaign.questionnaire.instrument == Instrument.KANO
    company = group == reading.everybody
    release = reading.release.figures if reading.release and company else {}
    names = reading.named()
    return {
        "tiles": tiles(reading, group),
        "blocks": [block for block in blocks(figures, group, release, names) if block[1] is not None],
        "spreads": spreads(figures),
        "reliability": reliability(group.figures.get("parts", {})),
        "needs": needs(figures, group.figures) if kano else [],
        "segments": segments(figures, release.get("segments", {}), names) if kano and company else None,
        "taking_part": taking_part(reading, names) if company else {},
    }


def tiles(reading: Reading, group: ReleasedGroup) -> list[dict[str, Any]]:
    """The first glance: how many, what share of those asked, the scores over all."""
    figures, release = group.figures, reading.release
    found = [{"label": _("Answers"), "value": words.people(group.n)}]
    if group == reading.everybody and release is not None and release.taking_part.get("rr1") is not None:
        invited = _("of %(n)s invited") % {"n": release.invited} if release.invited else ""
        found.append({"label": _("Response"), "value": words.share(release.taking_part["rr1"]), "note": invited})
    everything = figures.get("parts", {}).get("all")
    if everything and everything["got"]:
        value = words.value(everything["got"], words.mean)
        found.append({"label": _("Mean of all statements"), "value": value, "note": _interval(everything["got"])})
    return found + _scores(figures.get("score"))


def _interval(figure: Mapping[str, Any]) -> str:
    said = words.interval(figure, words.mean)
    return _("95 %% interval: %(interval)s") % {"interval": said} if said else ""


def _scores(score: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    if not score:
        return []
    number = words.gap if score["side"] == "gap" else words.mean
    label = _("Gap, plain") if score["side"] == "gap" else _("Score, plain")
    found = [{"label": label, "value": number(score["unweighted"]), "note": _("mean of the five dimensions")}]
    if score["weighted"] is not None:
        weighted = _("Gap, weighted") if score["side"] == "gap" else _("Score, weighted")
        note = f"{number(score['low'])} – {number(score['high'])}" if score["low"] is not None else ""
        found.append(
            {"label": weighted, "value": number(score["weighted"]), "note": note or _("by what people said matters")}
        )
    return found


def blocks(
    figures: Sequence[tuple[Question, Any]], group: ReleasedGroup, release: Mapping[str, Any], names: Mapping[int, str]
) -> list[Block]:
    """The charts in their order, each with its template."""
    stored = group.figures
    found: list[Block] = []
    if "parts" in stored:
        found += [(DOTS, pictures.dimensions(stored["parts"])), (PLACES, pictures.importance_map(stored["map"], 5))]
    by_scale: dict[int, list[tuple[str, Any]]] = {}
    for question, item in figures:
        if question.kind == Question.Kind.SCALE:
            by_scale.setdefault(question.scale_max, []).append((asked(question, group), item))
    for points, labelled in by_scale.items():
        title = _("Statements") if len(by_scale) == 1 else _("Statements with %(n)s points") % {"n": points}
        found.append((STATEMENTS, pictures.statements(f"statements-{points}", title, labelled)))
    for question, item in figures:
        if question.kind == Question.Kind.MATRIX:
            labelled = [(str(question.statements[key]), one) for key, one in item["statements"].items()]
            found.append((STATEMENTS, pictures.statements(f"matrix-{question.pk}", asked(question, group), labelled)))
        elif question.kind in (Question.Kind.CHOICE, Question.Kind.CHOICES) and item["n"] is not None:
            found.append((STATEMENTS, pictures.choices(question, item)))
    found.append((DOTS, pictures.departments(release.get("overall"), names)))
    places = _places(group.figures)
    known = [(str(question.pk), str(question.text), item) for question, item in _of_needs(figures)]
    numbered = [(places[key], text, item) for key, text, item in known if key in places]
    return [(PLACES, pictures.needs_map(numbered)), *found]


def _places(stored: Mapping[str, Any]) -> dict[str, int]:
    """What each need is called on the map: its place in the list of what to do first."""
    return {one["question"]: place for place, one in enumerate(stored.get("priorities", []), 1)}


def asked(question: Question, group: ReleasedGroup) -> str:
    """The question with the department it is about, where the group has one."""
    return str(question.text).replace("{department}", str(group.about) if group.about else _("the department"))


def _of_needs(figures: Sequence[tuple[Question, Any]]) -> list[tuple[Question, Any]]:
    return [(question, item) for question, item in figures if question.kind == Question.Kind.KANO]


def spreads(figures: Sequence[tuple[Question, Any]]) -> list[dict[str, Any]]:
    """How the answers of each statement are spread, one table a scale; from ten answers on."""
    tables: dict[tuple[str, ...], dict[str, Any]] = {}
    for question, item in figures:
        side = item.get("got") if question.kind == Question.Kind.SCALE else None
        if side and side["distribution"]:
            labels = tuple(str(text) for text in question.labels.values())
            labels = labels if len(labels) == question.scale_max else tuple(map(str, range(1, question.scale_max + 1)))
            table = tables.setdefault(labels, {"labels": labels, "rows": []})
            rare = pgettext("value", "under %(value)s") % {"value": words.share(ENDS_OF_A_SHARE)}
            cells = [rare if one is None else words.share(one) for one in side["distribution"]]
            table["rows"].append(
                {"label": str(question.text), "cells": list(zip(labels, cells, strict=True)), "n": item["n"]}
            )
    return list(tables.values())


def reliability(parts: Mapping[str, Any]) -> list[dict[str, str]]:
    """Alpha of each dimension, where thirty people or more answered all of it and rows were kept."""
    return [
        {
            "label": words.dimension(name),
            "alpha": words.coefficient(part["alpha"]["value"]),
            "interval": f"{words.coefficient(part['alpha']['low'])} – {words.coefficient(part['alpha']['high'])}",
            "n": str(part["alpha"]["n"]),
        }
        for name, part in parts.items()
        if part["alpha"]
    ]


def needs(figures: Sequence[tuple[Question, Any]], stored: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The list of what to do first, each with its reason; numbers are those of the map."""
    met = stored.get("met", {})
    measured = {
        str(one.pk): str(one) for one in Campaign.objects.filter(pk__in={one["campaign"] for one in met.values()})
    }
    known, places = {str(question.pk): (question, item) for question, item in _of_needs(figures)}, _places(stored)
    rows = []
    for one in stored.get("priorities", []):
        if one["question"] in known:
            question, item = known[one["question"]]
            rows.append(
                {
                    "number": places[one["question"]],
                    "text": str(question.text),
                    "reason": words.reason(one["reason"]),
                    **_need(item),
                    **_met(met.get(one["question"]), measured),
                }
            )
    return rows


def _met(found: Mapping[str, Any] | None, titles: Mapping[str, str]) -> dict[str, str]:
    """How well it is met, 0 to 100, and by which survey that was measured."""
    if found is None:
        return {"met": "", "measured_in": ""}
    return {"met": words.number(found["value"]), "measured_in": titles.get(found["campaign"], "")}


def _need(item: Mapping[str, Any]) -> dict[str, Any]:
    sure = _("clear") if item["sure"] else _("mixed") if item["mixed"] else _("not yet sure")
    lead = item["strength"]
    return {
        "kind": words.letter(item["decided"]),
        "sure": sure,
        "lead": _("lead %(points)s of 100") % {"points": words.number(lead)} if lead is not None else "",
        "better": words.value(item["better"], words.coefficient),
        "worse": words.value(item["worse"], words.coefficient),
        "importance": words.value(item["importance"], words.mean),
        "people": words.people(item["n"]),
        "unclear": item["unclear"],
    }


def segments(
    figures: Sequence[tuple[Question, Any]], found: Mapping[str, Any], names: Mapping[int, str]
) -> dict[str, Any]:
    """Needs that departments see differently: two needs, not one. `said` instead where no difference can be seen."""
    texts = {str(question.pk): str(question.text) for question, _item in _of_needs(figures)}
    rows, compared = [], False
    for by_need in found.values():
        for question, test in by_need.items():
            compared = compared or len(test["departments"]) > 1
            if test["adjusted"] is not None and test["adjusted"] < 0.05 and question in texts:
                kinds = [(names.get(int(pk), ""), words.letter(code)) for pk, code in test["departments"].items()]
                rows.append({"text": texts[question], "kinds": sorted(kinds)})
    return {"rows": rows, "said": "" if rows else _no_difference(compared=compared)}


def _no_difference(*, compared: bool) -> str:
    if compared:
        return _("No difference between departments can be seen with so many answers.")
    return _("Departments are compared once two of them have %(n)s answers each.") % {"n": LEAST_ANSWERS}


def taking_part(reading: Reading, names: Mapping[int, str]) -> dict[str, Any]:
    """Who answered, as far as rates tell, and how wrong the favourable share could be."""
    stored = reading.release.taking_part if reading.release else {}
    if not stored or stored.get("rr1") is None:
        return {}
    bounds = stored["favourable"]
    return {
        "rate": words.share(stored["rr1"]),
        "alike": None if stored["r"] is None else words.coefficient(stored["r"]),
        "bounds": [words.share(bounds["lower"]), words.share(bounds["upper"])] if bounds else [],
        "waves": [(int(wave), words.share(value)) for wave, value in stored["waves"].items()],
        "departments": sorted(
            (names[one["key"]], one["invited"], words.share(one["rate"]))
            for one in stored["departments"]
            if one["key"] in names
        ),
    }


def filter_items(reading: Reading, url: str) -> list[dict[str, Any]]:
    """The groups that can be chosen, one at a time."""
    return [
        {
            "label": title_of(group),
            "url": url if group == reading.everybody else f"{url}?group={group.pk}",
            "here": group == reading.chosen,
            "count": group.n,
        }
        for group in reading.groups
        if group.n is not None
    ]


def hidden_titles(reading: Reading) -> list[str]:
    return [title_of(group) for group in reading.groups if group.n is None]


def why_hidden(k: int) -> str:
    """One sentence for every hidden group: which of the two reasons it is would tell something itself."""
    return _(
        "Hidden: fewer than %(k)s people answered, or what they answered could be worked out from what is shown."
    ) % {"k": k}
