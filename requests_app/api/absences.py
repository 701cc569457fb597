"""Absences: one's own and those of one's team, with who stands in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers

from requests_app import absences
from requests_app.forms.absences import AbsenceForm
from requests_app.models import Absence, User
from requests_app.models.absences import AbsenceQuerySet
from requests_app.moments import moment_of
from requests_app.pagination import Column

from .base import ApiView, Request, Response, departments_of, person_of
from .editing import checked, digest_of
from .paging import Listing, one, page, word_of
from .problems import unfit
from .reading import In, is_exactly, read
from .schema import Operation, operation
from .shapes import Moment, Out, PersonOut

TAG = "Absences"
SOONEST = (Column("begins_at", is_moment=True), Column("pk"))
SHOWN = ("coming", "all")


class AbsenceOut(Out):
    """Whole days, the first and the last included; `begins_at` and `ends_at` are their edges in the person's zone."""

    id = serializers.IntegerField(source="pk")
    person = PersonOut(source="user")
    from_day = serializers.DateField()
    until_day = serializers.DateField()
    begins_at = Moment()
    ends_at = Moment()
    stand_in = PersonOut(allow_null=True)
    note = serializers.CharField()


class AbsenceIn(In):
    """`stand_in`: an address, or null. What is left out stays."""

    from_day = serializers.DateField()
    until_day = serializers.DateField()
    stand_in = serializers.CharField(max_length=254, required=False, allow_null=True)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class NewAbsenceIn(AbsenceIn):
    """`person`: the address of somebody of one's team; left out, it is the caller."""

    person = serializers.CharField(max_length=254, required=False)


def _rows(request: Request) -> AbsenceQuerySet:
    """One's own and one's team's; of the departments of the token."""
    user, only = person_of(request), departments_of(request)
    rows = Absence.objects.filter(user__in=User.objects.in_team_of(user)) | Absence.objects.of(user)
    return (rows if only is None else rows.filter(user__department__in=only)).for_list()


def etag_of(absence: Absence) -> str:
    return digest_of("absence", absence.pk, absence.from_day, absence.until_day, absence.stand_in_id, absence.note)


def _told(request: Request, pk: int, status: int = 200) -> Response:
    absence = get_object_or_404(_rows(request), pk=pk)
    headers = {"ETag": etag_of(absence)}
    if status == 201:
        headers["Location"] = f"/api/v1/absences/{pk}/"
    return Response(one(request, absence, AbsenceOut), status, headers=headers)


def _held(request: Request, pk: int) -> Absence:
    """Held while it is compared and changed: nobody comes in between. Within a transaction."""
    absence = get_object_or_404(_rows(request).select_for_update(of=("self",)), pk=pk)
    is_exactly(request, etag_of(absence))
    return absence


@contextmanager
def refusing() -> Iterator[None]:
    """Days that do not fit others."""
    try:
        yield
    except absences.NotPossible as problem:
        raise unfit("until_day", str(problem)) from problem


def _form(request: Request, body: dict[str, Any], absence: Absence) -> AbsenceForm:
    form = checked(partial(AbsenceForm, absence=absence, by=person_of(request)), body, {})
    if "person" in body and form.who.email != body["person"]:
        raise unfit("person", _("Nobody with this address or name works here."))
    return form


class Absences(ApiView):
    @operation(
        Operation(
            id="absences_list",
            summary="One's own absences and one's team's",
            tag=TAG,
            answer=AbsenceOut,
            paged=True,
            chooses={"show": SHOWN},
        )
    )
    def get(self, request: Request) -> Response:
        rows = _rows(request)
        if word_of(request, "show", SHOWN) == SHOWN[0]:
            rows = rows.not_over(moment_of(request))
        return page(request, rows, SOONEST, Listing(AbsenceOut))

    @operation(
        Operation(
            id="absences_enter",
            summary="Somebody is or will be away",
            tag=TAG,
            body=NewAbsenceIn,
            answer=AbsenceOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request) -> Response:
        form = _form(request, read(request, NewAbsenceIn), Absence())
        with refusing():
            kept = absences.record(form.who, form.away())
        return _told(request, kept.pk, 201)


class OneAbsence(ApiView):
    @operation(Operation(id="absences_read", summary="One absence", tag=TAG, answer=AbsenceOut))
    def get(self, request: Request, pk: int) -> Response:
        return _told(request, pk)

    @operation(
        Operation(
            id="absences_edit",
            summary="Other days or another stand-in",
            tag=TAG,
            body=AbsenceIn,
            answer=AbsenceOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, pk: int) -> Response:
        with transaction.atomic():
            absence = _held(request, pk)
            form = _form(request, read(request, AbsenceIn, partial=True), absence)
            with refusing():
                absences.change(absence, form.away())
        return _told(request, pk)

    @operation(
        Operation(
            id="absences_remove",
            summary="It does not take place; who was asked meanwhile stays asked",
            tag=TAG,
            status=204,
            writes=True,
            guarded=True,
        )
    )
    def delete(self, request: Request, pk: int) -> Response:
        with transaction.atomic():
            absences.remove(_held(request, pk))
        return Response(status=204)
