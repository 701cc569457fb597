"""Who gets a new request by itself, of a department or of one service."""

from __future__ import annotations

from operations.as_code.fields import Many, OneOf, Person, Plain, Record, without_empty
from requests_app import assignment_rules
from requests_app.assignment_rules import Way
from requests_app.models import AssignmentRule, Department, Service, Strategy, User

from .looking_up import emails_of, people_of, person_of

MEMBERED = (Strategy.TURNS, Strategy.LEAST)


def _check(entry: Plain) -> str:
    if entry["strategy"] == Strategy.OWNER:
        return "" if entry.get("owner") else "Say who gets it: “owner”."
    if "owner" in entry:
        return "“owner” goes with the strategy “owner” only."
    return "“only_among” goes with “turns” and “least” only." if _misplaced(entry) else ""


def _misplaced(entry: Plain) -> bool:
    return bool(entry.get("only_among")) and entry["strategy"] not in MEMBERED


ENTRY = Record(
    {
        "strategy": OneOf(tuple(Strategy.values)),
        "owner": Person(),
        "only_among": Many(Person(), in_order=False),
    },
    needed=("strategy",),
    check=_check,
    brief=True,
)


def usual_ways() -> dict[int, Plain]:
    """By department id, for services that say nothing themselves."""
    rules = AssignmentRule.objects.filter(service=None).select_related("owner").prefetch_related("members")
    return {one.department_id: said(one) for one in rules}


def said(rule: AssignmentRule) -> Plain:
    owner = rule.owner.email if rule.owner else None
    return without_empty({"strategy": rule.strategy, "owner": owner, "only_among": emails_of(rule.members.all())})


def write(department: Department, service: Service | None, wanted: Plain | None, by: User) -> None:
    """Null: a service follows its department, a department assigns by hand."""
    way = None
    if wanted is not None:
        way = Way(wanted["strategy"], person_of(wanted.get("owner")), people_of(wanted.get("only_among", [])))
    assignment_rules.set_rule(department, service, way, by=by)
