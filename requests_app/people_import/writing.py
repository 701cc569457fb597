"""What a list says is written, a step a department, a person and a line manager; each leaves its row of configuration.

What is left to do is what still differs: a step that was done is not found again, after a crash as after a second
upload of the same file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from requests_app import absences, clock, departments, people
from requests_app.configuration import changing
from requests_app.models import Department, Membership, PeopleImport, Undertaking, User
from requests_app.transitions import Refused
from requests_app.undertakings import Kind, Step

from .checking import Line, Wish, departments_by_name, look, new_departments
from .columns import LANGUAGES, ROLES, plain


def _count(undertaking: Undertaking) -> int:
    return sum(1 for _step in _steps(undertaking, ()))


def _steps(undertaking: Undertaking, passed_over: Collection[str]) -> Iterator[Step]:
    imported = PeopleImport.objects.get(pk=undertaking.thing)
    lines = [line for line in look(imported) if not line.problems]
    for name, above in new_departments(lines).items():
        key = f"department:{name.casefold()}"
        if key not in passed_over:
            yield Step(key, name, partial(_begin_department, name, above, by=undertaking.asked_by))
    for line in lines:
        key = f"person:{line.wish.email.lower()}"
        if line.wish.email and key not in passed_over and _is_left(line):
            yield Step(key, line.wish.email, partial(_write, line.wish, imported, by=undertaking.asked_by))
    for line in lines:
        key = f"manager:{line.wish.email.lower()}"
        # A new person gets the line manager as well, who may stand further down in the list.
        if line.wish.manager and key not in passed_over and (line.state == "new" or "manager" in line.changes):
            yield Step(key, line.wish.email, partial(_set_manager, line.wish, by=undertaking.asked_by))


UNDERTAKING = Kind(_count, _steps)


def _is_left(line: Line) -> bool:
    return line.state == "new" or bool({*line.changes} - {"manager"})


def _begin_department(name: str, above: str, *, by: User) -> None:
    there = departments_by_name()
    if name.casefold() in there:
        return
    parent = there.get(above.casefold()) if above else None
    fields = {"name": {_language_of(name): name}, "time_zone": by.time_zone, "parent": parent}
    departments.begin(_free_code(name), fields, by=by)


def _language_of(name: str) -> str:
    """In which language a name is, by its letters; it can be given in the others later."""
    if any("\u4e00" <= sign <= "\u9fff" for sign in name):
        return "zh-hans"
    return "ru" if any("\u0400" <= sign <= "\u04ff" for sign in name) else "en"


def _free_code(name: str) -> str:
    """Of its Latin letters; a department without any is numbered."""
    base = slugify(name)[:50] or "department"
    taken = set(Department.objects.filter(code__startswith=base).values_list("code", flat=True))
    if base not in taken and slugify(name):
        return base
    number = 1
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def _write(wish: Wish, imported: PeopleImport, *, by: User) -> None:
    department = departments_by_name().get(wish.department.casefold()) if wish.department else None
    person = User.objects.select_for_update(no_key=True).filter(email__iexact=wish.email).first()
    if person is None:
        _make(wish, department, imported, by=by)
        return
    if not person.is_active:
        raise Refused(_("This account is deactivated. Activate it first."))
    with changing(person, by=by):
        for name, value in _said(wish, department).items():
            setattr(person, name, value)
        person.save(update_fields=[*_said(wish, department)])
        absences.follow_zone(person)
        _give_role(person, wish, department)


def _said(wish: Wish, department: Department | None) -> dict[str, object]:
    language = LANGUAGES.get(plain(wish.language), "")
    said = {
        "display_name": wish.name,
        "department": department,
        "language": language,
        "time_zone": wish.time_zone,
    }
    return {name: value for name, value in said.items() if value}


def _make(wish: Wish, department: Department | None, imported: PeopleImport, *, by: User) -> None:
    usual = {
        "language": get_language() or by.language,
        "time_zone": department.time_zone if department else by.time_zone,
    }
    person = User(email=wish.email, **{**usual, **_said(wish, department)})
    people.take_in(person, by=by, now=clock.now(), invited=imported.invites)
    if wish.role:
        with changing(person, by=by):
            _give_role(person, wish, department)


def _give_role(person: User, wish: Wish, department: Department | None) -> None:
    """Roles in other departments stay."""
    if wish.role and department is not None:
        role = {"role": ROLES[plain(wish.role)]}
        Membership.objects.update_or_create(user=person, department=department, defaults=role)


def _set_manager(wish: Wish, *, by: User) -> None:
    person = User.objects.select_for_update(no_key=True).filter(email__iexact=wish.email).first()
    manager = User.objects.active().select_related("manager").filter(email__iexact=wish.manager).first()
    if person is None or manager is None:
        raise Refused(_("The line manager %(value)s is not in the portal.") % {"value": wish.manager})
    above: User | None = manager
    while above is not None:
        if above.pk == person.pk:
            raise Refused(_("%(person)s reports to this person already.") % {"person": manager})
        above = above.manager
    with changing(person, by=by):
        person.manager = manager
        person.save(update_fields=["manager"])
