"""Service standards: what is in force or planned. Whatever changes is published as a further version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from operations.as_code.fields import Code, Flag, Known, Line, Many, Maybe, OneOf, Plain, Record, Ref, Words
from operations.as_code.reading import Hindered, Node
from operations.as_code.section import Author, Change, Section, Wanted
from requests_app import clock
from requests_app.models import Department, Service, User
from requests_app.states import Status
from requests_app.transitions import StaleForm
from sla import proposals, standards, terms
from sla.models import BusinessCalendar, Scope, ServiceStandard
from sla.proposals import Proposal

from .looking_up import text
from .targets import LADDER, PRIORITIES, TARGETS, goals_of, in_targets, rungs_as_entries, targets_as_entries

State = ServiceStandard.State


class Moment:
    """A moment with its offset from UTC."""

    def read(self, node: Node, known: Known) -> str:
        said = Line(40).read(node, known)
        try:
            at = datetime.fromisoformat(said)
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            raise node.wrong(f"“{said}” is no moment such as 2027-01-01T00:00+01:00.")
        return at.isoformat()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


ENTRY = Record(
    {
        "department": Ref("departments", "department"),
        "service": Maybe(Code(80)),
        "requests_from": Maybe(Ref("departments", "department")),
        "priority": Maybe(OneOf(tuple(PRIORITIES))),
        "name": Words(120, needed=True),
        "pledge": Words(600),
        "state": OneOf((State.PUBLISHED.value, State.RETIRED.value)),
        "since": Maybe(Moment()),
        "calendar": Ref("calendars", "calendar"),
        "targets": TARGETS,
        "ladder": LADDER,
        "rests_while": Many(OneOf((Status.WAITING.value, Status.ON_HOLD.value)), in_order=False),
        "reopening": OneOf(tuple(ServiceStandard.Reopening.values)),
        "checklist": Many(Record({"key": Code(40), "text": Words(200, needed=True)}, needed=("key", "text")), most=40),
        "checked_by_another": Flag(),
    },
    needed=("department",),
)
FRESH: Plain = {
    "service": None,
    "requests_from": None,
    "priority": None,
    "name": {},
    "pledge": {},
    "state": State.PUBLISHED.value,
    "since": None,
    "calendar": None,
    "targets": [],
    "ladder": [],
    "rests_while": [Status.WAITING.value],
    "reopening": ServiceStandard.Reopening.CONTINUE.value,
    "checklist": [],
    "checked_by_another": False,
}


def said() -> dict[str, Plain]:
    """The last version of each that is in force or planned."""
    now, found = clock.now(), {}
    known = ServiceStandard.objects.filter(state=State.PUBLISHED, department__closed_at=None).current(now)
    known = known.filter(Q(requester_department=None) | Q(requester_department__closed_at=None))
    for one in known.for_list().by_department().order_by("department__code", "service__code", "pk"):
        entry = _said(one, now)
        if one.in_force_until is None:
            found[key_of(entry)] = entry
    return dict(sorted(found.items()))


def _said(one: ServiceStandard, now: datetime) -> Plain:
    goals = terms.read(one).targets
    since = one.in_force_from
    return {
        "department": one.department.code,
        "service": one.service.code if one.service else None,
        "requests_from": one.requester_department.code if one.requester_department else None,
        "priority": next((word for word, value in PRIORITIES.items() if value == one.priority), None),
        "name": text(one.name),
        "pledge": text(one.pledge),
        "state": State.PUBLISHED.value,
        "since": since.isoformat() if since and since > now else None,
        "calendar": one.calendar.code,
        "targets": targets_as_entries(goals),
        "ladder": rungs_as_entries(goals),
        "rests_while": sorted(one.pause_statuses),
        "reopening": one.reopening,
        "checklist": [{"key": point["key"], "text": text(point["text"])} for point in one.checklist],
        "checked_by_another": one.checked_by_another,
    }


def settle(wanted: dict[str, Wanted], known: Known) -> None:
    """Targets and ladder as the portal says them; what counts since a moment that has passed counts now."""
    for one in wanted.values():
        entry = one.full
        service = entry["service"]
        if service and f"{entry['department']}/{service}" not in known.codes["services"]:
            raise one.wrong(f"{entry['department']} has no service “{service}”.", "service")
        if entry["since"]:
            at = datetime.fromisoformat(entry["since"])
            since = at.astimezone(clock.now().tzinfo)
            entry["since"] = since.isoformat() if since > clock.now() else None
        if entry["state"] == State.RETIRED:
            continue
        missing = next((key for key in ("name", "calendar", "targets") if not entry[key]), None)
        if missing:
            raise one.wrong(f"“{missing}” is missing.")
        goals = goals_of(one)
        entry["targets"], entry["ladder"] = targets_as_entries(goals), rungs_as_entries(goals)


def write(change: Change, author: Author) -> None:
    wanted = change.after
    if wanted["state"] == State.RETIRED:
        drop(change.key, author.by)
        return
    proposal = Proposal(
        name=wanted["name"],
        pledge=wanted["pledge"],
        calendar=BusinessCalendar.objects.get(code=wanted["calendar"]),
        targets=in_targets(wanted["targets"], wanted["ladder"]),
        pause_statuses=tuple(wanted["rests_while"]),
        reopening=wanted["reopening"],
        checklist=wanted["checklist"],
        checked_by_another=wanted["checked_by_another"],
    )
    scope = _scope(wanted)
    proposals.check(scope, proposal)
    try:
        draft = standards.draft(scope, proposal, by=author.by, edition=0)
    except StaleForm:
        raise Hindered("Somebody works on a draft of this standard. Publish it or throw it away first.") from None
    since = datetime.fromisoformat(wanted["since"]) if wanted["since"] else None
    standards.publish(draft, by=author.by, since=since, edition=draft.edition)


def _scope(entry: Plain) -> Scope:
    department = Department.objects.get(code=entry["department"])
    asking = Department.objects.get(code=entry["requests_from"]).pk if entry["requests_from"] else None
    service = Service.objects.get(provider=department, code=entry["service"]).pk if entry["service"] else None
    return Scope(department.pk, service, asking, PRIORITIES[entry["priority"]] if entry["priority"] else None)


def drop(key: str, by: User) -> None:
    """What is planned is withdrawn first, or what was before it would go on."""
    scope = _scope(said()[key])
    current = ServiceStandard.objects.of_scope(scope).filter(state=State.PUBLISHED)
    while (last := current.current(clock.now()).order_by("-number").first()) is not None:
        standards.retire(last, by=by)


def key_of(entry: Plain) -> str:
    whose = f"{entry['department']}/{entry['service']}" if entry.get("service") else str(entry["department"])
    asking = f" for requests from {entry['requests_from']}" if entry.get("requests_from") else ""
    priority = f" for priority {entry['priority']}" if entry.get("priority") else ""
    return f"{whose}{asking}{priority}"


SECTION = Section(
    name="standards",
    word="standard",
    entry=ENTRY,
    fresh=FRESH,
    key_of=key_of,
    said=said,
    write=write,
    drop=drop,
    dropped="retired",
    is_gone=lambda entry: entry["state"] == State.RETIRED,
    forgets=True,
    settle=settle,
)
