"""The configuration as YAML that people read and git compares: stable order, texts as blocks, no ids, no secrets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from .planning import FORMAT
from .sections import SECTIONS

HEAD = """\
# The configuration of this portal, as `manage.py dump_config` writes it.
# `manage.py apply FILE --by EMAIL` shows what a file would change, and changes it once you say yes.
# docs/configuration-as-code.md explains every key.
#
# - A key that is left out stays as it is. A key that is there is taken whole: a list names everything in it.
# - What no entry names stays as well, unless the file says `prune: true`.
# - People are named by their e-mail address, and have to be there before.
"""
ABOUT = {
    "company": "What holds for everybody; priorities by impact, then by urgency.",
    "departments": "Who serves whom. A code is an address, and never changes.",
    "waiting_reasons": "Why work may rest.",
    "calendars": "When people work. Whatever changes becomes a further version; days that have passed stay.",
    "approver_groups": "Who decides together. A group is known by its department and its first name.",
    "services": "What departments do for others, and what they ask before.",
    "standards": "What departments promise. Whatever changes is published as a further version.",
    "canned_replies": "What departments answer often. A reply is known by its department and its title.",
}
WIDTH = 120


class _Dumper(yaml.SafeDumper):
    """Lists are indented, and an anchor never stands in for a repetition."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _list(dumper: yaml.SafeDumper, values: list[Any]) -> yaml.SequenceNode:
    is_short = all(isinstance(one, str | int | float) for one in values) and len(values) <= 8
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=is_short)


def _keys(dumper: yaml.SafeDumper, values: dict[str, Any]) -> yaml.MappingNode:
    """Rows of a table on one line each: targets, rungs, countries."""
    is_row = bool(values.keys() & {"clock", "at", "country"})
    return dumper.represent_mapping("tag:yaml.org,2002:map", values.items(), flow_style=is_row)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _keys)
_Dumper.add_representer(list, _list)


def dump(only: Iterable[str] = ()) -> str:
    """All sections, or those named."""
    names = [name for name in SECTIONS if not only or name in set(only)]
    parts = [HEAD, f"version: {FORMAT}\n"]
    for name in names:
        parts += ["", f"# {ABOUT[name]}", _as_yaml({name: _told(name)})]
    return "\n".join(parts)


def _told(name: str) -> Any:
    entries = list(SECTIONS[name].said().values())
    return entries[0] if SECTIONS[name].is_single else entries


def _as_yaml(data: Any) -> str:
    written: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)
    return written
