"""Chains grouped by the way they went: how long from end to end, and who had the most of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import ngettext

from dashboards.chains.reading import Chain, Path
from dashboards.metrics import censored_quantile
from dashboards.words import number, share, span
from requests_app.models import Department

SHOWN = 25
# Of fewer, half of them is one of them, and the slowest is no 85th of 100.
FEWEST_FOR_HALF, FEWEST_FOR_MOST = 3, 10


@dataclass(frozen=True, slots=True)
class Way:
    """Chains that have something in common: `label` says what. `half`, `most` None: too few to tell."""

    label: str
    n: int
    running: int
    half: str | None
    most: str | None
    longest: str
    code: str = ""


def ways(chains: Sequence[Chain], departments: Mapping[int, Department], now: datetime) -> list[Way]:
    """One row per way through the company, most frequent first."""
    groups: dict[Path, list[Chain]] = defaultdict(list)
    for chain in chains:
        groups[chain.path].append(chain)
    rows = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        _way(arrows(path, departments), group, departments, now, path_code(path, departments)) for path, group in rows
    ]


def by_length(chains: Sequence[Chain], departments: Mapping[int, Department], now: datetime) -> list[Way]:
    """One row per number of departments that worked on it."""
    groups: dict[int, list[Chain]] = defaultdict(list)
    for chain in chains:
        groups[len(chain.path)].append(chain)
    words = {
        n: ngettext("%(count)s department", "%(count)s departments", n) % {"count": number(n)} for n in sorted(groups)
    }
    return [_way(words[n], groups[n], departments, now) for n in sorted(groups)]


def _way(
    label: str, group: Sequence[Chain], departments: Mapping[int, Department], now: datetime, code: str = ""
) -> Way:
    finished = [chain.lead(now) for chain in group if chain.ended_at]
    running = [chain.lead(now) for chain in group if not chain.ended_at]
    half, most = (censored_quantile(finished=finished, running=running, share=part) for part in (0.5, 0.85))
    half, most = half if len(group) >= FEWEST_FOR_HALF else None, most if len(group) >= FEWEST_FOR_MOST else None
    return Way(label, len(group), len(running), span(half), span(most), _longest(group, departments), code)


def _longest(group: Sequence[Chain], departments: Mapping[int, Department]) -> str:
    """“IT, 62 %”: who had the most of the time in which somebody had a part."""
    hours: Counter[int] = Counter()
    for chain in group:
        hours.update(chain.hours)
    total = sum(hours.values())
    if not total:
        return ""
    department, most = max(hours.items(), key=lambda item: (item[1], -item[0]))
    return f"{departments[department]} · {share(most / total)}"


def arrows(path: Path, departments: Mapping[int, Department]) -> str:
    """“Human resources → IT”."""
    return " → ".join(str(departments[pk]) for pk in path)


def path_code(path: Path, departments: Mapping[int, Department]) -> str:
    """As an address names a way: codes hold no dots."""
    return ".".join(departments[pk].code for pk in path)


def path_of(code: str, departments: Mapping[int, Department]) -> Path | None:
    """None where a department is unknown."""
    known = {department.code: pk for pk, department in departments.items()}
    codes = code.split(".")
    return tuple(known[one] for one in codes) if all(one in known for one in codes) else None
