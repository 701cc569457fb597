"""What a file changes about a thing, a line each, as somebody reads it before they say yes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

# By what the members of a list are known, most telling first; lists of others are compared as they stand.
NAMES = (("code",), ("key",), ("at", "clock", "priority"), ("clock", "priority"), ("country",), ("name",))
MOST_SHOWN = 120  # characters of a text
MOST_LINES = 40  # of one thing


def told(before: Any, after: Any) -> list[str]:
    """Lines such as “name.ru: “Ноутбук” → “Новый ноутбук””; `before` is None for a new thing."""
    lines = list(_compare("", {} if before is None else before, after, is_new=before is None))
    if len(lines) > MOST_LINES:
        return [*lines[:MOST_LINES], f"… and {len(lines) - MOST_LINES} more lines"]
    return lines


def _compare(path: str, before: Any, after: Any, *, is_new: bool = False) -> Iterator[str]:
    if before == after or (is_new and after in (None, "", [], {}, False)):
        return
    if isinstance(after, Mapping) and isinstance(before, Mapping):
        for key in [*after, *(one for one in before if one not in after)]:
            yield from _compare(_under(path, key), before.get(key), after.get(key), is_new=is_new)
    elif isinstance(after, list) and isinstance(before, list | None):
        yield from _lists(path, before or [], after, is_new=is_new)
    elif isinstance(after, Mapping) and before is None:
        yield from _compare(path, {}, after, is_new=True)
    elif is_new or before is None:
        yield f"{path}: {_shown(after)}"
    else:
        yield f"{path}: {_shown(before)} → {_shown(after)}"


def _lists(path: str, before: list[Any], after: list[Any], *, is_new: bool) -> Iterator[str]:
    if not all(isinstance(one, Mapping) for one in (*before, *after)):
        if is_new or not before:
            yield f"{path}: {_shown(after)}"
            return
        gone = [f"- {_shown(one)}" for one in before if one not in after]
        come = [f"+ {_shown(one)}" for one in after if one not in before]
        yield f"{path}: {', '.join([*gone, *come]) or 'in another order'}"
        return
    old, new = _named(before), _named(after)
    for name in [*new, *(one for one in old if one not in new)]:
        if name not in old:
            yield f"{path}: + {name}{_outline(new[name])}"
        elif name not in new:
            yield f"{path}: - {name}"
        else:
            yield from _compare(f"{path}.{name}", old[name], new[name])
    shared = [one for one in old if one in new]
    if [one for one in new if one in old] != shared:
        yield f"{path}: in another order"


def _named(entries: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, entry in enumerate(entries, 1):
        keys = next((keys for keys in NAMES if keys[0] in entry), ())
        name = " ".join(_plain(entry[key]) for key in keys if key in entry) or str(number)
        found[name if name not in found else f"{name} ({number})"] = entry
    return found


def _outline(entry: Mapping[str, Any]) -> str:
    """What tells most about a new member of a list."""
    said = next((entry[key] for key in ("within", "label", "text", "years", "tell", "question") if key in entry), None)
    return f" {_shown(said)}" if said else ""


def _under(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _plain(value: Any) -> str:
    return next(iter(value.values()), "") if isinstance(value, Mapping) else str(value)


def _shown(value: Any) -> str:
    if isinstance(value, str):
        text = " ".join(value.split())
        return f"“{text[:MOST_SHOWN]}…”" if len(text) > MOST_SHOWN else f"“{text}”"
    if isinstance(value, Mapping):
        return _shown(_plain(value)) if value else "nothing"
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or "nothing"
    return {None: "nothing", True: "true", False: "false"}.get(value, str(value))
