"""Standards: the list, one version, a new draft and another text for it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from requests_app import access as people_access
from requests_app.api.base import ApiView, Request, Response, person_of, within
from requests_app.api.paging import NEWEST, Listing, one, page
from requests_app.api.problems import unfit
from requests_app.api.reading import is_exactly, read
from requests_app.api.schema import Operation, operation
from requests_app.models import Department, Service
from requests_app.moments import moment_of
from requests_app.transitions import Refused
from sla import access, standards
from sla.models import BusinessCalendar, Scope, ServiceStandard
from sla.models.standards import ServiceStandardQuerySet
from sla.proposals import Proposal, said_by
from sla.steps import Action, Condition, Step, Tell
from sla.terms import Target

from .standard_shapes import StandardDetailOut, StandardIn, StandardRowOut, etag_of

TAG = "Standards"
SHOWN = ("current", "drafts", "in-force", "all")


def visible(request: Request) -> ServiceStandardQuerySet:
    """Those the caller may see, of the departments of the token."""
    found: ServiceStandardQuerySet = within(request, ServiceStandard.objects.visible_to(person_of(request)))
    return found.for_list().select_related("created_by", "published_by")


def find(request: Request, pk: int) -> ServiceStandard:
    found: ServiceStandard = get_object_or_404(visible(request), pk=pk)
    return found


def told(request: Request, pk: int, status: int = 200) -> Response:
    """The version as it is now, with its ETag."""
    standard = find(request, pk)
    scope = ServiceStandard.objects.visible_to(person_of(request)).of_scope(standard.scope)
    body = one(request, standard, StandardDetailOut, versions=scope.order_by("-number"))
    headers = {"ETag": etag_of(standard)}
    if status == 201:
        headers["Location"] = f"/api/v1/standards/{standard.pk}/"
    return Response(body, status, headers=headers)


class Standards(ApiView):
    @operation(
        Operation(
            id="standards_list",
            summary="Service standards, newest first",
            description="Published ones are for everybody; drafts for those who write them and those who were asked.",
            tag=TAG,
            answer=StandardRowOut,
            paged=True,
            parameters=[
                OpenApiParameter("show", str, enum=SHOWN, description=f"{SHOWN[0]} unless said."),
                OpenApiParameter("department", str, description="A code."),
                OpenApiParameter("service", str, description="A code."),
            ],
        )
    )
    def get(self, request: Request) -> Response:
        rows, query, now = visible(request), request.query_params, moment_of(request)
        chosen = {
            "current": lambda: rows.current(now),
            "drafts": lambda: rows.drafts(),
            "in-force": lambda: rows.in_force(now),
            "all": lambda: rows,
        }.get(query.get("show", SHOWN[0]))
        if chosen is None:
            raise unfit("show", _("Known are: %(known)s.") % {"known": ", ".join(SHOWN)})
        named = {f"{name}__code": query[name] for name in ("department", "service") if query.get(name)}
        return page(request, chosen().filter(**named), NEWEST, Listing(StandardRowOut))

    @operation(
        Operation(
            id="standards_draft",
            summary="Write the draft of a new standard",
            tag=TAG,
            body=StandardIn,
            answer=StandardDetailOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request) -> Response:
        body = read(request, StandardIn)
        scope = _scope(request, body, None)
        if ServiceStandard.objects.of_scope(scope).exists():
            raise Refused(_("There is a standard for this already. Open it and make a new version."))
        draft = standards.draft(scope, _proposal(body, None), by=person_of(request), edition=0)
        return told(request, draft.pk, 201)


class OneStandard(ApiView):
    @operation(Operation(id="standards_read", summary="One version", tag=TAG, answer=StandardDetailOut))
    def get(self, request: Request, pk: int) -> Response:
        return told(request, pk)

    @operation(
        Operation(
            id="standards_edit",
            summary="Change a draft",
            description="What is left out stays as it is. A version that was published never changes.",
            tag=TAG,
            body=StandardIn,
            answer=StandardDetailOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, pk: int) -> Response:
        draft, person = find(request, pk), person_of(request)
        people_access.require(access.can_edit_draft, person, draft)
        edition = draft.edition if is_exactly(request, etag_of(draft)) else None
        body = read(request, StandardIn, partial=True)
        scope = _scope(request, body, draft)
        standards.draft(scope, _proposal(body, said_by(draft)), by=person, edition=edition, known=draft)
        return told(request, pk)


def _scope(request: Request, body: dict[str, Any], known: ServiceStandard | None) -> Scope:
    """For whose requests: of departments that the caller may write standards for."""
    person, scope = person_of(request), known.scope._asdict() if known else {}
    if "department" in body:
        found = within(request, Department.objects.all(), "pk").filter(code=body["department"]).first()
        if found is None or not access.can_draft_standard(person, found):
            raise unfit("department", _("There is no such department whose standards you may write."))
        scope["department"] = found.pk
    if "service" in body:
        scope["service"] = _service(body["service"], scope["department"], known)
    if "requester_department" in body:
        code = body["requester_department"]
        scope["requester_department"] = code and _pk_of(Department.objects.filter(code=code), "requester_department")
    if "priority" in body:
        scope["priority"] = body["priority"]
    return Scope(**scope)


def _service(code: str | None, department: int, known: ServiceStandard | None) -> int | None:
    """One that is offered; a service that went out of use keeps the draft that it has."""
    offered = Q(pk__in=Service.objects.published().values("pk"))
    if known is not None:
        offered |= Q(pk=known.service_id)
    return _pk_of(Service.objects.filter(offered, provider=department, code=code), "service") if code else None


def _pk_of(rows: Any, field: str) -> int:
    found: int | None = rows.values_list("pk", flat=True).first()
    if found is None:
        raise unfit(field, _("There is no such code here."))
    return found


def _proposal(body: dict[str, Any], known: Proposal | None) -> Proposal:
    """What was sent over what is there; `known` None: of a new draft."""
    said: dict[str, Any] = {} if known is None else {name: getattr(known, name) for name in Proposal.__slots__}
    said |= {"pledge": {}, "pause_statuses": ("waiting",)} if known is None else {}
    said |= {name: body[name] for name in ("pledge", "reopening", "checked_by_another") if name in body}
    if "names" in body:
        said["name"] = body["names"]
    if "calendar" in body:
        said["calendar"] = BusinessCalendar.objects.filter(code=body["calendar"]).first()
        if said["calendar"] is None:
            raise unfit("calendar", _("There is no such code here."))
    if "pause_statuses" in body:
        said["pause_statuses"] = tuple(body["pause_statuses"])
    if "targets" in body:
        said["targets"] = _targets(body["targets"])
    if "checklist" in body:
        said["checklist"] = [{"key": uuid4().hex[:12], **point} for point in body["checklist"]]
    return Proposal(**said)


def _targets(rows: list[dict[str, Any]]) -> dict[tuple[str, int | None], Target]:
    found: dict[tuple[str, int | None], Target] = {}
    for number, row in enumerate(rows):
        key = row["clock"], row["priority"]
        if key in found:
            raise unfit(f"targets.{number}", _("There is a target of this clock and priority already."))
        found[key] = Target(row["seconds"], tuple(_step(step) for step in row["steps"]))
    return found


def _step(row: dict[str, Any]) -> Step:
    told_to = tuple(Tell(one) for one in row["tell"])
    return Step(row["at"], told_to, Action(row["action"]), Condition(row["condition"]))
