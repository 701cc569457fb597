"""The name people see: theirs, without what misleads, breaks a disk or leaves a folder."""

from __future__ import annotations

import re
import unicodedata
from uuid import UUID

from django.utils.translation import gettext as _

from . import kinds
from .kinds import Kind

LONGEST_BYTES = 150
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
KNOWN = frozenset(ending for kind in kinds.ALL for ending in kind.endings)


def clean_name(raw: str) -> str:
    """Without folders, invisible and turning characters, and what no disk takes; never empty, at most 150 bytes."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", raw)[-1])
    # Control, format (such as the right-to-left override), private and half characters.
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    name = re.sub(r'[<>:"|?*]', "_", re.sub(r"\s+", " ", name)).strip(" .")
    if DEVICES.fullmatch(name):
        name = f"_{name}"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return _shortened(name, LONGEST_BYTES) or _("file")
    return _shortened(stem, LONGEST_BYTES - len(ending.encode()) - 1) + dot + ending


def with_ending(name: str, kind: Kind) -> str:
    """The ending agrees with the content: another kind's is replaced, none or a foreign one is followed by ours."""
    stem, _dot, ending = name.rpartition(".")
    if stem and ending.lower() in kind.endings:
        return name
    if stem and ending.lower() in KNOWN:
        name = stem
    return f"{_shortened(name, LONGEST_BYTES - 10)}.{kind.endings[0]}"


def _shortened(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore").strip()


def read_uuid(text: str) -> UUID | None:
    """The id of a file as an address or a form sends it; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
