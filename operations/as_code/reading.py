"""YAML and JSON read with care: every value knows its file and line, and nothing in a file can run or grow.

Of YAML only what configuration needs is taken: the words of YAML 1.2 (so that `no`, `on`, `12:30` and dates stay
texts), anchors as long as the whole stays small, no tags, no merge keys, no key twice.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

MOST_BYTES = 5_000_000
MOST_VALUES = 200_000  # after anchors are written out: ten lines of YAML can stand for more than fits into memory
MOST_DEPTH = 40

WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
WHOLE = re.compile(r"[-+]?\d{1,18}", re.ASCII)
DECIMAL = re.compile(r"[-+]?(\d+\.\d*|\.\d+|\d+(?=[eE]))([eE][-+]?\d{1,3})?", re.ASCII)
PLAIN_TAGS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "!")
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Where:
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence about one place of a file."""

    where: Where
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


class CannotRead(ValueError):
    """What is wrong with the files, every place of it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Hindered(ValueError):
    """Something in the portal is in the way. One sentence, for whoever sits at the terminal."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place: a scalar, a list of nodes, or nodes by key."""

    value: Any
    where: Where

    def wrong(self, text: str) -> CannotRead:
        return CannotRead([Problem(self.where, text)])


class _Loader(yaml.SafeLoader):
    """Knows no words but those of `WORDS`: what a plain scalar means is decided here, not by YAML 1.1."""

    yaml_implicit_resolvers: dict[str, Any] = {}


def load(path: Path) -> Node:
    """The file as nodes. Raises CannotRead; OSError where it cannot be opened."""
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    start = Where(str(path), 1)
    if len(raw) > MOST_BYTES:
        raise CannotRead([Problem(start, f"The file is larger than {MOST_BYTES // 1_000_000} MB.")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        raise CannotRead([Problem(Where(str(path), line), "This is not UTF-8.")]) from None
    return parse(text, str(path))


def parse(text: str, file: str) -> Node:
    """A text as nodes. Raises CannotRead."""
    if file.endswith(".json"):
        text = _as_yaml(text, file)
    try:
        _check_depth(text, file)
        composed = yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        said = f"This is not YAML: {problem.problem or problem.context}."
        raise CannotRead([Problem(Where(file, mark.line + 1 if mark else 1), said)]) from None
    except yaml.reader.ReaderError as problem:
        line = text[: problem.position].count("\n") + 1
        raise CannotRead([Problem(Where(file, line), "There is a sign here that no text file has.")]) from None
    if composed is None:
        return Node({}, Where(file, 1))
    return _Building(file).build(composed, ())


def _as_yaml(text: str, file: str) -> str:
    """JSON is YAML but for tabs, which no line of it begins a text with."""
    try:
        json.loads(text)
    except (ValueError, RecursionError) as problem:  # also for a number of more digits than Python reads
        line = problem.lineno if isinstance(problem, json.JSONDecodeError) else 1
        raise CannotRead([Problem(Where(file, line), f"This is not JSON: {problem}.")]) from None
    return INDENT.sub(lambda match: match[0].replace("\t", "  "), text)


def _check_depth(text: str, file: str) -> None:
    """Before anything is built of it: the composer calls itself for each level."""
    depth = 0
    for event in _events(text):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MOST_DEPTH:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise CannotRead([Problem(Where(file, line), f"This lies more than {MOST_DEPTH} levels deep.")])


def _events(text: str) -> Iterator[yaml.Event]:
    return yaml.parse(text, _Loader)


class _Building:
    """From YAML's nodes to ours: anchors are written out, and counted while they are."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.values = 0

    def build(self, node: yaml.Node, above: tuple[int, ...]) -> Node:
        where = Where(self.file, node.start_mark.line + 1)
        self.values += 1
        if self.values > MOST_VALUES:
            raise Node(None, where).wrong(f"There are more than {MOST_VALUES:,} values in this file.")
        if id(node) in above:
            raise Node(None, where).wrong("This anchor contains itself.")
        if node.tag not in PLAIN_TAGS:
            raise Node(None, where).wrong(f"Tags such as {node.tag} mean nothing here.")
        inside = (*above, id(node))
        if isinstance(node, yaml.MappingNode):
            return Node(self._keys(node, inside), where)
        if isinstance(node, yaml.SequenceNode):
            return Node([self.build(one, inside) for one in node.value], where)
        return Node(_scalar(node, where), where)

    def _keys(self, node: yaml.MappingNode, above: tuple[int, ...]) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for key, value in node.value:
            where = Where(self.file, key.start_mark.line + 1)
            if not isinstance(key, yaml.ScalarNode):
                raise Node(None, where).wrong("A key is a word.")
            if key.value in found:
                text = f"“{key.value}” stands here twice, first on line {found[key.value].where.line}."
                raise Node(None, where).wrong(text)
            built = self.build(value, above)
            # The line of the key: that is where one looks, also where its value is an anchor of another place.
            found[key.value] = Node(built.value, where)
        return found


def _scalar(node: yaml.Node, where: Where) -> Any:
    text: str = node.value
    if not isinstance(node, yaml.ScalarNode) or node.style is not None or node.tag == "!":
        return text
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    if WHOLE.fullmatch(text) and not re.match(r"[-+]?0\d", text):
        return int(text)
    if DECIMAL.fullmatch(text):
        number = float(text)
        if not math.isfinite(number):
            raise Node(None, where).wrong("This number is too large.")
        return number
    return text
