"""What was promised for a request and how it stands, as JSON; read only. docs/api.md describes the answers."""

from __future__ import annotations

from typing import cast

from django.shortcuts import get_object_or_404
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from requests_app.models import ServiceRequest, User
from requests_app.moments import moment_of
from sla import explaining
from sla.serializers import ClockOut, Moment, WhyOut
from sla.story import lives_of, voice_for


@api_view(["GET"])
def clocks(request: Request, number: int) -> Response:
    """Every clock this person may know of, with its pieces, what it set off and its story, as it stands `at`."""
    reader = _person(request)
    ticket = _visible(reader, number)
    voice = voice_for(ticket, reader, moment_of(request))
    lives = lives_of(ticket, reader, voice)
    told = ClockOut(lives, many=True, context={"voice": voice})
    return Response({"request": ticket.pk, "at": Moment().to_representation(voice.now), "clocks": told.data})


@api_view(["GET"])
def standard(request: Request, number: int) -> Response:
    """Which standard the request has, and of every other one why it was not chosen."""
    ticket = _visible(_person(request), number)
    story = explaining.of_request(ticket, now=moment_of(request))
    return Response({"request": ticket.pk, **WhyOut(story).data})


def _person(request: Request) -> User:
    return cast("User", request.user)  # nobody else passes IsAuthenticated


def _visible(reader: User, number: int) -> ServiceRequest:
    requests = ServiceRequest.objects.visible_to(reader).select_related("service__provider", "requester__department")
    return get_object_or_404(requests, pk=number)
