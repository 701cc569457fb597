"""Which parts of a letter are its text, and what they say."""

from __future__ import annotations

from dataclasses import dataclass, field

from .charsets import decoded
from .letter import Defect, Limits
from .parts import Part


@dataclass(slots=True)
class Body:
    """The text as it came, with what was quoted; `shown` are the parts it was made of, by their identity."""

    text: str = ""
    shown: set[int] = field(default_factory=set)
    defects: set[Defect] = field(default_factory=set)


def read(whole: Part, limits: Limits) -> Body:
    body = Body()
    for part in whole.leaves():
        if part.content_type == "text/plain" and part.disposition != "attachment" and not part.file_name:
            text, _right = decoded(part.content()[: limits.source_bytes], part.charset)
            body.shown.add(id(part))
            body.text = text.strip()[: limits.text_characters]
            break
    return body
