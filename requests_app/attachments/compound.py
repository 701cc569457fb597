"""The container of Office before 2007 and of saved mails: told apart by the names of its streams."""

from __future__ import annotations

from typing import IO

from . import kinds
from .kinds import Kind
from .reading import contains
from .unwelcome import MACROS, UNKNOWN, Unwelcome

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# The first that is found says what it is: a mail may hold a document, not the other way round.
STREAMS: tuple[tuple[str, Kind], ...] = (
    ("__properties_version1.0", kinds.MSG),
    ("PowerPoint Document", kinds.PPT),
    ("WordDocument", kinds.DOC),
    ("Workbook", kinds.XLS),
)


def kind_of(file: IO[bytes]) -> Kind:
    """Raises Unwelcome for macros, and for installers and whatever else uses this container."""
    if contains(file, (_wide("_VBA_PROJECT"),)):
        raise Unwelcome(MACROS)
    for stream, kind in STREAMS:
        if contains(file, (_wide(stream),)):
            return kind
    raise Unwelcome(UNKNOWN)


def _wide(name: str) -> bytes:
    return name.lower().encode("utf-16-le")
