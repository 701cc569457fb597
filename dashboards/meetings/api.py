"""Service reviews for programs: which there are, and what a meeting looks at. Read only."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from requests_app.api.base import ApiView, Request, Response, departments_of, person_of
from requests_app.api.finding import visible_requests
from requests_app.api.paging import NEWEST, Listing, page
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import DepartmentRef, Moment, Out, PersonOut, Plain
from requests_app.moments import moment_of

from .agenda import agenda_of
from .models import ReviewMeeting, ServiceReview

TAG = "Service reviews"


class MeetingRef(Plain):
    id = serializers.IntegerField(source="pk")
    starts_at = Moment()
    ends_at = Moment()
    status = serializers.CharField(source="state")


class ServiceReviewOut(Out):
    """Departments that look at their work for each other, every so many weeks."""

    id = serializers.IntegerField(source="pk")
    departments = DepartmentRef(many=True)
    every_weeks = serializers.IntegerField()
    ended_at = Moment(allow_null=True)
    meetings = MeetingRef(many=True)


class AgendaPairOut(Plain):
    asks = DepartmentRef()
    serves = DepartmentRef()
    filed = serializers.IntegerField()
    done = serializers.IntegerField()
    broken = serializers.IntegerField()
    chased = serializers.IntegerField()
    asked_back = serializers.IntegerField()


class BrokenOut(Plain):
    number = serializers.IntegerField(source="pk")
    title = serializers.CharField()
    department = DepartmentRef()
    filed_at = Moment()


class ImprovementRef(Plain):
    id = serializers.IntegerField(source="pk")
    title = serializers.CharField(source="__str__")
    department = DepartmentRef()
    owner = PersonOut(allow_null=True)
    review_on = serializers.DateField(allow_null=True)


class AgendaOut(Plain):
    """`broken`: requests with a broken promise, as far as the caller may open them, of `broken_all`."""

    since = Moment()
    pairs = AgendaPairOut(many=True)
    broken = BrokenOut(many=True)
    broken_all = serializers.IntegerField()
    improvements = ImprovementRef(many=True)


def _reviews(request: Request) -> Any:
    """Those the caller may see, of the departments of the token."""
    rows, only = ServiceReview.objects.visible_to(person_of(request)), departments_of(request)
    if only is None:
        return rows
    named = ServiceReview.departments.through.objects.filter(department__in=only)
    return rows.filter(pk__in=named.values("servicereview"))


class Reviews(ApiView):
    @operation(
        Operation(
            id="service_reviews_list",
            summary="Service reviews, newest first",
            description="Of departments that the caller leads, and those they were invited to.",
            tag=TAG,
            answer=ServiceReviewOut,
            paged=True,
        )
    )
    def get(self, request: Request) -> Response:
        rows = _reviews(request).prefetch_related("departments", "meetings")
        return page(request, rows, NEWEST, Listing(ServiceReviewOut))


class Agenda(ApiView):
    @operation(Operation(id="service_reviews_agenda", summary="What a meeting looks at", tag=TAG, answer=AgendaOut))
    def get(self, request: Request, meeting: int) -> Response:
        rows = ReviewMeeting.objects.filter(review__in=_reviews(request).values("pk"))
        found = get_object_or_404(rows.select_related("review"), pk=meeting)
        agenda = agenda_of(found, person_of(request), moment_of(request))
        seen = set(
            visible_requests(request).filter(pk__in=[one.pk for one in agenda.broken]).values_list("pk", flat=True)
        )
        names = ("since", "pairs", "broken_all", "improvements")
        told = {name: getattr(agenda, name) for name in names}
        return Response(AgendaOut({**told, "broken": [one for one in agenda.broken if one.pk in seen]}).data)
