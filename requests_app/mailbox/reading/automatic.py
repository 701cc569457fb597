"""Whether a program wrote a letter, by what its headers say: RFC 3834, and what came before and beside it."""

from __future__ import annotations

from .letter import Automatic
from .parts import Part
from .rules import Rules


def kind(whole: Part, rules: Rules) -> tuple[Automatic, str]:
    """The kind, and the header that says so."""
    headers = whole.headers
    for name in rules.own_headers:
        if headers.has(name):
            return Automatic.OWN_LOOP, name
    if headers.has("return-path") and headers.text("return-path") in ("", "<>"):
        return Automatic.BOUNCE, "Return-Path: <>"
    if headers.has("auto-submitted") and headers.value("auto-submitted") != "no":
        return Automatic.AUTO_REPLY, f"Auto-Submitted: {headers.value('auto-submitted')}"
    return Automatic.NO, ""
