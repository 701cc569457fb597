"""Texts with gaps such as {{ title }}, as admins write them; knows nothing of messages or people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_GAP = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_SHIPPED = re.compile(r"%\((\w+)\)[sd]|%%")


class NotKnown(LookupError):
    """There is no value for a gap."""


def named_in(text: str) -> list[str]:
    """The names of the gaps, in their order, each once."""
    return list(dict.fromkeys(_GAP.findall(text)))


def is_broken(text: str) -> bool:
    """Are there braces that are no gap?"""
    rest = _GAP.sub("", text)
    return "{{" in rest or "}}" in rest


def filled(text: str, told: Mapping[str, Any]) -> str:
    """What is put in is never looked at again. Raises NotKnown."""

    def value(gap: re.Match[str]) -> str:
        if gap.group(1) not in told:
            raise NotKnown(gap.group(1))
        return str(told[gap.group(1)])

    return _GAP.sub(value, text)


def marked(text: str, mark: Callable[[str], str]) -> str:
    """Each gap by what `mark` makes of its name."""
    return _GAP.sub(lambda gap: mark(gap.group(1)), text)


def of_shipped(text: str) -> str:
    """A text of the portal, %(title)s, as an admin writes it, {{ title }}."""
    return _SHIPPED.sub(lambda found: "%" if found.group() == "%%" else f"{{{{ {found.group(1)} }}}}", text)
