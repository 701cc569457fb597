"""Answers to the questions of a service, as verbs take them: whatever sent them, they fit the form or are refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from requests_app.fields.questions import Kind
from requests_app.fields.reading import Day
from requests_app.fields.validation import Answered, validate
from requests_app.models import FormVersion, Service, ServiceRequest, User
from requests_app.phrases import listed

from .base import Refused
from .files import bring


class Unanswered(Refused):
    """What was sent does not fit the form; `errors` has a translated text a code of question."""

    def __init__(self, form: FormVersion, errors: Mapping[str, str]) -> None:
        labels = {question.code: str(question.label) for question in form.questions}
        told = listed(f"“{labels[code]}”" if labels.get(code) else code for code in errors)
        super().__init__(_("These questions are not answered as they should be: %(questions)s") % {"questions": told})
        self.errors = dict(errors)


def settle(service: Service, answered: Answered | None, *, at: datetime) -> tuple[FormVersion | None, dict[str, Any]]:
    """The form in force at that moment and the answers to it. Raises Unanswered, or Refused where another is answered.

    Who sends no answers is held to the form as well: what has to be answered cannot be left out by any channel.
    """
    form = FormVersion.objects.in_force(service, at)
    if form is None:
        return None, {}
    if answered is None:
        answered = validate(form, {}, Day(timezone.localtime(at).date()))
    if answered.form != form.pk:
        raise Refused(_("The questions changed while you were writing. Look at them, and send it again."))
    if answered.errors:
        raise Unanswered(form, answered.errors)
    return form, answered.answers


def claim_files(request: ServiceRequest, *, old: Mapping[str, Any], by: User) -> None:
    """Let the uploads that its answers name belong to the request, inside the verb's transaction. Raises Refused."""
    for question in request.form.questions if request.form else ():
        if question.kind == Kind.FILE:
            had = old.get(question.code, ())
            new = [UUID(pk) for pk in request.answers.get(question.code, ()) if pk not in had]
            bring(request, new, by=by, field=question.code)


def amended(request: ServiceRequest, answered: Answered) -> dict[str, list[Any]]:
    """Old and new of every answer that is another one now, by code; None for no answer. Raises as `settle`."""
    if request.form is None or answered.form != request.form_id:
        raise Refused(_("These answers belong to another form."))
    if answered.errors:
        raise Unanswered(request.form, answered.errors)
    old, new = request.answers, answered.answers
    codes = dict.fromkeys([*old, *new])
    return {code: [old.get(code), new.get(code)] for code in codes if old.get(code) != new.get(code)}
