"""A report as text, for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

WIDTH = 34
GROUPS = ("by_department", "by_service", "by_priority", "by_channel")
# What the table of a dimension shows of each group: heading, path of keys.
COLUMNS = {
    "filed": ("filed",),
    "resolved": ("resolved",),
    "closed": ("closed",),
    "open": ("open",),
    "answer kept": ("clocks", "first_response", "kept_rate"),
    "done kept": ("clocks", "resolution", "kept_rate"),
    "answer h": ("answer", "hours", "median"),
    "done h": ("resolution", "hours", "median"),
    "close h": ("close", "hours", "median"),
}


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """The whole first, every key on a line of its own; then months and groups as tables."""
    period = f"{report['from'] or 'the beginning'} to {report['to'] or 'now'}"
    yield f"{', '.join(report['departments'])}: {period}, days of {report['zone'] or 'each department'}"
    yield "counted from the rows" if report["exact"] else "from the roll-ups"
    yield from (f"  {name:<{WIDTH + 12}}{_text(value):>12}" for name, value in _flat(report["total"]))
    yield from _table("by_month", report["by_month"], {name: (name,) for name in _month_keys(report)})
    for group in GROUPS:
        yield from _table(group, report[group], COLUMNS)
    for name, used in report.get("resources", {}).items():
        yield ""
        yield f"resources {name}"
        yield from (f"  {key:<{WIDTH + 12}}{_text(value):>12}" for key, value in _flat(used))
    yield from _looked_closer(report)


def _looked_closer(report: Mapping[str, Any]) -> Iterator[str]:
    """What is there only when it was asked for."""
    for name in ("by_weekday", "by_hour"):
        if name in report:
            yield ""
            yield name
            yield from (f"  {key:<{WIDTH + 12}}{_text(value):>12}" for key, value in report[name].items())
    for stood in report.get("at", ()):
        yield ""
        yield from (
            f"{'  ' if name != 'moment' else ''}{name:<{WIDTH + 12}}{_text(value)}" for name, value in _flat(stood)
        )


def _flat(values: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def _month_keys(report: Mapping[str, Any]) -> list[str]:
    return list(next(iter(report["by_month"].values()), {}))


def _table(title: str, rows: Mapping[str, Any], columns: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield f"{title:<{WIDTH}}" + "".join(f"{heading:>12}" for heading in columns)
    for name, row in rows.items():
        yield f"{name:<{WIDTH}}" + "".join(f"{_text(_at(row, path)):>12}" for path in columns.values())


def _at(row: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = row
    for key in path:
        value = value[key]
    return value


def _text(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, list):
        return " ".join(map(_text, value))
    return f"{value:.4f}" if isinstance(value, float) else str(value)
