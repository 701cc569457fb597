"""Each row of a list held against the portal: what it would do, and what is wrong with it. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from requests_app.models import Department, PeopleImport, User
from requests_app.phrases import listed
from requests_app.spreadsheets import FORMULAS

from .columns import LABELS, LANGUAGES, ROLES, plain

NEW, CHANGED, SAME, DEPARTMENT, BAD = "new", "changed", "same", "department", "bad"
LONGEST_NAME = 120
LONGEST_DEPARTMENT = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """What a row says about a person. Empty: it says nothing about that."""

    name: str = ""
    email: str = ""
    department: str = ""
    part_of: str = ""
    role: str = ""
    manager: str = ""
    language: str = ""
    time_zone: str = ""


@dataclass(slots=True)
class Line:
    """A row, counted as a spreadsheet counts it: the headings are row 1."""

    number: int
    wish: Wish
    state: str = SAME
    problems: list[str] = field(default_factory=list)
    # The names of what would be changed of a person: fields of the person, "role", "manager".
    changes: list[str] = field(default_factory=list)

    @property
    def told_changes(self) -> str:
        """In words, as the columns are called."""
        return listed(LABELS["name" if one == "display_name" else one] for one in self.changes)


@dataclass(frozen=True, slots=True)
class Known:
    """What the portal knows about those in the list."""

    people: Mapping[str, User]  # by address in small letters
    departments: Mapping[str, Department]  # by code and by each of its names, in small letters

    @classmethod
    def of(cls, addresses: Iterable[str]) -> Known:
        wanted = {address.lower() for address in addresses if address}
        found = User.objects.annotate(address=Lower("email")).filter(address__in=wanted)
        people = found.select_related("department", "manager").prefetch_related("memberships")
        return cls({one.email.lower(): one for one in people}, departments_by_name())


def departments_by_name() -> dict[str, Department]:
    """Running ones last, so that of two with one name the running one is meant."""
    found: dict[str, Department] = {}
    for one in sorted(Department.objects.all(), key=lambda one: (one.closed_at is None, -one.pk)):
        found |= {str(name).casefold(): one for name in (one.code, *one.name.values()) if name}
    return found


def look(imported: PeopleImport) -> list[Line]:
    """Every row with what would become of it."""
    wishes = [_wish(row, imported.columns) for row in imported.rows]
    known = Known.of([address for wish in wishes for address in (wish.email, wish.manager)])
    seen: set[str] = set()
    in_list = {wish.email.lower() for wish in wishes if wish.email}
    lines = []
    for number, wish in enumerate(wishes, 2):
        line = Line(number, wish, problems=[*_problems(wish, known, in_list)])
        address = wish.email.lower()
        if address and address in seen:
            line.problems.append(_("This address stands in an earlier row already."))
        seen.add(address)
        _decide(line, known)
        lines.append(line)
    return lines


def new_departments(lines: Sequence[Line], known: Mapping[str, Department] | None = None) -> dict[str, str]:
    """Names of departments that there are not yet, with that of the department each is part of, as the rows say it."""
    there = departments_by_name() if known is None else known
    found: dict[str, str] = {}
    for line in lines:
        if line.problems:
            continue
        # The whole before its parts: a part names it when it is begun.
        for name, above in ((line.wish.part_of, ""), (line.wish.department, line.wish.part_of)):
            if name and name.casefold() not in there and not any(name.casefold() == one.casefold() for one in found):
                found[name] = above
    return found


def _wish(row: Sequence[str], columns: Mapping[str, int]) -> Wish:
    said = {name: row[at].strip() for name, at in columns.items() if at < len(row)}
    # A spreadsheet's own guard against formulas is no part of the word.
    return Wish(
        **{name: text.removeprefix("'") if text[1:].startswith(FORMULAS) else text for name, text in said.items()}
    )


def _decide(line: Line, known: Known) -> None:
    person = known.people.get(line.wish.email.lower())
    if line.problems:
        line.state = BAD
    elif not line.wish.email:
        line.state = SAME if line.wish.department.casefold() in known.departments else DEPARTMENT
    elif person is None:
        line.state = NEW
    else:
        line.changes = differences(line.wish, person, known)
        line.state = CHANGED if line.changes else SAME


def differences(wish: Wish, person: User, known: Known) -> list[str]:
    """What the row says otherwise than the portal."""
    department = known.departments.get(wish.department.casefold())
    above = person.manager.email.lower() if person.manager else ""
    roles = {one.department_id: one.role for one in person.memberships.all()}
    other = {
        "display_name": bool(wish.name) and wish.name != person.display_name,
        "department": bool(wish.department) and (department is None or department.pk != person.department_id),
        "language": bool(wish.language) and LANGUAGES[plain(wish.language)] != person.language,
        "time_zone": bool(wish.time_zone) and wish.time_zone != person.time_zone,
        "role": bool(wish.role) and (department is None or roles.get(department.pk) != ROLES[plain(wish.role)]),
        "manager": bool(wish.manager) and wish.manager.lower() != above,
    }
    return [name for name, differs in other.items() if differs]


def _problems(wish: Wish, known: Known, in_list: set[str]) -> Iterable[str]:
    person = known.people.get(wish.email.lower())
    if not wish.email and (wish.name or not wish.department):
        yield _("There is no e-mail address.")
    if wish.email:
        yield from _of_person(wish, person)
        yield from _of_manager(wish, known, in_list)
    yield from _of_department(wish, known)
    for value in (wish.name, wish.department, wish.part_of):
        if value.startswith(FORMULAS):
            yield _("“%(value)s” begins with a sign that spreadsheets take for a formula.") % {"value": value}


def _of_person(wish: Wish, person: User | None) -> Iterable[str]:
    if not _is_address(wish.email):
        yield _("“%(value)s” is no e-mail address.") % {"value": wish.email}
    if person is None and not wish.name:
        yield _("There is no name.")
    if len(wish.name) > LONGEST_NAME:
        yield _("The name is longer than %(most)s characters.") % {"most": LONGEST_NAME}
    if person is not None and not person.is_active:
        yield _("This account is deactivated. Activate it first.")
    if wish.language and plain(wish.language) not in LANGUAGES:
        yield _("“%(value)s” is none of the portal's languages.") % {"value": wish.language}
    if wish.time_zone and wish.time_zone not in available_timezones():
        yield _("“%(value)s” is no time zone. Example: Europe/Berlin") % {"value": wish.time_zone}


def _of_manager(wish: Wish, known: Known, in_list: set[str]) -> Iterable[str]:
    address = wish.manager.lower()
    if not address:
        return
    above = known.people.get(address)
    if address == wish.email.lower():
        yield _("Nobody is their own line manager.")
    elif address not in in_list and (above is None or not above.is_active):
        yield _("The line manager %(value)s is neither in the portal nor in this file.") % {"value": wish.manager}


def _of_department(wish: Wish, known: Known) -> Iterable[str]:
    if wish.role and plain(wish.role) not in ROLES:
        yield _("“%(value)s” is no role. Write agent or manager, or leave it empty.") % {"value": wish.role}
    if wish.role and not wish.department:
        yield _("A role needs a department.")
    if wish.part_of and wish.part_of.casefold() == wish.department.casefold():
        yield _("A department is no part of itself.")
    for name in (wish.department, wish.part_of):
        there = known.departments.get(name.casefold())
        if there is not None and there.closed_at is not None:
            yield _("The department %(value)s is closed.") % {"value": there}
        if len(name) > LONGEST_DEPARTMENT:
            yield _("The name of the department is longer than %(most)s characters.") % {"most": LONGEST_DEPARTMENT}


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254
