"""The verbs of a service's form: save a draft, publish it, throw it away. Nothing else writes FormVersion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from requests_app.fields.drafting import problems
from requests_app.fields.questions import Kind, Question

from .configuration import changing
from .models import FormVersion, Service, User
from .transitions.base import Refused, StaleForm, moment


@transaction.atomic
def save(
    service: Service, questions: Sequence[Question], *, edition: int, by: User | None, now: datetime | None = None
) -> FormVersion:
    """Write the draft, begun where there is none. `edition`: of the draft that was seen, 0 for none; else StaleForm."""
    draft = _locked(service, edition)
    if draft is None:
        draft = FormVersion(service=service, number=_next_number(service))
    draft.fields = [question.as_json() for question in questions]
    draft.edition += 1
    draft.edited_at, draft.edited_by = moment(now), by
    draft.save()
    return draft


@transaction.atomic
def publish(service: Service, *, edition: int, by: User | None, now: datetime | None = None) -> FormVersion:
    """From now on the service asks this. Raises Refused while the form has problems, StaleForm as `save` does."""
    draft = _locked(service, edition)
    if draft is None:
        raise Refused(_("There is no draft to publish."))
    if found := problems(draft.questions, kinds=published_kinds(service)):
        raise Refused(found[0].text)
    at = moment(now)
    with changing(service, by=by, at=at):
        draft.published_at, draft.published_by = at, by
        draft.save(update_fields=["published_at", "published_by"])
    return draft


@transaction.atomic
def remove(service: Service, *, edition: int) -> None:
    """Throw the draft away; what is published stays. Raises StaleForm as `save` does."""
    draft = _locked(service, edition)
    if draft is not None:
        draft.delete()


def published_kinds(service: Service) -> dict[str, Kind]:
    """Of every question that a published version of its form ever asked: a code never changes its kind."""
    forms = FormVersion.objects.of(service).published().newest_first()
    return {question.code: question.kind for form in forms for question in form.questions}


def _locked(service: Service, edition: int) -> FormVersion | None:
    # The service's row stands for the draft that may not exist yet: two who begin one at once wait for each other.
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    draft = FormVersion.objects.draft_of(service)
    if (draft.edition if draft else 0) != edition:
        raise StaleForm
    return draft


def _next_number(service: Service) -> int:
    last: int | None = FormVersion.objects.of(service).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
