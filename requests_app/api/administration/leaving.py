"""Somebody leaves: what is in their name, who takes it, and the end of the account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers

from requests_app import people
from requests_app.api import problems
from requests_app.api.base import ApiView, Request, Response, person_of
from requests_app.api.reading import In, read
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import PersonOut, Plain
from requests_app.models import ServiceRequest, User
from requests_app.people_forms import LeavingForm

from .people import TAG, AccountOut, accounts, as_form, refusing, told


class LeftItemOut(Plain):
    """`code` is what `takers` names; `otherwise`: what becomes of it without one, empty where somebody has to be."""

    code = serializers.CharField()
    title = serializers.CharField()
    count = serializers.IntegerField()
    otherwise = serializers.CharField()
    proposed = PersonOut(allow_null=True)


class LeavingOut(Plain):
    """`open_work`: requests they work on; `open_asked`: requests they filed."""

    items = LeftItemOut(many=True)
    open_work = serializers.IntegerField()
    open_asked = serializers.IntegerField()


class LeavingIn(In):
    """Addresses of who takes what, by the code of the item."""

    takers = serializers.DictField(child=serializers.CharField(max_length=254), required=False, default=dict)


def _find(request: Request, pk: int) -> User:
    found: User = get_object_or_404(accounts(request).filter(is_active=True), pk=pk)
    return found


class Deactivation(ApiView):
    is_for_admins = True

    @operation(
        Operation(
            id="accounts_leaving",
            summary="What hangs on somebody",
            description="Read it before the deactivation: it says what needs a taker.",
            tag=TAG,
            answer=LeavingOut,
        )
    )
    def get(self, request: Request, person: int) -> Response:
        found = _find(request, person)
        told_items: dict[str, Any] = {
            "items": LeavingForm(person=found).items,
            "open_work": ServiceRequest.objects.assigned_to(found).open().count(),
            "open_asked": ServiceRequest.objects.of(found).open().count(),
        }
        return Response(LeavingOut(told_items).data)

    @operation(
        Operation(
            id="accounts_deactivate",
            summary="End an account",
            description="They are signed out everywhere; what is in their name goes to the takers.",
            tag=TAG,
            body=LeavingIn,
            answer=AccountOut,
            writes=True,
        )
    )
    def post(self, request: Request, person: int) -> Response:
        found, takers = _find(request, person), read(request, LeavingIn)["takers"]
        form = LeavingForm(as_form(takers), person=found)
        if unknown := sorted(set(takers) - set(form.fields)):
            raise problems.unfit(f"takers.{unknown[0]}", _("There is no such field here."), "unknown")
        for field in form.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.to_field_name = "email"
        if not form.is_valid():
            raise problems.of_form(form, {code: f"takers.{code}" for code in form.fields})
        with refusing():
            people.deactivate(found, by=person_of(request), takers=form.takers())
        return told(request, person)
