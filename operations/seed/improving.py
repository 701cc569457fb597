"""Improvements - one that earned the word “better” or did not, one without evidence, one planned -, and suggestions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from requests_app.models import Notification, User
from requests_app.transitions import Refused
from surveys.improving import verbs
from surveys.improving.verbs import Plan
from surveys.models import Campaign, Improvement, Suggestion, SuggestionAuthor, SuggestionSupport
from surveys.needs import verbs as needs
from surveys.suggestions import verbs as suggesting

from . import content
from .articles import translated
from .dice import dice
from .world import World

Verdict = Improvement.Verdict


def improve(world: World) -> None:
    """After the figures are counted: they are measured by them."""
    told = content.load("improving")
    for raw in told["improvements"]:
        _improve(world, raw)
    for raw in told["suggestions"]:
        _suggest(world, raw)
    _study(world, told["study"])
    _study_of_a_survey(world, told["study_of_a_survey"])
    Notification.objects.filter(kind__in=["improvement_yours", "improvement_told", "suggestion_answered"]).delete()


def _improve(world: World, raw: dict[str, Any]) -> None:
    department = world.departments[raw["department"]]
    by, owner = world.staff.managers[department.pk][0], world.staff.serving[department.pk][0]
    placed = _day(world, raw["placed"]) if "placed" in raw else None
    planned = verbs.begin(department, _plan(world, raw, owner), by=by, now=world.now)
    try:
        planned = verbs.plan_it(planned, by=by, now=world.now)
        if placed is None:
            return
        in_place = verbs.implement(planned, placed, now=world.now)
    except Refused:  # in a very small company there is too little to measure it by; there it stays an idea
        return
    at = world.now - timedelta(days=raw["review"] - 1)
    message = translated(raw["message"])
    for verdict in (Verdict.BETTER, Verdict.UNCLEAR, Verdict.WORSE):
        try:
            verbs.review(in_place, verdict, message, by=by, now=at)
        except Refused:
            continue
        return


def _plan(world: World, raw: dict[str, Any], owner: User) -> Plan:
    start, until = (_day(world, days) for days in raw["before"])
    texts = {name: raw[name] for name in ("kind", "indicator", "stage", "finding", "cause", "action", "metric")}
    return Plan(
        **texts,
        title=translated(raw["title"]),
        owner=owner,
        baseline_from=start,
        baseline_until=until,
        target=raw["target"],
        least=raw["least"],
        review_on=_day(world, raw["review"]),
    )


def _day(world: World, days: int) -> date:
    return (world.now - timedelta(days=days)).date()


def _suggest(world: World, raw: dict[str, Any]) -> None:
    department = world.departments[raw["department"]]
    at: datetime = world.now - timedelta(days=raw["days"])
    made = Suggestion.objects.create(
        id=UUID(int=dice("suggestion", raw["title"]).getrandbits(128), version=4),
        department=department.pk,
        title=raw["title"],
        text=raw["text"],
        day=at.date(),
        answer_by=suggesting.promised(department, at.date()),
        announced=True,
    )
    others = [one for one in world.staff.users if not one.works_in(department.pk)]
    rng = dice("supporters", raw["title"])
    supporters = rng.sample(others, raw["supporters"])
    SuggestionSupport.objects.bulk_create(SuggestionSupport(suggestion=made, person=one) for one in supporters)
    if raw.get("signed"):
        SuggestionAuthor.objects.create(suggestion=made, person=rng.choice(others))
    if "answer" in raw:
        by = world.staff.managers[department.pk][0]
        suggesting.answer(made, raw["answer"], raw["reason"], by=by, now=at + timedelta(days=6))


def _study(world: World, raw: dict[str, Any]) -> None:
    """A needs study whose weighty needs are being analysed: its fourth step."""
    department = world.departments[raw["department"]]
    by = world.staff.managers[department.pk][0]
    study = needs.begin(department, raw["title"], by=by, now=world.now - timedelta(days=40))
    decide = (world.now + timedelta(days=raw["decide"])).date()
    needs.write(study, question=raw["question"], owner=by, decide_on=decide, notice=raw["notice"])
    for one in raw["sources"]:
        told = {name: one[name] for name in ("kind", "place", "notes") if name in one}
        needs.add_source(study, **told, day=_day(world, one["days"]) if "days" in one else None)
    for one in raw["needs"]:
        need = needs.add_need(study, one["text"])
        for code, category, n in one["of"]:
            needs.classify(need, world.departments[code] if code else None, category, n or None)
        if "stage" in one:
            needs.analyse(need, one["stage"], one["performance"])
    for _step in range(3):
        study = needs.go_on(study, now=world.now)


def _study_of_a_survey(world: World, raw: dict[str, Any]) -> None:
    """A study that took its needs over from the survey about them, and looks at them now."""
    department = world.departments[raw["department"]]
    by = world.staff.managers[department.pk][0]
    survey = Campaign.objects.filter(questionnaire__code="workplace-needs", releases__isnull=False).first()
    study = needs.begin(department, raw["title"], by=by, now=world.now - timedelta(days=8))
    decide = (world.now + timedelta(days=raw["decide"])).date()
    needs.write(study, question=raw["question"], owner=by, decide_on=decide, notice=raw["notice"])
    if survey is not None:
        needs.add_source(study, kind="campaign", campaign=survey)
    try:
        for _step in range(3):
            study = needs.go_on(study, by=by, now=world.now)
    except Refused:  # in a very small company too few answered; there it waits for its needs
        return
