"""Services: texts, state, audience, form, approval, routing and templates."""

from __future__ import annotations

from operations.as_code.fields import Code, Flag, Known, Many, Maybe, Number, OneOf, Person, Plain, Record, Ref, Words
from operations.as_code.reading import Hindered
from operations.as_code.section import Author, Change, Section, Wanted
from requests_app import catalogue, form_drafts
from requests_app.catalogue import Description
from requests_app.models import AssignmentRule, Department, FormVersion, Level, Service, User
from requests_app.transitions import StaleForm

from . import approvals, questions, routing, templates
from .looking_up import emails_of, people_of, text

LEVELS: dict[str, int] = {one.name.lower(): one.value for one in Level}
State = Service.State
ENTRY = Record(
    {
        "department": Ref("departments", "department"),
        "code": Code(80),
        "name": Words(120, needed=True),
        "description": Words(4000),
        "to_bring": Words(4000),
        "icon": Code(40),
        "usual_impact": OneOf(tuple(LEVELS)),
        "usual_urgency": OneOf(tuple(LEVELS)),
        "state": OneOf(tuple(State.values)),
        "audience": OneOf(tuple(Service.Audience.values)),
        "audience_departments": Many(Ref("departments", "department"), in_order=False),
        "audience_people": Many(Person(), most=200, in_order=False),
        "confidential": Flag(),
        "handlers": Many(Person(), most=200, in_order=False),
        "survey": OneOf(tuple(Service.Asking.values)),
        "survey_share": Number(Service.SHARE_LEAST, Service.SHARE_MOST),
        "triage": Flag(),
        "approval": Maybe(approvals.ENTRY),
        "routing": Maybe(routing.ENTRY),
        "form": questions.FORM,
        "templates": templates.ENTRY,
    },
    needed=("department", "code"),
)
FRESH: Plain = {
    "name": {},
    "description": {},
    "to_bring": {},
    "icon": "inbox",
    "usual_impact": "medium",
    "usual_urgency": "medium",
    "state": State.PUBLISHED.value,
    "audience": Service.Audience.EVERYBODY.value,
    "audience_departments": [],
    "audience_people": [],
    "confidential": False,
    "handlers": [],
    "survey": Service.Asking.ALWAYS.value,
    "survey_share": 25,
    "triage": False,
    "approval": None,
    "routing": None,
    "form": [],
    "templates": [],
}
DESCRIBED = (
    *("name", "description", "to_bring", "icon", "usual_impact", "usual_urgency", "audience", "audience_departments"),
    *("audience_people", "confidential", "handlers", "survey", "survey_share"),
)


def said() -> dict[str, Plain]:
    codes: dict[int, str] = dict(Department.objects.values_list("pk", "code"))
    rules, offered = approvals.rules(), templates.of_services(codes)
    asked = FormVersion.objects.published().order_by("service_id", "-number").distinct("service_id")
    forms = {one.service_id: questions.as_entries(one.fields, codes) for one in asked}
    ways = AssignmentRule.objects.exclude(service=None).select_related("owner").prefetch_related("members")
    routes = {one.service_id: routing.said(one) for one in ways}
    services = Service.objects.filter(provider__closed_at=None).select_related("provider")
    read = services.prefetch_related("audience_departments", "audience_people", "handlers")
    found = {}
    for one in read.order_by("provider__code", "code"):
        entry = _described(one) | {
            "approval": rules.get(one.pk),
            "routing": routes.get(one.pk),
            "form": forms.get(one.pk, []),
            "templates": offered.get(one.pk, []),
        }
        found[key_of(entry)] = entry
    return found


def _described(one: Service) -> Plain:
    return {
        "department": one.provider.code,
        "code": one.code,
        "name": text(one.name),
        "description": text(one.description),
        "to_bring": text(one.to_bring),
        "icon": one.icon,
        "usual_impact": Level(one.default_impact).name.lower(),
        "usual_urgency": Level(one.default_urgency).name.lower(),
        "state": one.state,
        "audience": one.audience,
        "audience_departments": sorted(each.code for each in one.audience_departments.all() if not each.closed_at),
        "audience_people": emails_of(one.audience_people.all()),
        "confidential": one.is_confidential,
        "handlers": emails_of(one.handlers.all()),
        "survey": one.asking,
        "survey_share": one.asking_share,
        "triage": one.is_triage,
    }


def settle(wanted: dict[str, Wanted], known: Known) -> None:
    """Forms, approvals and templates as the portal says them itself; what takes the place of another for triage."""
    for one in wanted.values():
        entry = one.full
        entry["form"] = questions.canonical(entry["form"])
        entry["approval"] = approvals.canonical(entry["approval"], entry["department"])
        if one.said.keys() & {"form", "templates"}:
            service = Service.objects.filter(provider__code=entry["department"], code=entry["code"]).first()
            questions.check(one, form_drafts.published_kinds(service) if service else {}, known)
            templates.settle(one, known)
        _check_audience(one)
    taking = [one for one in wanted.values() if one.said.get("triage")]
    if len(taking) > 1:
        raise taking[1].wrong(f"{taking[0].key} takes in what nobody knows where to bring already.", "triage")
    for one in wanted.values():
        if taking and "triage" not in one.said:
            one.full["triage"] = False


def _check_audience(one: Wanted) -> None:
    chosen = one.full["audience_departments"] or one.full["audience_people"]
    if chosen and one.full["audience"] == Service.Audience.EVERYBODY:
        raise one.wrong("It is for everybody: say “audience: some”, or leave out for whom.", "audience")


def write(change: Change, author: Author) -> None:
    wanted, by = change.after, author.by
    department = Department.objects.get(code=wanted["department"])
    if change.before is None:
        service = catalogue.begin(department, wanted["code"], _description(wanted), by=by)
    else:
        service = Service.objects.get(provider=department, code=wanted["code"])
        if change.touches(*DESCRIBED):
            service = catalogue.describe(service, _description(wanted), edition=service.edition, by=by)
    if change.touches("form"):
        _publish_form(service, wanted, by)
    _move(service, wanted, by)
    if change.touches("approval"):
        approvals.write(service, wanted["approval"], by)
    if change.touches("routing"):
        routing.write(department, service, wanted["routing"], by)
    if change.touches("templates"):
        templates.write(service, wanted["templates"], questions.as_questions(wanted["form"]), by)


def _description(wanted: Plain) -> Description:
    return Description(
        name=wanted["name"],
        description=wanted["description"],
        to_bring=wanted["to_bring"],
        icon=wanted["icon"],
        default_impact=LEVELS[wanted["usual_impact"]],
        default_urgency=LEVELS[wanted["usual_urgency"]],
        audience=wanted["audience"],
        audience_departments=list(Department.objects.filter(code__in=wanted["audience_departments"])),
        audience_people=people_of(wanted["audience_people"]),
        is_confidential=wanted["confidential"],
        handlers=people_of(wanted["handlers"]),
        asking=wanted["survey"],
        asking_share=wanted["survey_share"],
    )


def _publish_form(service: Service, wanted: Plain, by: User) -> None:
    try:
        draft = form_drafts.save(service, questions.as_questions(wanted["form"]), edition=0, by=by)
    except StaleForm:
        raise Hindered("Somebody works on a draft of its form. Publish it or throw it away first.") from None
    form_drafts.publish(service, edition=draft.edition, by=by)


def _move(service: Service, wanted: Plain, by: User) -> None:
    """Publish or retire it, and let it take in what nobody knows where to bring, or no longer."""
    service.refresh_from_db()
    if service.is_triage and not wanted["triage"]:
        service = catalogue.set_triage(service, on=False, edition=service.edition, by=by)
    if service.state != wanted["state"]:
        if wanted["state"] == State.DRAFT:
            raise Hindered("It was published: it can be retired, but is no draft again.")
        move = catalogue.publish if wanted["state"] == State.PUBLISHED else catalogue.retire
        service = move(service, edition=service.edition, by=by)
    if wanted["triage"] and not service.is_triage:
        catalogue.set_triage(service, on=True, edition=service.edition, by=by)


def drop(key: str, by: User) -> None:
    department, _slash, code = key.partition("/")
    service = Service.objects.get(provider__code=department, code=code)
    catalogue.retire(service, edition=service.edition, by=by)


def key_of(entry: Plain) -> str:
    return f"{entry['department']}/{entry['code']}"


SECTION = Section(
    name="services",
    word="service",
    entry=ENTRY,
    fresh=FRESH,
    key_of=key_of,
    said=said,
    write=write,
    drop=drop,
    dropped="retired",
    is_gone=lambda entry: entry["state"] == State.RETIRED,
    settle=settle,
)
