"""What was answered, line by line, for the request's page."""

from __future__ import annotations

from dataclasses import dataclass

from requests_app.models import ServiceRequest

from .conditions import asked
from .display import text_of
from .names import Names
from .questions import Kind


@dataclass(frozen=True, slots=True)
class Line:
    """A question with its answer as the reader sees it, or the heading of those that follow."""

    label: str
    text: str = ""
    is_heading: bool = False
    is_long: bool = False
    files: tuple[tuple[str, str], ...] = ()  # ids and names


def lines_of(request: ServiceRequest) -> list[Line]:
    """The answers with the words of the version it was filed with; empty where nothing was asked or answered."""
    if request.form is None or not request.answers:
        return []
    questions = asked(request.form.questions, request.answers)
    names = Names.of((one, request.answers.get(one.code)) for one in questions)
    lines: list[Line] = []
    for one in questions:
        if not one.asks:
            lines.append(Line(str(one.label), is_heading=True))
        elif (value := request.answers.get(one.code)) is not None:
            files = tuple((pk, names.files.get(pk, "?")) for pk in value) if one.kind == Kind.FILE else ()
            lines.append(Line(str(one.label), text_of(one, value, names), is_long=one.kind == Kind.LONG, files=files))
    # A heading above nothing says nothing.
    return [line for line, after in zip(lines, [*lines[1:], None], strict=True) if not line.is_heading or _asks(after)]


def _asks(line: Line | None) -> bool:
    return line is not None and not line.is_heading
