"""Surveys for programs of those who run them: drafts, start and end, and released results, never answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from requests_app.api.base import ApiView, Request, Response, person_of, within
from requests_app.api.paging import Listing, one, page
from requests_app.api.problems import unfit
from requests_app.api.reading import is_exactly, read
from requests_app.api.schema import Operation, operation
from requests_app.models import Department, Service
from surveys import access
from surveys.models import Campaign, Questionnaire
from surveys.results import exporting
from surveys.results import reading as results

from . import running, writing
from .api_shapes import ExtensionIn, ResultRowOut, ResultsOut, SurveyDetailOut, SurveyIn, SurveyOut
from .views import NEWEST

TAG = "Surveys"


def _rows(request: Request) -> QuerySet[Campaign]:
    """Those the caller runs; of the departments of the token. 404 for who can run none."""
    person = person_of(request)
    if not access.can_run_surveys(person):
        raise Http404
    found: QuerySet[Campaign] = within(request, Campaign.objects.run_by(person), "owner").for_list()
    return found


def _find(request: Request, pk: UUID) -> Campaign:
    return get_object_or_404(_rows(request), pk=pk)


def etag_of(campaign: Campaign) -> str:
    return f'"survey-{campaign.pk}-{campaign.edition}"'


def _told(request: Request, pk: UUID, status: int = 200) -> Response:
    campaign = _find(request, pk)
    headers = {"ETag": etag_of(campaign)}
    if status == 201:
        headers["Location"] = f"/api/v1/surveys/{pk}/"
    return Response(one(request, campaign, SurveyDetailOut), status, headers=headers)


def _named(model: type[Model], codes: list[str], field: str) -> list[Any]:
    found = list(model._default_manager.filter(code__in=codes))
    if len(found) < len(set(codes)):
        raise unfit(field, _("There is no such code here."))
    return found


def _what(request: Request, body: dict[str, Any], known: Campaign | None) -> writing.What:
    """What was sent over what is there."""
    questionnaire, owner = (known.questionnaire, known.owner) if known else (None, None)
    if "questionnaire" in body:
        offered = Questionnaire.objects.offered_to(person_of(request))
        questionnaire = offered.filter(pk=body["questionnaire"]).first()
    if questionnaire is None:
        raise unfit("questionnaire", _("This questionnaire is not offered any more."))
    if "owner" in body:
        own = within(request, Department.objects.running(), "pk").filter(code=body["owner"] or "").first()
        if body["owner"] and own is None:
            raise unfit("owner", _("There is no such code here."))
        owner = own
    return writing.What(
        questionnaire=questionnaire,
        owner=owner,
        about=_named(Department, body["about"], "about")
        if "about" in body
        else list(known.about.all() if known else ()),
        title=body.get("titles", known.title if known else {}),
        purpose=body.get("purpose", known.purpose if known else {}),
        changed_since=known.changed_since if known else {},
    )


@transaction.atomic
def _write(request: Request, body: dict[str, Any], known: Campaign | None) -> Campaign:
    """All steps at once, each by the verb of its page."""
    person, what = person_of(request), _what(request, body, known)
    if known is None:
        campaign = writing.begin(what, by=person)
    else:
        campaign = writing.describe(known, what, edition=known.edition, by=person)
    if {"audience", "sample_size"} & set(body):
        campaign = writing.choose(campaign, _audience(body, campaign), edition=campaign.edition)
    if {"opens_on", "closes_on", "reminders"} & set(body):
        names = ("opens_on", "closes_on", "reminders")
        days = {name: body.get(name, getattr(campaign, name)) for name in names}
        wanted = writing.Days(**days, reminder_text=campaign.reminder_text)
        campaign = writing.set_days(campaign, wanted, edition=campaign.edition)
    return campaign


def _audience(body: dict[str, Any], campaign: Campaign) -> writing.Audience:
    names = ("used_from", "used_until", "with_expectation", "importance", "storage", "attribute", "k", "k_comments")
    kept = {name: getattr(campaign, name) for name in (*names, "results_for")}
    services: list[Service] = list(campaign.used_services.all())
    departments = list(campaign.audience_departments.all())
    if "audience" in body:
        departments = _named(Department, body["audience"], "audience")
    size = body.get("sample_size", campaign.sample_size)
    return writing.Audience(departments=departments, services=services, sample_size=size, **kept)


class Surveys(ApiView):
    @operation(
        Operation(id="surveys_list", summary="Surveys one runs, newest first", tag=TAG, answer=SurveyOut, paged=True)
    )
    def get(self, request: Request) -> Response:
        return page(request, _rows(request), NEWEST, Listing(SurveyOut))

    @operation(
        Operation(
            id="surveys_begin",
            summary="Write the draft of a survey",
            tag=TAG,
            body=SurveyIn,
            answer=SurveyDetailOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request) -> Response:
        _rows(request)
        return _told(request, _write(request, read(request, SurveyIn), None).pk, 201)


class OneSurvey(ApiView):
    @operation(Operation(id="surveys_read", summary="One survey", tag=TAG, answer=SurveyDetailOut))
    def get(self, request: Request, pk: UUID) -> Response:
        return _told(request, pk)

    @operation(
        Operation(
            id="surveys_edit",
            summary="Change a draft",
            description="What is left out stays. What was started never changes.",
            tag=TAG,
            body=SurveyIn,
            answer=SurveyDetailOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        campaign = _find(request, pk)
        is_exactly(request, etag_of(campaign))
        _write(request, read(request, SurveyIn, partial=True), campaign)
        return _told(request, pk)

    @operation(
        Operation(id="surveys_discard", summary="Throw a draft away", tag=TAG, status=204, writes=True, guarded=True)
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        campaign = _find(request, pk)
        is_exactly(request, etag_of(campaign))
        writing.discard(campaign, edition=campaign.edition)
        return Response(status=204)


class _Act(ApiView):
    """A verb that needs nothing but the version it was meant for."""

    act = staticmethod(running.start)

    def do(self, request: Request, pk: UUID) -> Response:
        campaign = _find(request, pk)
        is_exactly(request, etag_of(campaign))
        self.act(campaign, edition=campaign.edition, by=person_of(request))
        return _told(request, pk)


def _described(name: str, summary: str) -> Operation:
    return Operation(id=name, summary=summary, tag=TAG, answer=SurveyDetailOut, writes=True, guarded=True)


class Start(_Act):
    @operation(_described("surveys_start", "Start a survey: a worker reserves the people"))
    def post(self, request: Request, pk: UUID) -> Response:
        return self.do(request, pk)


class Cancellation(_Act):
    act = staticmethod(running.cancel)

    @operation(_described("surveys_cancel", "Cancel a survey before it opens"))
    def post(self, request: Request, pk: UUID) -> Response:
        return self.do(request, pk)


class Closing(_Act):
    act = staticmethod(running.close_early)

    @operation(_described("surveys_close", "Close a survey before its last day"))
    def post(self, request: Request, pk: UUID) -> Response:
        return self.do(request, pk)


class Extension(ApiView):
    @operation(
        Operation(
            id="surveys_extend",
            summary="Let people answer longer",
            tag=TAG,
            body=ExtensionIn,
            answer=SurveyDetailOut,
            writes=True,
            guarded=True,
        )
    )
    def post(self, request: Request, pk: UUID) -> Response:
        campaign = _find(request, pk)
        is_exactly(request, etag_of(campaign))
        until = read(request, ExtensionIn)["until"]
        running.extend(campaign, until, edition=campaign.edition, by=person_of(request))
        return _told(request, pk)


class Copy(ApiView):
    @operation(
        Operation(
            id="surveys_copy",
            summary="The draft of another one that says the same, for new days",
            tag=TAG,
            answer=SurveyDetailOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request, pk: UUID) -> Response:
        return _told(request, writing.copy(_find(request, pk), by=person_of(request)).pk, 201)


class Results(ApiView):
    @operation(
        Operation(
            id="surveys_results",
            summary="Released results",
            description="The groups one may read, as the exported file has them: what is hidden there is hidden here.",
            tag=TAG,
            answer=ResultsOut,
        )
    )
    def get(self, request: Request, pk: UUID) -> Response:
        reading = results.read(person_of(request), pk, whole=True)
        if not within(request, Campaign.objects.filter(pk=pk), "owner").exists():
            raise Http404
        names = ResultRowOut().fields
        lines = list(exporting.lines(reading))[1:] if reading.release else []
        told: dict[str, Any] = {
            "released_at": reading.release.released_at if reading.release else None,
            "rows": [dict(zip(names, line, strict=True)) for line in lines],
        }
        return Response(ResultsOut(told).data)
