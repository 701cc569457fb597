"""The journey as a manager reads it: a row for each stage, and what follows from them in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards import words
from dashboards.models import JourneyFigures
from requests_app.models import Department
from requests_app.phrases import sentences
from requests_app.readings import Steps, reading
from surveys.models import Stage
from surveys.results import words as said_words
from surveys.results.stages import Said, SaidOfStages, stages_asked, stages_said

# The picture of a row is this wide; bars are whole units of it.
BAR = 100
# A share of the time below this is no bottleneck worth a sentence.
WORTH_SAYING = 0.05


@dataclass(frozen=True, slots=True)
class Mark:
    """What people said of a stage, question by question."""

    question: str
    value: str
    answers: str


@dataclass(frozen=True, slots=True)
class Row:
    """One stage; texts in the reader's language, empty where nothing is known. Bars are units of BAR."""

    name: str
    n: str
    p50: str
    p85: str
    bar50: int
    bar85: int
    share: str
    note: str
    marks: Sequence[Mark]
    hurt: str
    hurt_detail: str
    hurts: bool


@dataclass(frozen=True, slots=True)
class Journey:
    """`days` is empty where nothing was counted yet. `hidden`: the survey may not be shown of this department."""

    rows: Sequence[Row]
    days: str
    requests: int
    said: str
    survey: Any
    hidden: bool


@reading
def journey_of(department: Department) -> Steps[Journey | None]:
    """None where nothing was counted and nobody was asked; one statement."""
    newest = JourneyFigures.objects.filter(department=department).order_by("-end")[:1]
    of_survey = stages_asked(department)
    rows, *survey = yield newest, *of_survey
    counted, said = next(iter(rows), None), stages_said(*survey)
    figures = counted.figures if counted and counted.figures["requests"] else None
    if figures is None and said is None:
        return None
    rows = rows_of(figures or {"stages": {}}, said)
    return Journey(
        rows=rows,
        days=_days(counted) if counted and figures else "",
        requests=figures["requests"] if figures else 0,
        said=in_words(figures) if figures else "",
        survey=said.campaign if said else None,
        hidden=said is not None and not said.shown,
    )


def _days(counted: JourneyFigures) -> str:
    first, last = words.month(counted.start), words.month(counted.end - timedelta(days=1))
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def rows_of(figures: Mapping[str, Any], said: SaidOfStages | None) -> list[Row]:
    """Every stage with a time or a word about it, in the order of the way; the stage that hurts most is marked."""
    stages, by_stage = figures["stages"], said.by_stage if said and said.shown else {}
    longest = max((stage["p85"] or stage["p50"] or 0 for stage in stages.values()), default=0)
    worst = most_hurt(stages)
    known = [one for one in Stage if one.value in stages or by_stage.get(one.value)]
    return [_row(one, figures, longest, by_stage.get(one.value, ()), worst) for one in known]


def most_hurt(stages: Mapping[str, Any]) -> str | None:
    """The stage with the highest score among those whose interval is above zero."""
    sure = {name: one["hurt"]["score"] for name, one in stages.items() if one["hurt"] and one["hurt"]["low"] > 0}
    return max(sure, key=lambda name: (sure[name], name), default=None)


def _row(stage: Stage, figures: Mapping[str, Any], longest: float, said: Sequence[Said], worst: str | None) -> Row:
    timed = figures["stages"].get(stage.value, {})
    hurt = timed.get("hurt")
    return Row(
        name=str(stage.label),
        n=words.number(timed["n"]) if timed else "",
        p50=_span(timed, "p50"),
        p85=_span(timed, "p85"),
        bar50=_bar(timed.get("p50"), longest),
        bar85=_bar(timed.get("p85"), longest),
        share=words.share(timed.get("share")) or "",
        note=_note(stage, figures),
        marks=[_mark(one) for one in said],
        hurt=_points(hurt["score"]) if hurt else "",
        hurt_detail=_detail(hurt) if hurt else "",
        hurts=stage.value == worst,
    )


def _span(timed: Mapping[str, Any], name: str) -> str:
    """So many are still in it that nobody can say yet: a word instead of a time."""
    if not timed:
        return ""
    return words.span(timed[name]) or _("not over yet")


def _bar(hours: float | None, longest: float) -> int:
    return max(1, round(BAR * hours / longest)) if hours and longest else 0


def _note(stage: Stage, figures: Mapping[str, Any]) -> str:
    """What a time does not say."""
    if stage == Stage.FILING and figures.get("given_up"):
        given_up = figures["given_up"]
        return ngettext("%(n)s form begun and not sent", "%(n)s forms begun and not sent", given_up) % {"n": given_up}
    if stage == Stage.RESULT and figures.get("closed_by_itself") is not None:
        return _("Closed without a word: %(share)s") % {"share": words.share(figures["closed_by_itself"])}
    return ""


def _mark(said: Said) -> Mark:
    value = said_words.value(said.favourable, said_words.share)
    return Mark(str(said.question.text), value, said_words.people(said.n))


def _points(score: float) -> str:
    """A share of one as points, with one decimal and a real minus."""
    return formats.number_format(round(100 * score, 1) + 0.0, 1).replace("-", "−")


def _detail(hurt: Mapping[str, Any]) -> str:
    interval = _("%(low)s to %(high)s") % {"low": _points(hurt["low"]), "high": _points(hurt["high"])}
    parts = [interval, _("n = %(n)s") % {"n": words.number(hurt["n"])}]
    if hurt["rank_correlation"] is not None:
        parts.append(_("ρ = %(value)s") % {"value": said_words.coefficient(hurt["rank_correlation"])})
    return " · ".join(parts)


def in_words(figures: Mapping[str, Any]) -> str:
    """Where the time goes, where it hurts, and how much of it is work."""
    stages, said = figures["stages"], []
    parts = {name: one["share"] or 0 for name, one in stages.items() if name != Stage.ANSWER}
    longest = max(parts, key=lambda name: (parts[name], name), default=None)
    if longest is not None and parts[longest] >= WORTH_SAYING:
        values = {"stage": Stage(longest).label, "share": words.share(parts[longest])}
        said.append(_("The largest part of the time passes here: “%(stage)s”, %(share)s.") % values)
    if figures["efficiency"] is not None:
        said.append(_("Work is %(share)s of the time.") % {"share": words.share(figures["efficiency"])})
    said.append(_hurting(stages))
    return sentences(said)


def _hurting(stages: Mapping[str, Any]) -> str:
    worst = most_hurt(stages)
    if worst is not None:
        return _("It hurts most here: “%(stage)s”. Whoever waited longest there is less satisfied.") % {
            "stage": Stage(worst).label
        }
    if any(one["hurt"] for one in stages.values()):
        return _("No stage can be seen to hurt: slow requests were rated like quick ones, as far as one can tell.")
    return _("There are too few ratings yet to say where slowness hurts.")
