"""The five indicators in their first form: value, what it rests on, what belongs beside it, how it is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.behind import ageing_since
from dashboards.counting import Scope
from dashboards.figures import Grouped, shape
from dashboards.metrics import littles_law_days
from dashboards.period import Period
from dashboards.queueing import queueing_of
from dashboards.signals import Signal
from dashboards.words import number, share, span
from surveys.release import EARLY_BELOW, GroupResult

Link = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of an indicator; without a link where it leads to nobody, or to no request.

    `basis`: what a share was made of, “201 of 214”; the list behind it has 201 rows.
    """

    label: str
    value: str | None
    href: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """`value` None: nothing to count. `early`: too few requests to build on.

    `signal`: what changed by more than chance explains. `before`: the value of as many days before, where asked for.
    """

    title: str
    value: str | None
    caption: str
    definition: str
    href: str = ""
    lines: list[Line] = field(default_factory=list)
    empty: str = ""
    early: bool = False
    signal: Signal | None = None
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What all indicators are made from. `link` gives the address of the list behind a figure."""

    block: dict[str, Any]
    rated: GroupResult
    grouped: Grouped
    period: Period
    scope: Scope
    handlers: int
    now: datetime
    link: Link
    # Share of the team's hours that was noted on requests; None where it may not be shown.
    used: float | None = None
    effort_url: str = ""


def indicators(basis: Basis) -> list[Indicator]:
    return [indicator(basis) for indicator in (response, quality, solving, people, communication)]


def response(basis: Basis) -> Indicator:
    figures, clock = basis.block["answer"], basis.block["clocks"]["first_response"]
    spread, working = _in_working_time(figures)
    decided = clock["kept"] + clock["broken"]
    return Indicator(
        title=_("Response time"),
        value=span(spread["median"], working=working),
        caption=_median_of(spread["n"], working=working),
        href=basis.link("answered"),
        early=0 < spread["n"] < EARLY_BELOW,
        lines=[
            Line(_("85 of 100 within"), span(spread["p85"], working=working), basis.link("answered")),
            _of(_("Within target"), clock["kept"], decided, basis.link("clock.first_response.kept")),
        ],
        definition=_(
            "From filing to the first words of a person of the department that the requester can read; automatic "
            "receipts do not count. Within target: kept first answers among those whose target has passed or that were "
            "given; an unanswered request past its target counts as missed."
        ),
    )


def quality(basis: Basis) -> Indicator:
    rated = basis.rated
    satisfied = rated.satisfied
    value = share(satisfied.value) if satisfied else None
    lines = []
    if satisfied:
        lines.append(Line(_("Likely between"), f"{share(satisfied.low)} – {share(satisfied.high)}"))
    if rated.solved:
        lines.append(Line(_("Say it is solved"), share(rated.solved.value)))
    if rated.easy:
        lines.append(Line(_("Found it easy"), share(rated.easy.value)))
    return Indicator(
        title=_("Service quality"),
        value=value,
        caption=_("satisfied, %(answers)s") % {"answers": rated.words} if value else rated.words,
        empty=_("Not shown yet"),
        early=rated.grade == "early",
        lines=lines,
        definition=_(
            "Share of answers 4 and 5 of 5 among the ratings given in the period, with Wilson's interval of 95 %. "
            "Shown from five answers on, and never leading to the requests or the people behind it."
        ),
    )


def solving(basis: Basis) -> Indicator:
    block = basis.block
    spread, working = _in_working_time(block["resolution"])
    first, week = block["first_contact"], block["solved_within"]["7"]
    return Indicator(
        title=_("Solving"),
        value=span(spread["median"], working=working),
        caption=_median_of(spread["n"], working=working),
        href=basis.link("measured"),
        early=0 < spread["n"] < EARLY_BELOW,
        lines=[
            _of(_("First contact"), first["solved_at_once"], first["n"], basis.link("first_contact")),
            _of(_("Reopened"), block["reopened"], block["done"], basis.link("reopened")),
            _of(_("Solved within 7 days"), week["solved"], week["n"], basis.link("within.7")),
        ],
        definition=_(
            "From filing to the solution that stands, time with the requester included. First contact: solved with at "
            "most one reply, without a hand-over and without coming back within 14 days, among requests done in the "
            "period and long enough ago to judge. Reopened: of the requests filed in the period that were done. "
            "Solved within 7 days: of all filed longer ago than that, open ones included."
        ),
    )


def people(basis: Basis) -> Indicator:
    block, period = basis.block, basis.period
    p85 = block["resolution"]["hours"]["p85"]
    done_a_day = block["resolved"] / period.length
    days = littles_law_days(wip=block["open"], closed_per_day=done_a_day)
    queueing = queueing_of(basis.used)
    return Indicator(
        title=_("Use of people"),
        value=number(block["open"] / basis.handlers) if basis.handlers else None,
        caption=ngettext("open for each of %(count)s person", "open for each of %(count)s people", basis.handlers)
        % {"count": basis.handlers},
        href=basis.link("open"),
        empty=_("Nobody serves here"),
        lines=[
            Line(_("Open"), number(block["open"]), basis.link("open")),
            _ageing(basis, p85),
            Line(_("Done a day"), number(done_a_day), basis.link("resolved")),
            Line(_("Work ahead"), span(None if days is None else days * 24), basis.link("open")),
            Line(_("Hours used, last weeks"), share(basis.used), basis.effort_url),
            Line(_("Waiting, against the work itself"), queueing.value if queueing else None, basis.effort_url),
        ],
        definition=_(
            "Open requests at the end of the period over the people who serve. Older than most took: open today for "
            "longer than 85 of 100 requests of the period needed. Work ahead: open requests over requests done a day "
            "(Little's law). Hours used: time noted in the last four whole weeks over the team's weekly hours less "
            "absences, shown once five people noted time. Waiting: hours used over hours left, as in a queue with one "
            "desk."
        ),
    )


def communication(basis: Basis) -> Indicator:
    block = basis.block
    first, last = (block["promises"][name] for name in ("first_date", "last_date"))
    decided, silence = first["kept"] + first["broken"], block["longest_silence_hours"]
    asked = block["clarification"]
    return Indicator(
        title=_("Communication"),
        value=share(first["kept_rate"]),
        caption=ngettext(
            "of %(count)s promise kept on the first date", "of %(count)s promises kept on the first date", decided
        )
        % {"count": number(decided)},
        href=basis.link("kept_first_date"),
        empty=_("No dates promised"),
        early=0 < decided < EARLY_BELOW,
        lines=[
            _of(_("On the last date"), last["kept"], last["kept"] + last["broken"], basis.link("kept_last_date")),
            _of(_("Chased"), block["chased"], block["filed"], basis.link("chased")),
            Line(_("Longest silence, 85 of 100 within"), span(silence["p85"]), basis.link("measured")),
            _of(_("Asked back before work began"), asked["incomplete"], block["filed"], basis.link("incomplete")),
        ],
        definition=_(
            "Done on the day first promised or before, among requests of the period with a promised date that are "
            "done, or whose date has passed; moving the date does not change it. Chased: the requester asked for news. "
            "Silence: the longest gap between filing, words of the department and the solution."
        ),
    )


def older_than(basis: Basis, p85_hours: float) -> tuple[str, int]:
    """The first day that does not count as ageing, and how many open requests were filed before it."""
    since = ageing_since(p85_hours, now=basis.now, scope=basis.scope)
    open_of = {day: tally.counts["still_open"] for (name, day), tally in basis.grouped.items() if name == "filed"}
    return since.isoformat(), sum(n for day, n in open_of.items() if isinstance(day, date) and day < since)


def _ageing(basis: Basis, p85: float | None) -> Line:
    if p85 is None:
        return Line(_("Older than most took"), None)
    since, count = older_than(basis, p85)
    return Line(_("Older than most took"), number(count), basis.link("ageing", before=since))


def _in_working_time(figures: dict[str, Any]) -> tuple[shape.Spread, bool]:
    """Working time where the department has hours, else calendar time."""
    working: shape.Spread = figures["working_hours"]
    return (working, True) if working["n"] else (figures["hours"], False)


def _median_of(n: int, *, working: bool) -> str:
    text = (
        ngettext("median in working time, %(count)s request", "median in working time, %(count)s requests", n)
        if working
        else ngettext("median, %(count)s request", "median, %(count)s requests", n)
    )
    return text % {"count": number(n)}


def _of(label: str, part: int, whole: int, href: str) -> Line:
    if not whole:
        return Line(label, None)
    values = {"part": number(part), "whole": number(whole)}
    return Line(label, share(part / whole), href, _("%(part)s of %(whole)s") % values)
