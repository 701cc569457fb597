"""Filled-in forms that a department offers. They have no code: one is known by its service and its first name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from operations.as_code.fields import SLUG, ByKey, Known, Many, Plain, Record, Scalar, Words
from operations.as_code.reading import Hindered
from operations.as_code.section import Wanted
from requests_app import service_templates
from requests_app.fields.directory import here
from requests_app.fields.questions import Kind, Question, read_question
from requests_app.fields.reading import Unfit, check, parse
from requests_app.models import Department, Service, ServiceTemplate, User
from requests_app.service_templates import MOST_OF_A_SERVICE, as_link

from .looking_up import spoken, text

LINES = {"title": 200, "description": 4000}


def _is_code(key: str) -> bool:
    return SLUG.fullmatch(key) is not None


ENTRY = Many(
    Record(
        {
            "name": Words(80, needed=True),
            "description": Words(300),
            "fills": ByKey(Scalar(), "the code of a question, title or description", _is_code),
        },
        needed=("name", "fills"),
    ),
    most=MOST_OF_A_SERVICE,
)


def of_services(codes: Mapping[int, str]) -> dict[int, list[Plain]]:
    """The departments' own, by service id."""
    found: dict[int, list[Plain]] = {}
    for one in ServiceTemplate.objects.shared().in_order().select_related("service__provider"):
        entry = {"name": text(one.name), "description": text(one.description), "fills": _named(one, codes)}
        there = found.setdefault(one.service_id, [])
        if any(spoken(entry["name"]) == spoken(other["name"]) for other in there):
            service = f"{one.service.provider.code}/{one.service.code}"
            raise Hindered(f"Two templates of {service} are called “{spoken(entry['name'])}”: rename one first.")
        there.append(entry)
    return found


def _named(template: ServiceTemplate, codes: Mapping[int, str]) -> dict[str, str]:
    """What it fills in, with the code of a department in place of its id."""
    from requests_app.models import FormVersion

    form = FormVersion.objects.in_force(template.service)
    naming = {one.code for one in form.questions if one.kind == Kind.DEPARTMENT} if form else set()
    return {
        key: codes.get(int(said), said) if key in naming and said.isdecimal() else said
        for key, said in sorted(template.link.items())
    }


def settle(one: Wanted, known: Known) -> None:
    """What templates fill in, as an address says it. Raises CannotRead where it fits no question."""
    asked = {row["code"]: read_question(row) for row in one.full["form"]}
    names: set[str] = set()
    for number, template in enumerate(one.full["templates"]):
        name = spoken(template["name"])
        if name in names:
            raise one.wrong(f"Two templates are called “{name}”.", "templates", number)
        names.add(name)
        template.setdefault("description", {})
        for key, said in template["fills"].items():
            try:
                template["fills"][key] = _as_said(asked.get(key), key, said, known)
            except (Unfit, Hindered) as problem:
                raise one.wrong(f"“{key}”: {problem}", "templates", number, "fills", key) from None
        one.full["templates"][number] = {key: template[key] for key in ("name", "description", "fills")}


def _as_said(question: Question | None, key: str, said: object, known: Known) -> str:
    if key in LINES and isinstance(said, str) and 0 < len(said) <= LINES[key]:
        return said
    if question is None or not question.asks or question.kind == Kind.FILE:
        raise Hindered("The form has no such question that can be filled in.")
    if question.kind == Kind.PERSON:
        return _one_of(known.people, str(said).lower())
    if question.kind == Kind.DEPARTMENT:
        codes = known.codes["departments"]
        return _one_of(dict(zip(codes, codes, strict=True)), str(said))
    raw = said.split(",") if question.kind in (Kind.SEVERAL, Kind.RANGE) and isinstance(said, str) else said
    world = here()
    value = parse(question, raw, world)
    check(question, value, world)
    return as_link(question, value, {})


def _one_of(known: Mapping[str, str], said: str) -> str:
    if said not in known:
        raise Hindered(f"“{said}” is not known here.")
    return known[said]


def write(service: Service, wanted: Sequence[Plain], asked: Sequence[Question], by: User) -> None:
    present = {spoken(one.name): one for one in ServiceTemplate.objects.of(service).shared()}
    for name in present.keys() - {spoken(one["name"]) for one in wanted}:
        service_templates.remove(present[name], by=by)
    ids = {code: str(pk) for pk, code in Department.objects.values_list("pk", "code")}
    naming = {one.code for one in asked if one.kind == Kind.DEPARTMENT}
    for one in wanted:
        link = {key: ids.get(said, said) if key in naming else said for key, said in one["fills"].items()}
        template = present.get(spoken(one["name"])) or ServiceTemplate(service=service)
        if template.pk is None or not _says_the_same(template, one, link):
            service_templates.write(template, one["name"], one["description"], link, by=by)


def _says_the_same(template: ServiceTemplate, one: Plain, link: Mapping[str, str]) -> bool:
    texts = text(template.name) == one["name"] and text(template.description) == one["description"]
    return texts and dict(template.link) == dict(link)
