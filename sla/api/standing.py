"""From draft to force and out of it again."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers

from requests_app import access as people_access
from requests_app.api.base import ApiView, Request, Response, person_of
from requests_app.api.problems import unfit
from requests_app.api.reading import In, is_exactly, read
from requests_app.api.schema import Operation, operation
from requests_app.moments import moment_of
from sla import access, drafts, standards

from .standard_shapes import StandardDetailOut, etag_of
from .standards import TAG, find, told, visible


class PublicationIn(In):
    """`since`: from when requests are filed under it; without it from now on."""

    since = serializers.DateTimeField(required=False, allow_null=True, default=None)


class Revision(ApiView):
    @operation(
        Operation(
            id="standards_revise",
            summary="Begin the next version",
            description="A draft that says what this version says; the one that is there, where there is one.",
            tag=TAG,
            answer=StandardDetailOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request, pk: int) -> Response:
        standard = get_object_or_404(visible(request).announced(), pk=pk)
        people_access.require(access.can_edit_draft, person_of(request), standard)
        return told(request, standards.revise(standard, by=person_of(request)).pk, 201)


class Handover(ApiView):
    @operation(
        Operation(
            id="standards_hand_over",
            summary="Ask the admins to publish a draft",
            tag=TAG,
            answer=StandardDetailOut,
            writes=True,
        )
    )
    def post(self, request: Request, pk: int) -> Response:
        draft = find(request, pk)
        people_access.require(access.can_hand_over, person_of(request), draft)
        drafts.hand_over(draft, by=person_of(request), now=moment_of(request))
        return told(request, pk)


class Publication(ApiView):
    @operation(
        Operation(
            id="standards_publish",
            summary="Put a draft into force",
            description="The running version ends where it begins; requests keep the version they were filed under.",
            tag=TAG,
            body=PublicationIn,
            answer=StandardDetailOut,
            writes=True,
            guarded=True,
        )
    )
    def post(self, request: Request, pk: int) -> Response:
        draft, now = find(request, pk), moment_of(request)
        people_access.require(access.can_publish, person_of(request), draft)
        edition = draft.edition if is_exactly(request, etag_of(draft)) else None
        since = read(request, PublicationIn)["since"]
        if since is not None and since < now:
            raise unfit("since", _("This moment is over. What was promised in the past cannot change."))
        standards.publish(draft, by=person_of(request), now=now, since=since, edition=edition)
        return told(request, pk)


class Retirement(ApiView):
    @operation(
        Operation(
            id="standards_retire",
            summary="Promise nothing new from now on",
            description="A version that is only planned never comes into force; the one before it goes on.",
            tag=TAG,
            answer=StandardDetailOut,
            writes=True,
        )
    )
    def post(self, request: Request, pk: int) -> Response:
        standard = get_object_or_404(visible(request).announced(), pk=pk)
        people_access.require(access.can_publish, person_of(request), standard)
        standards.retire(standard, by=person_of(request), now=moment_of(request))
        return told(request, pk)


class Removal(ApiView):
    @operation(
        Operation(id="standards_discard", summary="Throw a draft away", tag=TAG, status=204, writes=True, guarded=True)
    )
    def post(self, request: Request, pk: int) -> Response:
        draft = find(request, pk)
        people_access.require(access.can_edit_draft, person_of(request), draft)
        is_exactly(request, etag_of(draft))
        standards.discard(draft, by=person_of(request))
        return Response(status=204)
