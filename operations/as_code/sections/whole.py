"""What holds for the whole company: its name, its languages, and which priority follows from impact and urgency."""

from __future__ import annotations

from operations.as_code.fields import LANGUAGES, Line, Many, OneOf, Plain, Record
from operations.as_code.section import Author, Change, Section
from requests_app import company
from requests_app.models import Level, Priority, priorities
from requests_app.models import company as companies
from requests_app.models.priorities import Matrix, matrix

LEVELS = {level.name.lower(): level for level in Level}
PRIORITIES = {priority.name.lower(): priority for priority in Priority}
KEY = "company"


def _said_every_cell(said: Plain) -> str:
    return "" if set(said) == set(LEVELS) else f"Each of these belongs here: {', '.join(LEVELS)}."


def _said_languages(said: Plain) -> str:
    return "“languages” names at least one." if said.get("languages") == [] else ""


BY_URGENCY = Record(dict.fromkeys(LEVELS, OneOf(tuple(PRIORITIES))), check=_said_every_cell)
ENTRY = Record(
    {
        "name": Line(60),
        "languages": Many(OneOf(tuple(LANGUAGES)), in_order=False),
        "priorities": Record(dict.fromkeys(LEVELS, BY_URGENCY), check=_said_every_cell),
    },
    check=_said_languages,
)


def said() -> dict[str, Plain]:
    # What this process remembers may be half a minute old.
    companies.forget()
    priorities.forget()
    told, cells = companies.said(), matrix()
    by_level = {
        impact: {urgency: cells[level, other].name.lower() for urgency, other in LEVELS.items()}
        for impact, level in LEVELS.items()
    }
    return {KEY: {"name": told.name, "languages": sorted(told.languages), "priorities": by_level}}


def write(change: Change, author: Author) -> None:
    wanted = change.after
    if change.touches("name", "languages"):
        # In one line: it goes into the head of mails.
        name = " ".join(wanted["name"].split())
        languages = [code for code in LANGUAGES if code in wanted["languages"]]
        company.set_company(name, languages, by=author.by)
    if change.touches("priorities"):
        company.set_matrix(_matrix(wanted["priorities"]), by=author.by)


def _matrix(told: Plain) -> Matrix:
    return {
        (LEVELS[impact], LEVELS[urgency]): PRIORITIES[priority]
        for impact, row in told.items()
        for urgency, priority in row.items()
    }


SECTION = Section(
    name=KEY,
    word="the",
    entry=ENTRY,
    fresh={},
    key_of=lambda _entry: KEY,
    said=said,
    write=write,
    is_single=True,
)
