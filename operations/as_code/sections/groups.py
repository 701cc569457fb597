"""Groups of approvers. They have no code: a group is known by its department and its first name."""

from __future__ import annotations

from operations.as_code.fields import Many, Person, Plain, Record, Ref, Words
from operations.as_code.reading import Hindered
from operations.as_code.section import Author, Change, Section
from requests_app import approval_rules
from requests_app.models import ApproverGroup, Department, Translated, User

from .looking_up import emails_of, people_of, spoken, text

ENTRY = Record(
    {
        "department": Ref("departments", "department"),
        "name": Words(80, needed=True),
        "members": Many(Person(), most=200, in_order=False),
    },
    needed=("department", "name"),
)
FRESH: Plain = {"members": []}


def said() -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    groups = ApproverGroup.objects.filter(department__closed_at=None).select_related("department")
    for group in groups.prefetch_related("members").order_by("department__code", "pk"):
        entry = {
            "department": group.department.code,
            "name": text(group.name),
            "members": emails_of(group.members.all()),
        }
        if key_of(entry) in found:
            raise Hindered(f"Two groups of approvers are called {key_of(entry)}: rename one of them first.")
        found[key_of(entry)] = entry
    return found


def write(change: Change, author: Author) -> None:
    department, name = change.after["department"], spoken(change.after["name"])
    group = ApproverGroup(department=Department.objects.get(code=department))
    if change.before is not None:
        group = named(department, name)
    if not change.after["members"]:
        raise Hindered("Somebody has to be in it: “members”.")
    approval_rules.save_group(group, Translated(change.after["name"]), people_of(change.after["members"]), by=author.by)


def named(department: str, name: str) -> ApproverGroup:
    """Raises Hindered where the department has no such group."""
    groups = ApproverGroup.objects.filter(department__code=department).select_related("department")
    found = next((one for one in groups if spoken(one.name) == name), None)
    if found is None:
        raise Hindered(f"{department} has no group of approvers “{name}”.")
    return found


def drop(key: str, by: User) -> None:
    department, _slash, name = key.partition("/")
    group = named(department, name)
    if approval_rules.is_used(group):
        raise Hindered(f"The group {key} still approves something: change those services first.")
    approval_rules.remove_group(group, by=by)


def key_of(entry: Plain) -> str:
    return f"{entry['department']}/{spoken(entry['name'])}"


SECTION = Section(
    name="approver_groups",
    word="group of approvers",
    entry=ENTRY,
    fresh=FRESH,
    key_of=key_of,
    said=said,
    write=write,
    drop=drop,
    dropped="removed",
)
