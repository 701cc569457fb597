"""What has to be agreed to before a service begins."""

from __future__ import annotations

from operations.as_code.fields import Code, Flag, Line, Many, Number, OneOf, Person, Plain, Record, Words
from requests_app import approval_rules
from requests_app.approvers import Wanted as Step
from requests_app.forms.approving import MOST_PEOPLE, RuleForm
from requests_app.models import ApprovalRule, Chosen, Service, ServiceApproval, Translated, User

from . import groups
from .looking_up import emails_of, people_of, spoken, text


def _check(step: Plain) -> str:
    wants = {"people": step["who"] == Chosen.PEOPLE, "group": step["who"] == Chosen.GROUP}
    for key, wanted in wants.items():
        if wanted and not step.get(key):
            return f"Say which: “{key}”."
        if not wanted and step.get(key):
            return f"“{key}” goes with “who: {key}” only."
    return ""


ENTRY = Record(
    {
        "question": Words(2000, needed=True),
        "in_order": Flag(),
        "steps": Many(
            Record(
                {
                    "who": OneOf(tuple(Chosen.values)),
                    "people": Many(Person(), most=MOST_PEOPLE, in_order=False),
                    "group": Line(80),
                    "group_of": Code(60),
                    # How many have to agree; without it all of them.
                    "needed": Number(1, MOST_PEOPLE),
                },
                needed=("who",),
                check=_check,
                brief=True,
            ),
            most=RuleForm.STEPS,
        ),
    },
    needed=("question", "steps"),
)


def rules() -> dict[int, Plain]:
    """By service id."""
    read = ApprovalRule.objects.prefetch_related("steps__people", "steps__group__department")
    read = read.select_related("service__provider")
    return {one.service_id: _said(one) for one in read}


def _said(rule: ApprovalRule) -> Plain:
    provider = rule.service.provider.code
    steps = [_step(one, provider) for one in rule.steps.all()]
    return {"question": text(rule.question), "in_order": rule.in_order, "steps": steps}


def _step(step: ServiceApproval, provider: str) -> Plain:
    told: Plain = {"who": step.chosen}
    if people := emails_of(step.people.all()):
        told["people"] = people
    if step.group is not None:
        told["group"] = spoken(step.group.name)
        if step.group.department.code != provider:
            told["group_of"] = step.group.department.code
    if step.needed != ServiceApproval.ALL:
        told["needed"] = step.needed
    return told


def canonical(rule: Plain | None, provider: str) -> Plain | None:
    """A group of the department itself needs no department."""
    if rule is None:
        return None
    steps = [
        {key: value for key, value in step.items() if (key, value) != ("group_of", provider)} for step in rule["steps"]
    ]
    return {"question": rule["question"], "in_order": rule.get("in_order", True), "steps": steps}


def write(service: Service, wanted: Plain | None, by: User) -> None:
    rule = wanted or {"question": {}, "in_order": True, "steps": []}
    steps = [_wanted(step, service.provider.code) for step in rule["steps"]]
    approval_rules.set_rule(service, Translated(rule["question"]), steps, in_order=rule["in_order"], by=by)


def _wanted(step: Plain, provider: str) -> Step:
    group = groups.named(step.get("group_of", provider), step["group"]) if "group" in step else None
    return Step(step["who"], people_of(step.get("people", [])), group, step.get("needed", ServiceApproval.ALL))
