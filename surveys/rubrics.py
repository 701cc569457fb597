"""What is looked at in finished requests of a service, how often and by whom: every write of a rubric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.configuration import changing
from requests_app.configuration.ours import in_every_language
from requests_app.models import Service, User
from requests_app.transitions import Refused

from .models import Rubric

FEWEST_CRITERIA, MOST_CRITERIA = 3, 6


@dataclass(frozen=True, slots=True)
class Plan:
    """`criteria` are texts by language, `percent` of 100 finished requests are drawn for one of `reviewers`."""

    criteria: Sequence[Mapping[str, str]]
    percent: int
    reviewers: Sequence[User]


def set_rubric(service: Service, plan: Plan | None, *, by: User | None, now: datetime | None = None) -> Rubric | None:
    """In place of the rubric so far; None: nothing is reviewed any more. Raises Refused.

    Other criteria make another version, since scores of the one cannot be added to those of the other.
    """
    with changing(service, by=by):
        Service.objects.select_for_update(no_key=True).get(pk=service.pk)
        return _write(service, plan, now or clock.now())


def _write(service: Service, plan: Plan | None, at: datetime) -> Rubric | None:
    known = Rubric.objects.in_use().filter(service=service).first()
    if plan is None:
        _end(known, at)
        return None
    _check(service, plan)
    criteria = [{"key": str(number), "text": dict(text)} for number, text in enumerate(plan.criteria, 1)]
    if known is None or known.criteria != criteria:
        _end(known, at)
        number = Rubric.objects.filter(service=service).count() + 1
        known = Rubric(service=service, number=number, criteria=criteria, since=at)
    known.percent = plan.percent
    known.save()
    known.reviewers.set(plan.reviewers)
    return known


def _end(rubric: Rubric | None, at: datetime) -> None:
    if rubric is not None:
        rubric.ended_at = at
        rubric.save(update_fields=["ended_at"])


def _check(service: Service, plan: Plan) -> None:
    if not FEWEST_CRITERIA <= len(plan.criteria) <= MOST_CRITERIA:
        told = {"fewest": FEWEST_CRITERIA, "most": MOST_CRITERIA}
        raise Refused(_("A rubric has %(fewest)s to %(most)s criteria.") % told)
    if len(plan.reviewers) < 2:
        raise Refused(_("Name at least two reviewers: nobody reviews their own work."))
    strangers = [person for person in plan.reviewers if not person.works_in(service.provider_id)]
    if strangers:
        raise Refused(_("%(person)s does not work in this department.") % {"person": strangers[0]})


def in_words(service: Service) -> list[dict[str, str]]:
    """The rubric in use, for the list of changes: its criteria, the share, the reviewers."""
    rubric = Rubric.objects.in_use().filter(service=service).first()
    if rubric is None:
        return []
    share = in_every_language(lambda: _("%(number)s %%") % {"number": rubric.percent})
    people = [f"{one.display_name} ({one.email})" for one in rubric.reviewers.order_by("pk")]
    return [
        *(dict(text) for text in rubric.texts.values()),
        share,
        *(in_every_language(lambda one=one: one) for one in people),
    ]
