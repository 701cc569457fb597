"""Saying thanks: one click, to the department unless somebody else is chosen, with a word or without."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app import thanking
from requests_app.models import Department, ServiceRequest, Thanks, User

from .offering import offer


class ThanksForm(forms.Form):
    to = forms.ChoiceField(label=_("To whom?"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("What for?"), choices=Thanks.Reason.choices, widget=forms.RadioSelect, required=False
    )
    text = forms.CharField(label=_("A few words"), required=False, max_length=Thanks._meta.get_field("text").max_length)

    def __init__(self, *args: Any, request: ServiceRequest, by: User, said: Iterable[Thanks], **kwargs: Any) -> None:
        """`said`: all thanks of the request; nobody says it twice."""
        super().__init__(*args, **kwargs)
        done = {_key(one.to_person_id, one.to_department_id) for one in said if one.said_by_id == by.pk}
        receivers: list[Department | User] = [*thanking.departments_of(request), *thanking.people_of(request)]
        self.receivers = {_key_of(one): one for one in receivers if _key_of(one) not in done}
        offer(self, "to", [(key, str(one)) for key, one in self.receivers.items()])
        self.fields["to"].initial = next(iter(self.receivers), None)

    @property
    def has_receivers(self) -> bool:
        return bool(self.receivers)

    @property
    def receiver(self) -> Department | User:
        return self.receivers[self.cleaned_data["to"]]


def _key_of(one: Department | User) -> str:
    return _key(one.pk, None) if isinstance(one, User) else _key(None, one.pk)


def _key(person: int | None, department: int | None) -> str:
    return f"person-{person}" if person else f"department-{department}"
