"""The three taps are given, and changed for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.models import ServiceRequest, User
from requests_app.transitions import Refused

from . import access
from .models import Invitation, Rating, SurveyPreference
from .rules import EDIT_WINDOW
from .signals import rating_saved


@dataclass(frozen=True, slots=True)
class Answer:
    """`csat` and `ces` are 1 (worst) to 5 (best), None where the person cannot judge."""

    solved: str
    csat: int | None
    ces: int | None
    comment: str = ""
    handler_may_see: bool = False


@transaction.atomic
def answer(request: ServiceRequest, given: Answer, *, by: User, now: datetime | None = None) -> Rating:
    """Store the one answer of the person who was invited, or change it within rules.EDIT_WINDOW.

    Raises Invitation.DoesNotExist if `by` was not asked about this request, Refused if it is too late, or too early
    because the department is working on it again.
    """
    at = now or clock.now()
    mine = Invitation.objects.of(by).to_rate(request)
    # Locked alone: a join to the rating, which may not exist, cannot be locked. Then read as it is now.
    mine.select_for_update().get()
    invitation = mine.for_answering().get()
    rating = access.rating_of(invitation)
    if not access.can_answer(invitation, now=at):
        raise Refused(too_early() if rating is None else too_late())
    if rating is None:
        rating = Rating(request=request, rater=by, department=invitation.department, answered_at=at)
    rating.solved, rating.csat, rating.ces = given.solved, given.csat, given.ces
    # Of two answers sent at once, the one that waited for the other began earlier.
    rating.comment, rating.changed_at = given.comment.strip(), max(at, rating.answered_at)
    rating.handler_may_see = given.handler_may_see and invitation.handler_id is not None
    rating.save()
    mine.update(done=True)
    rating_saved.send(sender=Rating, rating=rating, request=rating.request)
    return rating


def too_early() -> str:
    return _("The department works on it again. You can rate it when it is done.")


def too_late() -> str:
    hours = EDIT_WINDOW // timedelta(hours=1)
    return _("An answer can be changed for %(hours)s hours. They are over, so it stays as it is.") % {"hours": hours}


def set_opt_out(person: User, opted_out: bool, *, now: datetime | None = None) -> None:
    """Ask this person no more, or again. Invitations that are already there stay open."""
    changes = {"opted_out": opted_out, "changed_at": now or clock.now()}
    SurveyPreference.objects.update_or_create(person=person, defaults=changes)


def is_opted_out(person: User) -> bool:
    return SurveyPreference.objects.filter(person=person, opted_out=True).exists()
