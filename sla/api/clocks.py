"""What was promised for a request and how it stands, as JSON. docs/api.md describes the answers."""

from __future__ import annotations

from requests_app.api.base import ApiView, Request, Response, person_of
from requests_app.api.finding import visible_request
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import Moment
from requests_app.moments import moment_of
from sla import explaining
from sla.story import lives_of, voice_for

from .clock_shapes import ClockOut, ClocksOut, RequestStandardOut, WhyOut


class Clocks(ApiView):
    @operation(
        Operation(
            id="request_clocks",
            summary="Clocks of a request",
            description="With their pieces, what they set off and their story, as they stand `at`.",
            tag="Promises",
            answer=ClocksOut,
        )
    )
    def get(self, request: Request, number: int) -> Response:
        ticket = visible_request(request, number, "service__provider", "requester__department")
        reader, now = person_of(request), moment_of(request)
        voice = voice_for(ticket, reader, now)
        told = ClockOut(lives_of(ticket, reader, voice), many=True, context={"voice": voice})
        return Response({"request": ticket.pk, "at": Moment().to_representation(voice.now), "clocks": told.data})


class Standard(ApiView):
    @operation(
        Operation(
            id="request_standard",
            summary="Which standard a request has, and why",
            description="Of every other standard of the department: why it was not chosen.",
            tag="Promises",
            answer=RequestStandardOut,
        )
    )
    def get(self, request: Request, number: int) -> Response:
        ticket = visible_request(request, number, "service__provider", "requester__department")
        story = explaining.of_request(ticket, now=moment_of(request))
        return Response({"request": ticket.pk, **WhyOut(story).data})
