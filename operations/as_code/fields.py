"""What may stand behind a key: each kind of value reads itself from a node, and describes itself to editors.

`read` gives plain JSON in one canonical form, so that equal things compare equal; it raises CannotRead with every
problem that it found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Protocol

from django.conf import settings

from .reading import CannotRead, Node, Problem

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SLUG = re.compile(r"[-a-zA-Z0-9_]+", re.ASCII)
Plain = dict[str, Any]
Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What a file may name: codes by section, and people by their address in small letters."""

    codes: Mapping[str, set[str]] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


class Field(Protocol):
    def read(self, node: Node, known: Known) -> Any: ...

    def schema(self) -> Schema: ...


def suggestion(word: str, words: Any) -> str:
    """“ Did you mean “name”?”, or which words there are."""
    there = sorted(map(str, words))
    close = get_close_matches(word, there, n=1)
    if close:
        return f" Did you mean “{close[0]}”?"
    return f" There are: {', '.join(there)}." if 0 < len(there) <= 20 else ""


def _text(node: Node) -> str:
    if not isinstance(node.value, str):
        raise node.wrong("A text belongs here; put it in quotes if it looks like something else.")
    if "\0" in node.value:
        raise node.wrong("There is a sign here that no text may have.")
    return node.value.strip()


@dataclass(frozen=True, slots=True)
class Line:
    """A text in no language."""

    most: int

    def read(self, node: Node, known: Known) -> str:
        text = _text(node)
        if len(text) > self.most:
            raise node.wrong(f"At most {self.most:,} characters; these are {len(text):,}.")
        return text

    def schema(self) -> Schema:
        return {"type": "string", "maxLength": self.most}


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the portal's languages; one text alone is that of the first language."""

    most: int
    needed: bool = False

    def read(self, node: Node, known: Known) -> dict[str, str]:
        if isinstance(node.value, str):
            node = Node({LANGUAGES[0]: node}, node.where)
        if node.value is None:
            node = Node({}, node.where)
        given = _by_key(node)
        said = _each(given, lambda code, one: self._one(code, one, known))
        texts = {code: said[code] for code in LANGUAGES if said.get(code)}
        if self.needed and not texts:
            raise node.wrong("Write it in at least one language.")
        return texts

    def _one(self, code: str, node: Node, known: Known) -> str:
        if code not in LANGUAGES:
            raise node.wrong(f"“{code}” is no language of the portal.{suggestion(code, LANGUAGES)}")
        return Line(self.most).read(node, known)

    def schema(self) -> Schema:
        text = {"type": "string", "maxLength": self.most}
        each = {"type": "object", "properties": dict.fromkeys(LANGUAGES, text), "additionalProperties": False}
        return {"anyOf": [text, each]}


@dataclass(frozen=True, slots=True)
class Code:
    """The name of a thing in addresses."""

    most: int

    def read(self, node: Node, known: Known) -> str:
        text = _text(node)
        if not SLUG.fullmatch(text) or len(text) > self.most:
            raise node.wrong(f"Latin letters, digits and hyphens, at most {self.most} of them.")
        return text

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{SLUG.pattern}$", "maxLength": self.most}


@dataclass(frozen=True, slots=True)
class Flag:
    def read(self, node: Node, known: Known) -> bool:
        if not isinstance(node.value, bool):
            raise node.wrong("Write true or false.")
        return node.value

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class OneOf:
    words: tuple[str, ...]

    def read(self, node: Node, known: Known) -> str:
        if not isinstance(node.value, str):
            raise node.wrong(f"One of these words belongs here: {', '.join(self.words)}.")
        if node.value not in self.words:
            raise node.wrong(f"“{node.value}” is not known here.{suggestion(node.value, self.words)}")
        return node.value

    def schema(self) -> Schema:
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Number:
    least: float
    most: float
    whole: bool = True

    def read(self, node: Node, known: Known) -> float:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float) or (self.whole and value != int(value)):
            raise node.wrong("A whole number belongs here." if self.whole else "A number belongs here.")
        if not self.least <= value <= self.most:
            raise node.wrong(f"A number from {self.least:g} to {self.most:g}.")
        return int(value) if value == int(value) else value

    def schema(self) -> Schema:
        return {"type": "integer" if self.whole else "number", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, a number or true and false, as it stands."""

    def read(self, node: Node, known: Known) -> Any:
        if isinstance(node.value, list | dict):
            raise node.wrong("One value belongs here, not several.")
        return node.value

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean", "null"]}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's address, whatever its capitals."""

    def read(self, node: Node, known: Known) -> str:
        address = _text(node)
        found = known.people.get(address.lower())
        if found is None:
            close = suggestion(address.lower(), known.people) if len(known.people) < 5000 else ""
            raise node.wrong(f"Nobody active has the address {address}.{close if 'Did' in close else ''}")
        return found

    def schema(self) -> Schema:
        return {"type": "string", "format": "email"}


@dataclass(frozen=True, slots=True)
class Ref:
    """The code of a thing that the portal has, or that the files make."""

    section: str
    word: str

    def read(self, node: Node, known: Known) -> str:
        code = _text(node)
        if code not in known.codes.get(self.section, ()):
            there = known.codes.get(self.section, ())
            raise node.wrong(f"There is no {self.word} “{code}”.{suggestion(code, there)}")
        return code

    def schema(self) -> Schema:
        return {"type": "string"}


@dataclass(frozen=True, slots=True)
class Maybe:
    """The same, or null."""

    inner: Field

    def read(self, node: Node, known: Known) -> Any:
        return None if node.value is None else self.inner.read(node, known)

    def schema(self) -> Schema:
        return {"anyOf": [self.inner.schema(), {"type": "null"}]}


@dataclass(frozen=True, slots=True)
class Many:
    """A list. Where its order says nothing it is sorted, and each value stands in it once."""

    inner: Field
    most: int = 1000
    in_order: bool = True

    def read(self, node: Node, known: Known) -> list[Any]:
        if node.value is None:
            return []
        if not isinstance(node.value, list):
            raise node.wrong("A list belongs here.")
        if len(node.value) > self.most:
            raise node.wrong(f"At most {self.most} of them.")
        found = _each(dict(enumerate(node.value)), lambda _at, one: self.inner.read(one, known))
        values = list(found.values())
        return values if self.in_order else sorted(set(values))

    def schema(self) -> Schema:
        return {"type": "array", "items": self.inner.schema(), "maxItems": self.most}


@dataclass(frozen=True, slots=True)
class ByKey:
    """Values by keys that the file chooses; `fits` says what a key looks like."""

    inner: Field
    key: str
    fits: Callable[[str], bool]

    def read(self, node: Node, known: Known) -> Plain:
        return dict(sorted(_each(_by_key(node), lambda key, one: self._one(key, one, known)).items()))

    def _one(self, key: str, node: Node, known: Known) -> Any:
        if not self.fits(key):
            raise node.wrong(f"“{key}” is not {self.key}.")
        return self.inner.read(node, known)

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": self.inner.schema()}


def without_empty(entry: Mapping[str, Any]) -> Plain:
    """Values that say something: of a record that is always taken whole, the others go without saying."""
    return {key: value for key, value in entry.items() if value not in (None, "", [], {}, False)}


@dataclass(frozen=True, slots=True)
class Record:
    """Keys that are known, some of them needed. What is not said is not in the result; `check` sees the result.

    `brief`: what is empty goes without saying.
    """

    keys: Mapping[str, Field]
    needed: tuple[str, ...] = ()
    check: Callable[[Plain], str] | None = None
    brief: bool = False

    def read(self, node: Node, known: Known) -> Plain:
        said = _each(_by_key(node), lambda key, one: self._one(key, one, known))
        missing = [Problem(node.where, f"“{key}” is missing.") for key in self.needed if key not in said]
        if missing:
            raise CannotRead(missing)
        ordered = {key: said[key] for key in self.keys if key in said}
        if self.brief:
            ordered = without_empty(ordered)
        if self.check and (problem := self.check(ordered)):
            raise node.wrong(problem)
        return ordered

    def _one(self, key: str, node: Node, known: Known) -> Any:
        if key not in self.keys:
            raise node.wrong(f"“{key}” is no key here.{suggestion(key, self.keys)}")
        return self.keys[key].read(node, known)

    def schema(self) -> Schema:
        described = {key: one.schema() for key, one in self.keys.items()}
        told: Schema = {"type": "object", "properties": described, "additionalProperties": False}
        return told | ({"required": list(self.needed)} if self.needed else {})


def _by_key(node: Node) -> dict[str, Node]:
    if not isinstance(node.value, dict):
        raise node.wrong("Keys with values belong here, such as “name: …”.")
    return node.value


def _each(nodes: Mapping[Any, Node], read: Callable[[Any, Node], Any]) -> dict[Any, Any]:
    """All of them read; all problems of all of them at once."""
    found, problems = {}, []
    for key, node in nodes.items():
        try:
            found[key] = read(key, node)
        except CannotRead as wrong:
            problems += wrong.problems
    if problems:
        raise CannotRead(problems)
    return found
