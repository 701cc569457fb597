"""What nobody has finds somebody by itself, where the department wants it so."""

from __future__ import annotations

from datetime import datetime

from requests_app import assignment
from requests_app.models import AssignmentRule, ServiceRequest
from requests_app.states import Status, Verb

from .base import Act, change, record


def place(request: ServiceRequest, *, at: datetime) -> ServiceRequest:
    """Give a locked request to somebody by its department's rule, in the transaction of the verb that brought it.

    Nothing happens where the rule is “by hand”, where somebody has it, or while it waits; where nobody is there, it
    stays unassigned and the journal says so.
    """
    if request.status != Status.NEW or request.assignee_id is not None:
        return request
    found = assignment.rule_for(request)
    if found is None:
        return request
    # One decision at a time: two that come at once go to two people. The last lock of every verb that takes it.
    rule = AssignmentRule.objects.select_for_update(no_key=True).get(pk=found.pk)
    decision = assignment.decide(rule, request, at)
    why = decision.as_json()
    if decision.chosen is None:
        record(request, Act(Verb.LEFT_UNASSIGNED, None, at, data={"why": why}), old_status=request.status)
        return request
    rule.last = decision.chosen
    rule.save(update_fields=["last"])
    data = {"from": None, "to": decision.chosen.pk, "why": why}
    return change(request, Act(Verb.ASSIGNED, None, at, data=data), assignee=decision.chosen)
