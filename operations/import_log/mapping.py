"""What a mapping says, checked: the values every other part of the import works with. Keys: docs/import.md."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from requests_app.models import Channel
from requests_app.states import Status

from .event_rules import EventRules, event_rules
from .promises import PRIORITIES, Promised, promises
from .toml_file import MappingError, Section, read

KINDS = ("requests", "events")
COLUMNS = {
    "requests": ("filed", "started", "resolved", "closed", "promised", "result"),
    "events": ("at", "filed", "resolved", "closed", "actor", "text"),
}
COMMON_COLUMNS = (
    *("key", "title", "description", "department", "service", "state", "due"),
    *("requester", "filed_by", "assignee", "priority", "impact", "urgency", "channel", "outside_party", "needed_by"),
    *("solved", "csat", "ces", "comment", "rated"),
)
REQUIRED = {"requests": ("key", "filed"), "events": ("key", "at", "state")}
# Beside the states: a line that moves nothing, and what the requester does about their own request.
SAYINGS = ("reply", "note", "chase", "nothing")
ANSWER, WITHDRAWN = "answer", "withdrawn"
STATES = (*(state.value for state in Status), *SAYINGS, ANSWER, WITHDRAWN)
LEVELS = {"low": 1, "medium": 2, "high": 3}
SOLVED = ("yes", "partly", "no")
SCORES = ("1", "2", "3", "4", "5")
PLACE = re.compile(r"\{([^{}]+)\}")


def columns_of(text: str) -> list[str]:
    """The columns that a mapped text names: itself, or what stands in braces in "{category} / {symptom}"."""
    return PLACE.findall(text) or [text]


@dataclass(frozen=True, slots=True)
class Naming:
    """How a word of the log becomes a department or a service. `unknown` is the name where the log has none.

    `active`: new services can be asked for at once (departments have no such switch).
    """

    unknown: str = ""
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    zone: str = ""
    active: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The log's words, compared without regard to capitals."""

    states: dict[str, str]
    priorities: dict[str, str]
    impacts: dict[str, str]
    urgencies: dict[str, str]
    channels: dict[str, str]
    solved: dict[str, str]
    scores: dict[str, str]


@dataclass(frozen=True, slots=True)
class Mapping:
    source: str
    kind: str
    digest: str
    path: Path
    encoding: str
    delimiter: str
    quote: str
    zone: ZoneInfo
    dates: tuple[str, ...]
    unknown: frozenset[str]
    language: str
    events: EventRules
    columns: dict[str, str]
    words: Words
    channel: str
    departments: Naming
    services: Naming
    nobody: str
    promised: Promised
    section: Section

    def column_error(self, column: str, problem: str) -> MappingError:
        return self.section.section("columns").error(column, problem)


def load(path: Path) -> Mapping:
    """Read and check a mapping. Raises MappingError with the line and the key."""
    top = read(path)
    mapping = _mapping(path, top)
    top.finish()
    return mapping


def _mapping(path: Path, top: Section) -> Mapping:
    source = top.required("source", 'source = "helpdesk-2024"')
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", source):
        raise top.error("source", "is to be at most 40 small letters, digits and hyphens.")
    kind = top.choice("kind", KINDS, "requests")
    values = top.section("values")
    zone = _zone(values)
    file = layout_of(top.section("file"))
    columns = _columns(top.section("columns"), kind)
    mapping = Mapping(
        source=source,
        kind=kind,
        digest=hashlib.sha256(json.dumps(top.values, sort_keys=True, default=str).encode()).hexdigest(),
        path=path,
        **file,
        zone=zone,
        dates=_dates(values),
        unknown=frozenset(word.casefold() for word in values.texts("unknown", ("",))) | {""},
        language=language_of(values),
        events=event_rules(top.section("events"), kind),
        columns=columns,
        words=_words(top, columns),
        channel=_channel(top),
        departments=naming_of(top.section("departments"), zone.key),
        services=naming_of(top.section("services"), zone.key, switched=True),
        nobody=_nobody(top.section("people")),
        promised=promises(top, zone.key, pinned="due" in columns),
        section=top,
    )
    values.finish()
    _need_a_name(top, mapping)
    return mapping


def _zone(values: Section) -> ZoneInfo:
    name = values.required("zone", 'zone = "Europe/Berlin"')
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        raise values.error("zone", f"is to be a time zone such as Europe/Berlin, not {name!r}.") from problem


def layout_of(section: Section) -> dict[str, str]:
    """How the file is written: encoding, delimiter, quote."""
    file = {
        "encoding": section.text("encoding", "utf-8-sig"),
        "delimiter": section.text("delimiter", ","),
        "quote": section.text("quote", '"'),
    }
    try:
        "".encode(file["encoding"])
    except LookupError as problem:
        raise section.error(
            "encoding", f"is not known: {file['encoding']!r}. Examples: utf-8-sig, latin-1."
        ) from problem
    for key in ("delimiter", "quote"):
        if len(file[key]) != 1 or file[key] in "\r\n\0":
            raise section.error(key, f"is to be one character, not {file[key]!r}.")
    section.finish()
    return file


def _dates(values: Section) -> tuple[str, ...]:
    formats = values.texts("dates", ("iso",))
    for one in formats:
        if one not in ("iso", "unix") and "%" not in one:
            raise values.error("dates", f'knows "iso", "unix" and formats such as "%Y-%m-%d %H:%M:%S", not {one!r}.')
    return formats


def language_of(values: Section) -> str:
    """Of the names in the file."""
    return values.choice("language", tuple(code for code, _name in settings.LANGUAGES), settings.LANGUAGE_CODE)


def _columns(section: Section, kind: str) -> dict[str, str]:
    found = {name: section.text(name) for name in (*COMMON_COLUMNS, *COLUMNS[kind])}
    section.finish()
    columns = {name: column for name, column in found.items() if column}
    for name in REQUIRED[kind]:
        if name not in columns:
            raise section.error(name, f"is missing: a log of kind {kind!r} needs it.")
    if "priority" in columns and ("impact" in columns or "urgency" in columns):
        raise section.error("priority", "cannot stand beside impact and urgency: the priority follows from those two.")
    return columns


def _words(top: Section, columns: dict[str, str]) -> Words:
    tables = {
        "states": STATES,
        "priorities": tuple(PRIORITIES),
        "impacts": tuple(LEVELS),
        "urgencies": tuple(LEVELS),
        "channels": tuple(one.value for one in Channel),
        "solved": SOLVED,
        "scores": SCORES,
    }
    words = {name: folded(top.words(name, allowed)) for name, allowed in tables.items()}
    needed = {
        "state": "states",
        "priority": "priorities",
        "impact": "impacts",
        "urgency": "urgencies",
    }
    for column, table in needed.items():
        if column in columns and not words[table]:
            raise top.error(table, f"is missing: columns.{column} needs a table [{table}] with the log's words.")
    return Words(**words)


def folded(words: dict[str, str]) -> dict[str, str]:
    """Words as they are compared: without regard to capitals and blanks around them."""
    return {word.strip().casefold(): meaning for word, meaning in words.items()}


def _channel(top: Section) -> str:
    return top.choice("channel", tuple(one.value for one in Channel), Channel.PORTAL.value)


def naming_of(section: Section, zone: str, *, switched: bool = False) -> Naming:
    """How words become departments or services; `switched`: the table has the key `active`."""
    naming = Naming(
        unknown=section.text("unknown"),
        names=_names(section.section("names")),
        codes=section.words("codes"),
        zone=zone,
        active=switched and section.switch("active"),
    )
    section.finish()
    for word, code in naming.codes.items():
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", code):
            raise section.error("codes", f"gives {word!r} the code {code!r}: letters, digits, hyphens, at most 60.")
    return naming


def _names(section: Section) -> dict[str, dict[str, str]]:
    """A word's name as one text, or as a table with a text per language of the portal."""
    languages = {code for code, _name in settings.LANGUAGES}
    names: dict[str, dict[str, str]] = {}
    for word in section.values:
        value: Any = section.get(word, (str, dict), 'a text, or a table such as { en = "IT", ru = "ИТ" }')
        named = {settings.LANGUAGE_CODE: value} if isinstance(value, str) else dict(value)
        if not set(named) <= languages or not all(isinstance(text, str) for text in named.values()):
            raise section.error(word, f"is to have texts in languages of the portal: {', '.join(sorted(languages))}.")
        names[word] = named
    return names


def _nobody(section: Section) -> str:
    name = section.text("unknown", "Unknown person")
    section.finish()
    return name


def _need_a_name(top: Section, mapping: Mapping) -> None:
    """Every request has a department and a service: a column, or one name for all."""
    for column, naming in (("department", mapping.departments), ("service", mapping.services)):
        if column not in mapping.columns and not naming.unknown:
            raise top.error(f"{column}s", f"needs `unknown`, a name for all, because there is no columns.{column}.")
    if mapping.events.unknown_department == "moves" and not mapping.departments.unknown:
        raise top.error("departments", "needs `unknown`: rows without a department are to move a request there.")
