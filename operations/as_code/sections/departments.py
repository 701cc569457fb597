"""Departments, who leads and serves in them, and how their requests find somebody."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from operations.as_code.fields import Code, Flag, Known, Line, Many, Maybe, Person, Plain, Record, Ref, Words
from operations.as_code.reading import Node
from operations.as_code.section import Author, Change, Section, Wanted
from requests_app import departments, efforts, people
from requests_app.models import Department, Membership, User
from requests_app.models.people import validate_zone

from . import routing
from .looking_up import department_of, person_of, text


class Zone:
    """The name of a time zone."""

    def read(self, node: Node, known: Known) -> str:
        name = Line(60).read(node, known)
        try:
            validate_zone(name)
        except ValidationError as problem:
            raise node.wrong(problem.messages[0]) from None
        return name

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "examples": ["Europe/Berlin"]}


ENTRY = Record(
    {
        "code": Code(60),
        "name": Words(120, needed=True),
        "description": Words(2000),
        "time_zone": Zone(),
        "part_of": Maybe(Ref("departments", "department")),
        "head": Maybe(Person()),
        "managers": Many(Person(), in_order=False),
        "agents": Many(Person(), in_order=False),
        "notes_time": Flag(),
        "routing": Maybe(routing.ENTRY),
    },
    needed=("code",),
)
FRESH: Plain = {
    "name": {},
    "description": {},
    "time_zone": "UTC",
    "part_of": None,
    "head": None,
    "managers": [],
    "agents": [],
    "notes_time": True,
    "routing": None,
}


def said() -> dict[str, Plain]:
    """Those that take work; closed ones are history."""
    roles: dict[tuple[int, str], list[str]] = {}
    served = Membership.objects.filter(user__is_active=True).values_list("department", "role", "user__email")
    for department, role, email in served:
        roles.setdefault((department, role), []).append(email)
    usual = routing.usual_ways()
    return {
        one.code: {
            "code": one.code,
            "name": text(one.name),
            "description": text(one.description),
            "time_zone": one.time_zone,
            "part_of": one.parent.code if one.parent and one.parent.closed_at is None else None,
            "head": one.head.email if one.head and one.head.is_active else None,
            "managers": sorted(roles.get((one.pk, Membership.Role.MANAGER), [])),
            "agents": sorted(roles.get((one.pk, Membership.Role.AGENT), [])),
            "notes_time": one.counts_effort,
            "routing": usual.get(one.pk),
        }
        for one in Department.objects.running().select_related("head", "parent").order_by("code")
    }


def write(change: Change, author: Author) -> None:
    by = author.by
    wanted = change.after
    fields = {
        "name": wanted["name"],
        "description": wanted["description"],
        "time_zone": wanted["time_zone"],
        "head": person_of(wanted["head"]),
        "parent": department_of(wanted["part_of"]),
    }
    if change.before is None:
        department = departments.begin(wanted["code"], fields, by=by)
    else:
        department = Department.objects.get(code=change.key)
        if change.touches("name", "description", "time_zone", "head", "part_of"):
            department = departments.change(department, fields, by=by)
    if change.touches("managers", "agents"):
        _set_roles(department, wanted, by)
    if department.counts_effort != wanted["notes_time"]:
        efforts.switch(department, wanted["notes_time"], by=by)
    if change.touches("routing"):
        routing.write(department, None, wanted["routing"], by)


def _set_roles(department: Department, wanted: Plain, by: User) -> None:
    roles = dict.fromkeys(wanted["agents"], Membership.Role.AGENT.value)
    roles |= dict.fromkeys(wanted["managers"], Membership.Role.MANAGER.value)
    former = dict(department.memberships.filter(user__is_active=True).values_list("user__email", "role"))
    for email in sorted(former.keys() | roles):
        if former.get(email) == roles.get(email):
            continue
        person = person_of(email)
        assert person is not None  # noqa: S101 - only null is nobody
        theirs = dict(person.memberships.filter(department__closed_at=None).values_list("department", "role"))
        theirs.pop(department.pk, None)
        if role := roles.get(email):
            theirs[department.pk] = role
        people.change(person, {}, theirs, by=by)


def settle(wanted: dict[str, Wanted], known: Known) -> None:
    """Nobody is manager and agent of one department: of a list the file leaves out, whoever the other one takes."""
    for one in wanted.values():
        both = set(one.full["managers"]) & set(one.full["agents"])
        if both and {"managers", "agents"} <= one.said.keys():
            raise one.wrong(f"{min(both)} is a manager and an agent of {one.key}: name everybody once.")
        narrowed = "agents" if "managers" in one.said else "managers"
        one.full[narrowed] = [email for email in one.full[narrowed] if email not in both]


def arrange(changes: list[Change]) -> list[Change]:
    """The whole before its parts."""
    waiting, done = {one.key: one for one in changes}, []
    while waiting:
        ready = [one for one in waiting.values() if one.after["part_of"] not in waiting]
        if not ready:
            raise next(iter(waiting.values())).wrong(f"These are parts of each other: {', '.join(sorted(waiting))}.")
        done += ready
        waiting = {key: one for key, one in waiting.items() if one not in ready}
    return done


def drop(key: str, by: User) -> None:
    departments.close(Department.objects.get(code=key), by=by)


def key_of(entry: Plain) -> str:
    return str(entry["code"])


SECTION = Section(
    name="departments",
    word="department",
    entry=ENTRY,
    fresh=FRESH,
    key_of=key_of,
    said=said,
    write=write,
    drop=drop,
    dropped="closed",
    settle=settle,
    arrange=arrange,
)
