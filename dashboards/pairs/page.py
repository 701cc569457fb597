"""Who asks whom: as a grid, as a list, and one pair in both directions, every number a way to its requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from dashboards import words
from dashboards.figures.shape import Spread
from dashboards.pairs.pair import Pair
from dashboards.tally import PAIR_COLUMNS
from requests_app import name_order
from requests_app.charts import Caption, GridChart, GridFrame, grid_chart
from requests_app.charts.scale import shortened
from requests_app.models import Department

# More rows and columns than these could not be told apart; the list has every pair.
MOST_IN_GRID, MOST_LISTED = 14, 60
# Below so many requests a rate says little.
EARLY_BELOW = 10

Departments = Mapping[int, Department]
PairLink = Callable[[Department, Department], str]
Link = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Number:
    """A figure in words; `href` leads to its requests where it counts some, `basis` is what a share was made of."""

    text: str
    href: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One pair in the list of all; `kept`, `chased`, `incomplete` are shares in words."""

    asking: Department
    department: Department
    href: str
    filed: str
    kept: str
    chased: str
    incomplete: str
    early: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a pair, for both directions."""

    label: str
    there: Number
    back: Number


def known(found: Sequence[Pair], departments: Departments) -> list[Pair]:
    """Pairs of two departments: without what nobody knows the asker of, and without what one asks of oneself."""
    return [one for one in found if one.asking in departments and one.asking != one.department]


def grid(found: Sequence[Pair], departments: Departments, link: PairLink) -> GridChart | None:
    """Who asks (rows) whom (columns); the busiest departments, in the order of their names."""
    busy: Counter[int] = Counter()
    for pair in found:
        busy.update({pair.asking or 0: pair["filed"], pair.department: pair["filed"]})
    shown = sorted((pk for pk, _n in busy.most_common(MOST_IN_GRID)), key=lambda pk: name_order.key(departments[pk]))
    filed = {(pair.asking, pair.department): pair["filed"] for pair in found}
    names = [str(departments[pk]) for pk in shown]
    # Names of departments have no room above each other's columns; numbers do, and tips and the table say the names.
    places = [str(place) for place in range(1, len(shown) + 1)]
    rows = [shortened(name, f" {place}") for place, name in zip(places, names, strict=True)]
    values = [[None if a == b else filed.get((a, b), 0) for b in shown] for a in shown]
    hrefs = [["" if a == b else link(departments[a], departments[b]) for b in shown] for a in shown]
    frame = GridFrame(rows=rows, columns=places, heading=_("Asks ↓, serves →"), number=words.number, spoken=names)
    caption = Caption("pairs", _("Who asks whom"), _said(len(busy)))
    return grid_chart(caption, frame, values, hrefs=hrefs)


def _said(departments: int) -> str:
    if departments > MOST_IN_GRID:
        return ngettext(
            "Requests filed; a row asks, a column serves. The %(count)s busiest department.",
            "Requests filed; a row asks, a column serves. The %(count)s busiest departments.",
            MOST_IN_GRID,
        ) % {"count": words.number(MOST_IN_GRID)}
    return _("Requests filed; a row asks, a column serves.")


def listed(found: Sequence[Pair], departments: Departments, link: PairLink) -> list[Listed]:
    """The busiest pairs, most requests first."""
    rows = []
    for pair in found[:MOST_LISTED]:
        asking, department = departments[pair.asking or 0], departments[pair.department]
        rows.append(
            Listed(
                asking=asking,
                department=department,
                href=link(asking, department),
                filed=words.number(pair["filed"]),
                kept=words.share(pair.kept_rate) or "",
                chased=words.share(pair.chase_rate) or "",
                incomplete=words.share(pair.incomplete_rate) or "",
                early=pair["filed"] < EARLY_BELOW,
            )
        )
    return rows


def both_ways(there: Pair, back: Pair, links: tuple[Link, Link]) -> list[Row]:
    """Every figure of a pair, of both directions beside each other."""
    columns = zip(_figures(there, links[0]), _figures(back, links[1]), strict=True)
    return [Row(label, one, other) for (label, one), (_label, other) in columns]


def _figures(pair: Pair, link: Link) -> list[tuple[str, Number]]:
    return [
        (pgettext("requests", "Asked"), _count(pair, "filed", link)),
        (_("Open now"), _count(pair, "still_open", link)),
        (pgettext("compared", "Answered in time"), _kept(pair, "answers_kept", "answers_broken", link)),
        (pgettext("compared", "Done in time"), _kept(pair, "kept", "broken", link)),
        (_("Half answered within"), _time(pair.answer, 0.5)),
        (_("Half done within"), _time(pair.resolution, 0.5)),
        (_("Longest silence, 85 of 100 at most"), _time(pair.silence, 0.85)),
        (_("Chased by the requester"), _rate(pair, "chased", link)),
        (_("Asked back before work began"), _rate(pair, "incomplete", link)),
        (_("Rounds of questions, per request"), _rounds(pair, link)),
        (pgettext("requests", "Reopened"), _rate(pair, "reopened", link)),
    ]


def _count(pair: Pair, column: str, link: Link) -> Number:
    return Number(words.number(pair[column]), _href(pair, column, link))


def _href(pair: Pair, column: str, link: Link) -> str:
    return link(PAIR_COLUMNS[column]) if pair[column] else ""


def _kept(pair: Pair, kept: str, broken: str, link: Link) -> Number:
    decided = pair[kept] + pair[broken]
    if not decided:
        return Number("")
    share = words.share(pair[kept] / decided) or ""
    return Number(share, _href(pair, kept, link), words.part(pair[kept], decided))


def _rate(pair: Pair, column: str, link: Link) -> Number:
    if not pair["filed"]:
        return Number("")
    share = words.share(pair[column] / pair["filed"]) or ""
    return Number(share, _href(pair, column, link), words.part(pair[column], pair["filed"]))


def _rounds(pair: Pair, link: Link) -> Number:
    each = pair.rounds_each
    # A list holds requests, not rounds: those with any.
    return Number("" if each is None else words.number(each), _href(pair, "clarified", link))


def _time(spread: Spread, share: float) -> Number:
    hours = spread["median"] if share == 0.5 else spread["p85"]
    return Number(
        words.span(hours) or "", basis=_("of %(n)s") % {"n": words.number(spread["n"])} if spread["n"] else ""
    )
