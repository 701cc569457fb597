"""What surveys released, as figures to measure improvements by: favourable shares and means of statements, and how far
a need pleases when it is met and annoys when it is missing.

A figure belongs to one wording of one question. It is that of the newest survey that ran within the days as a whole, so
nobody answered on a day that counts as before and is taken for one after.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app.models import Department
from surveys.models import Campaign, Question
from surveys.release import groups_about

from .metrics import PERCENT, SCALE, Family, Metric, Sample, Scores, Share, Window, register_family

PREFIX = "survey"
SHORTEST = timedelta(days=14)
Figure = Mapping[str, Any]


def favourable(figure: Figure) -> Share | None:
    """None where the release only says “over” or “under”: a share that is not known cannot be compared."""
    told = (figure.get("got") or {}).get("favourable")
    if not told or told["value"] is None or told["beyond"]:
        return None
    return Share(round(told["value"] * figure["n"]), figure["n"])


def scores(figure: Figure) -> Scores | None:
    """All answers on their points; None while some points are kept back because hardly anybody chose them."""
    spread = (figure.get("got") or {}).get("distribution")
    if not spread or any(part is None for part in spread):
        return None
    return Scores(tuple(round(part * figure["n"]) for part in spread))


def _of_letters(letters: str, figure: Figure) -> Share | None:
    """So many of those to whom the need is no contradiction and not unwanted."""
    counts = figure.get("counts")
    base = sum(counts.get(letter, 0) for letter in "AOMI") if counts else 0
    return Share(sum(counts.get(letter, 0) for letter in letters), base) if counts and base else None


# What is said of a kind of question: its word in the code, how it is named, unit, direction, how it is read.
Told = tuple[str, Any, str, bool, Callable[[Figure], Sample | None]]
OF_KIND: dict[str, list[Told]] = {
    Question.Kind.SCALE: [
        ("favourable", gettext_lazy("Favourable answers: %(question)s"), PERCENT, True, favourable),
        ("mean", gettext_lazy("Mean: %(question)s"), SCALE, True, scores),
    ],
    Question.Kind.KANO: [
        ("better", gettext_lazy("Pleases when met: %(question)s"), PERCENT, True, partial(_of_letters, "AO")),
        ("worse", gettext_lazy("Annoys when missing: %(question)s"), PERCENT, False, partial(_of_letters, "OM")),
    ],
}
LONGEST_NAME = 80


def offered(department: Department) -> list[Metric]:
    """Of every question that closed surveys asked about this department; the newest wordings first of each."""
    closed = Campaign.objects.filter(about=department, state=Campaign.State.CLOSED)
    asked = Question.objects.filter(questionnaires__campaigns__in=closed, kind__in=OF_KIND).distinct()
    return [
        _metric(question, told) for question in asked.order_by("code", "-version") for told in OF_KIND[question.kind]
    ]


def named(code: str) -> Metric | None:
    """By “survey:<what>:<code of the question>:<version>”."""
    what, _colon, rest = code.partition(":")[2].partition(":")
    slug, _colon, version = rest.rpartition(":")
    question = Question.objects.filter(code=slug, version=version).first() if version.isdecimal() else None
    told = next((one for one in OF_KIND.get(question.kind, []) if one[0] == what), None) if question else None
    return _metric(question, told) if question and told else None


def _metric(question: Question, told: Told) -> Metric:
    what, name, unit, more_is_better, of = told
    text = str(question.text).replace("{department}", _("the department"))
    return Metric(
        code=f"{PREFIX}:{what}:{question.code}:{question.version}",
        name=name % {"question": Truncator(text).chars(LONGEST_NAME)},
        unit=unit,
        more_is_better=more_is_better,
        read=partial(_read, question, of),
        newest=partial(_newest, question, of),
    )


def _read(question: Question, of: Callable[[Figure], Sample | None], window: Window) -> Sample | None:
    if window.service is not None:
        return None
    ran = {"release__campaign__opens_on__gte": window.start, "release__campaign__closes_on__lte": window.until}
    group = groups_about(question.pk, window.department.pk).filter(**ran).first()
    figure = group.figures.get("questions", {}).get(str(question.pk)) if group else None
    return of(figure) if figure and figure.get("n") else None


def _newest(
    question: Question, of: Callable[[Figure], Sample | None], department: Department, before: date
) -> tuple[date, date] | None:
    """The days on which the last survey before this day ran; of a short one as many more as have to be measured."""
    ran = groups_about(question.pk, department.pk).filter(release__campaign__closes_on__lt=before)
    for group in ran.select_related("release__campaign")[:1]:
        campaign = group.release.campaign
        return min(campaign.opens_on, campaign.closes_on - SHORTEST + timedelta(days=1)), campaign.closes_on
    return None


def register_all() -> None:
    register_family(Family(PREFIX, gettext_lazy("What surveys released"), offered, named))
