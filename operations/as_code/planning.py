"""From files to a plan: what is read, what the portal says, and what would have to change."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from requests_app.models import Department, Service, User
from sla.models import BusinessCalendar

from .differences import told
from .fields import Known, Many, Plain, suggestion
from .reading import CannotRead, Node, Problem, load
from .section import Change, Section, Wanted
from .sections import SECTIONS

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Drop:
    """A thing that a pruned file does not name."""

    section: str
    key: str


@dataclass(slots=True)
class Plan:
    """`changes` and `drops` in the order in which they are done; `hints` are sentences beside them."""

    changes: list[Change] = field(default_factory=list)
    drops: list[Drop] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.changes and not self.drops

    def lines(self) -> list[str]:
        """As somebody reads it: + is new, ~ changes, - goes."""
        lines = []
        for change in self.changes:
            sign = "+" if change.before is None else "~"
            lines.append(f"{sign} {SECTIONS[change.section].word} {change.key}")
            lines += [f"    {line}" for line in told(change.before, change.after)]
        for drop in self.drops:
            section = SECTIONS[drop.section]
            lines.append(f"- {section.word} {drop.key} ({section.dropped})")
        return [*lines, *(f"! {hint}" for hint in self.hints)]

    def summary(self) -> str:
        new = sum(change.before is None for change in self.changes)
        return f"{new} to add, {len(self.changes) - new} to change, {len(self.drops)} to take away."


@dataclass(slots=True)
class Files:
    """The entries of all files by section, and the sections of which they name everything there is to be."""

    entries: dict[str, list[Node]] = field(default_factory=dict)
    pruned: set[str] = field(default_factory=set)


def read(paths: Iterable[Path]) -> Files:
    """Raises CannotRead; OSError for a file that cannot be opened."""
    files = Files()
    for path in paths:
        take(files, load(path))
    return files


def take(files: Files, top: Node) -> None:
    """One more file."""
    if not isinstance(top.value, dict):
        raise top.wrong(f"Sections belong here: {', '.join(SECTIONS)}.")
    problems = [Problem(node.where, text) for key, node in top.value.items() if (text := _wrong_with(key, node.value))]
    if problems:
        raise CannotRead(problems)
    sections = SECTIONS.keys() & top.value.keys()
    for name in sections:
        node = top.value[name]
        found = [node] if SECTIONS[name].is_single else node.value or []
        files.entries.setdefault(name, []).extend(found)
    if "prune" in top.value and top.value["prune"].value:
        files.pruned |= sections


def _wrong_with(key: str, value: Any) -> str:
    """What is wrong with a key of the top and its value; empty where nothing is."""
    if key == "version":
        return "" if value == FORMAT else f"This portal reads version {FORMAT} of the format."
    if key == "prune":
        return "" if isinstance(value, bool) else "Write true or false."
    if key not in SECTIONS:
        return f"“{key}” is no section.{suggestion(key, (*SECTIONS, 'version', 'prune'))}"
    if SECTIONS[key].is_single:
        return "" if isinstance(value, dict) else "Keys with their values belong here."
    is_list = isinstance(value, list | None)
    return "" if is_list else "A list of entries belongs here, each beginning with a hyphen."


def plan(files: Files) -> Plan:
    """What would have to change for the portal to say what the files say. Raises CannotRead, Hindered."""
    found = Plan()
    present = {name: SECTIONS[name].said() for name in SECTIONS if name in files.entries}
    known = _known(files)
    problems: list[Problem] = []
    for name, section in SECTIONS.items():
        if name not in files.entries:
            continue
        try:
            _plan_section(found, section, files, present[name], known)
        except CannotRead as wrong:
            problems += wrong.problems
    if problems:
        raise CannotRead(problems)
    found.drops.reverse()  # what others name goes last
    return found


def _plan_section(found: Plan, section: Section, files: Files, present: dict[str, Plain], known: Known) -> None:
    wanted = _wanted(section, files.entries[section.name], present, known)
    section.settle(wanted, known)
    changes = []
    for key, one in wanted.items():
        before = present.get(key)
        if before is None and section.forgets and section.is_gone(one.full):
            continue
        if before != one.full:
            changes.append(Change(section.name, key, before, one.full, one.where))
    found.changes += section.arrange(changes)
    unnamed = [key for key, entry in present.items() if key not in wanted and not section.is_gone(entry)]
    found.hints += _renamed(section, changes, {key: present[key] for key in unnamed})
    if section.name in files.pruned and section.drop is not None:
        found.drops += [Drop(section.name, key) for key in reversed(unnamed)]
    elif section.name in files.pruned and unnamed:
        found.hints.append(f"{section.word} {', '.join(unnamed)}: stays, as {section.lasting}.")


def _wanted(section: Section, nodes: list[Node], present: dict[str, Plain], known: Known) -> dict[str, Wanted]:
    """The entries by key, each together with what it leaves as it is."""
    found: dict[str, Wanted] = {}
    problems: list[Problem] = []
    for node in nodes:
        try:
            said = section.entry.read(node, known)
            key = section.key_of(said)
            if key in found:
                raise node.wrong(f"The {section.word} {key} stands at {found[key].where} already.")
            beneath = present.get(key) or section.fresh
            if key not in present and "name" in section.fresh and not said.get("name") and not section.forgets:
                raise node.wrong(f"The portal has no {section.word} {key} yet: a new one needs a name.")
            full = deepcopy({name: said.get(name, beneath.get(name)) for name in section.entry.keys})
            found[key] = Wanted(key, node, said, full)
        except CannotRead as wrong:
            problems += wrong.problems
    if problems:
        raise CannotRead(problems)
    return found


def _known(files: Files) -> Known:
    """What entries may name: what is there, and what the files make."""
    offered = Service.objects.filter(provider__closed_at=None).values_list("provider__code", "code")
    codes: dict[str, set[str]] = {
        "departments": set(Department.objects.running().values_list("code", flat=True)),
        "calendars": set(BusinessCalendar.objects.values_list("code", flat=True)),
        "services": {f"{department}/{code}" for department, code in offered},
    }
    for name, there in codes.items():
        for node in files.entries.get(name, []):
            if key := _key_in(SECTIONS[name], node):
                there.add(key)
    people = {email.lower(): email for email in User.objects.active().values_list("email", flat=True)}
    return Known(codes, people)


def _key_in(section: Section, node: Node) -> str:
    """The key of an entry that nobody has checked yet; empty where it has none."""
    inside = node.value if isinstance(node.value, dict) else {}
    said = {key: inside[key].value for key in section.entry.needed if key in inside}
    if len(said) < len(section.entry.needed) or not all(isinstance(one, str) for one in said.values()):
        return ""
    return section.key_of(said)


def _renamed(section: Section, changes: list[Change], unnamed: dict[str, Plain]) -> list[str]:
    """Something new that is called like something the files do not name: its code was changed, which no code can be."""
    hints = []
    for change in changes:
        if change.before is not None or not change.after.get("name"):
            continue
        for key, entry in unnamed.items():
            if entry["name"] == change.after["name"]:
                hints.append(
                    f"{section.word} {change.key} is new, and {key}, which is called the same, is not in the files: "
                    f"a code never changes, so both will be there."
                )
    return hints


def schema() -> dict[str, Any]:
    """JSON Schema of a file, for editors."""
    properties: dict[str, Any] = {
        "version": {"const": FORMAT},
        "prune": {"type": "boolean", "description": "What the sections of this file do not name is taken away."},
    }
    for name, section in SECTIONS.items():
        properties[name] = (section.entry if section.is_single else Many(section.entry, most=100_000)).schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of Counterpart",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
