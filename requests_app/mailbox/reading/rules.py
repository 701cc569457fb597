"""Words by which a letter tells what it is: data, in the portal's languages, to be extended where people need it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """Regular expressions, matched without regard to capitals.

    `own_headers`: names (small letters) that only a portal's own mail carries. `endings`: whole lines a mail program
    adds under a text. `disclaimers`: how a paragraph begins after which nobody has written anything.
    `automatic_subjects`: how the subject of an automatic reply begins.
    """

    own_headers: tuple[str, ...] = ("x-counterpart-mail",)
    endings: tuple[str, ...] = ()
    disclaimers: tuple[str, ...] = ()
    automatic_subjects: tuple[str, ...] = ()


RULES = Rules()
