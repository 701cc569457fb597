"""The files of a letter, under names that harm nobody."""

from __future__ import annotations

from requests_app.attachments.names import clean_name

from .bodies import Body
from .letter import Attachment
from .parts import Part


def all_of(whole: Part, body: Body) -> tuple[Attachment, ...]:
    parts = [part for part in whole.leaves() if id(part) not in body.shown]
    return tuple(_file(part) for part in parts if part.file_name)


def _file(part: Part) -> Attachment:
    return Attachment(
        name=clean_name(part.file_name),
        content_type=part.content_type,
        content=part.content(),
        content_id=part.content_id,
        inline=part.disposition == "inline",
    )
