"""How each department served another one, in words, every number a way to its requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dashboards import words
from dashboards.facts import Fact
from dashboards.figures import shape
from dashboards.requesters.reading import Asking
from dashboards.tally import Tally, lasted
from requests_app import name_order
from requests_app.models import Department

Link = Callable[[str, Department], str]


@dataclass(frozen=True, slots=True)
class Number:
    """`basis`: what a share was made of; empty `text`: nothing to count."""

    text: str
    href: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Served:
    """One department that serves."""

    provider: Department
    asked: Number
    answered_in_time: Number
    done_in_time: Number
    answer: Number
    done: Number
    open: Number
    silent: Number
    chased: Number


def served_by(facts: Iterable[Fact], asking: Asking, providers: Mapping[int, Department], link: Link) -> list[Served]:
    """One row per department that holds any of these requests now, most asked first."""
    heaps: dict[int, Tally] = {}
    for fact in facts:
        heap = heaps.setdefault(fact.department, Tally())
        heap.counts.update(asking.counts(fact))
        for name, seconds in lasted(fact):
            heap.durations[name].append(seconds)
    most_first = sorted(heaps, key=lambda pk: (-heaps[pk].counts["filed"], name_order.key(providers[pk])))
    return [_served(providers[pk], heaps[pk], link) for pk in most_first]


def _served(provider: Department, tally: Tally, link: Link) -> Served:
    def number(figure: str) -> Number:
        count = tally.counts[figure]
        return Number(words.number(count), link(figure, provider) if count else "")

    return Served(
        provider=provider,
        asked=number("filed"),
        answered_in_time=_kept(tally, "first_response", provider, link),
        done_in_time=_kept(tally, "resolution", provider, link),
        answer=Number(words.span(shape.hours(tally, "answer")["median"]) or "", link("answered", provider)),
        done=Number(words.span(shape.hours(tally, "resolution")["median"]) or "", link("resolved", provider)),
        open=number("still_open"),
        silent=number("silent"),
        chased=number("chased"),
    )


def _kept(tally: Tally, metric: str, provider: Department, link: Link) -> Number:
    clock = shape.clock(tally, metric)
    decided = clock["kept"] + clock["broken"]
    if not decided:
        return Number("")
    text = words.share(clock["kept_rate"]) or ""
    return Number(text, link(f"clock.{metric}.kept", provider), words.part(clock["kept"], decided))
