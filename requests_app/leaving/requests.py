"""Requests a person works on, and what waits for their approval: handed on by the requests' own verbs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from requests_app import transitions
from requests_app.models import Approval, ApprovalStep, Department, ServiceRequest, User
from requests_app.transitions import LEFT, Refused
from requests_app.undertakings import Step

from .holdings import Holding, Item, Moved


def _work(person: User) -> list[Item]:
    """A line a department, since only those who serve there can take it."""
    mine = ServiceRequest.objects.assigned_to(person).open().order_by()
    counts = dict(mine.values_list("department").annotate(count=Count("pk")))
    return [
        Item(
            code=f"work:{department.pk}",
            title=_("Open requests in %(department)s") % {"department": department},
            count=counts[department.pk],
            takers=User.objects.active().working_in(department).exclude(pk=person.pk).by_name(),
            otherwise=_("Back to the queue"),
        )
        for department in Department.objects.filter(pk__in=counts)
    ]


def _hand_on_work(moved: Moved) -> Iterator[Step]:
    mine = ServiceRequest.objects.assigned_to(moved.person).open().held_by(moved.about)
    for request in mine.order_by("pk").iterator(chunk_size=200):
        yield Step(f"request:{request.pk}", f"#{request.pk}", partial(_give, request, moved))


def _give(request: ServiceRequest, moved: Moved) -> None:
    """To whoever was chosen; where that is who asks for it, back to the queue."""
    fits = moved.taker is not None and moved.taker.pk not in (request.requester_id, request.filed_by_id)
    to = moved.taker if fits else None
    transitions.assign(request, to=to, by=moved.by, reason=LEFT, anyway=True)


def _approvals(person: User) -> list[Item]:
    count = _waiting(person).count() + _planned(person).count()
    if not count:
        return []
    otherwise = _("Whoever asked is told, and asks somebody else")
    title = _("Approvals that wait for this person, now or in a later step")
    return [Item(code="approvals", title=title, count=count, otherwise=otherwise)]


def _waiting(person: User) -> QuerySet[Approval]:
    return Approval.objects.open().of(person).select_related("request").order_by("request", "pk").distinct("request")


def _planned(person: User) -> QuerySet[ApprovalStep]:
    return ApprovalStep.objects.filter(people=person, opened_at=None, round__outcome="").select_related("round")


def _hand_on_approvals(moved: Moved) -> Iterator[Step]:
    for voice in _waiting(moved.person):
        request = voice.request
        yield Step(f"approval:{request.pk}", f"#{request.pk}", partial(_ask_instead, request, moved))
    for step in _planned(moved.person):
        what = f"#{step.round.request_id}"
        yield Step(f"step:{step.pk}", what, partial(_plan_instead, step, moved))


def _ask_instead(request: ServiceRequest, moved: Moved) -> None:
    """Whoever may not decide about this one, or does so already, is passed over: then one voice less is asked."""
    if moved.taker is not None:
        try:
            transitions.replace_approver(request, moved.person, moved.taker, by=moved.by)
        except Refused:
            pass
        else:
            return
    transitions.leave_out_approver(request, moved.person, by=moved.by)


def _plan_instead(step: ApprovalStep, moved: Moved) -> None:
    """Where nobody takes it, the step asks whoever is above the one who left once its turn comes."""
    if moved.taker is not None:
        step.people.remove(moved.person)
        step.people.add(moved.taker)


WORK = Holding("work", _work, _hand_on_work)
APPROVALS = Holding("approvals", _approvals, _hand_on_approvals)
