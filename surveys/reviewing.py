"""Drawing finished requests for a review, scoring them, answering. Nothing about a request changes by it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import access, clock
from requests_app.models import ServiceRequest, User
from requests_app.notifications import News, notify_all
from requests_app.states import Status
from requests_app.transitions import Refused

from .models import Review, Rubric

# What was finished earlier, nobody remembers well enough to be coached about.
DRAWN_WITHIN = timedelta(days=14)
DONE_WITHIN = timedelta(days=14)
SCORES = (0, 1, 2)


def draw_due(*, now: datetime | None = None) -> int:
    """Draw for every rubric in use what was finished lately; how many. Safe to run twice and by many at once."""
    at = now or clock.now()
    return sum(_draw(pk, at) for pk in Rubric.objects.in_use().order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _draw(pk: int, at: datetime) -> int:
    rubric = Rubric.objects.in_use().select_for_update(skip_locked=True, no_key=True).filter(pk=pk).first()
    if rubric is None:
        return 0
    return sum(_ask(rubric, request, at) for request in _finished(rubric, at) if is_drawn(rubric, request.pk))


def _finished(rubric: Rubric, at: datetime) -> list[ServiceRequest]:
    """Closed since the rubric counts, by somebody who still is there, and not drawn yet; oldest first."""
    since = max(rubric.since, at - DRAWN_WITHIN)
    closed = ServiceRequest.objects.for_service(rubric.service).live().filter(status=Status.CLOSED)
    lately = closed.filter(closed_at__gte=since, closed_at__lte=at, quality_review=None)
    mine = lately.filter(department=rubric.service.provider_id, assignee__is_active=True)
    return list(mine.for_list().order_by("closed_at", "pk"))


def is_drawn(rubric: Rubric, request: int) -> bool:
    """By chance, and always the same: whoever asks again gets no other answer."""
    drawn = sha256(f"{rubric.service.code}:{rubric.number}:{request}".encode()).digest()
    return int.from_bytes(drawn[:8], "big") * 100 < rubric.percent * 2**64


def _ask(rubric: Rubric, request: ServiceRequest, at: datetime) -> bool:
    reviewer, owner = _reviewer(rubric, request, at), request.assignee
    if reviewer is None or owner is None:
        return False  # the next round looks again
    review = Review.objects.create(
        request=request,
        rubric=rubric,
        department=request.department,
        reviewer=reviewer,
        owner=owner,
        drawn_at=at,
        due_at=at + DONE_WITHIN,
    )
    rubric.last = reviewer
    rubric.save(update_fields=["last"])
    _tell("review_asked", review, reviewer, at, until_day=review.due_at.date().isoformat())
    return True


def _reviewer(rubric: Rubric, request: ServiceRequest, at: datetime) -> User | None:
    """The next of the reviewers who is there, may see it, and had nothing to do with it."""
    people = rubric.reviewers.active().working_in(request.department).with_absence(at).with_roles()
    concerned = (request.assignee_id, request.requester_id, request.filed_by_id)
    in_turn = sorted(people, key=lambda one: (one.pk <= (rubric.last_id or 0), one.pk))
    for person in in_turn:
        if person.pk not in concerned and person.away_until is None and access.can_work(person, request):
            found: User = User.objects.get(pk=person.pk)
            return found
    return None


@transaction.atomic
def score(
    review: Review, scores: Mapping[str, int | None], coaching: str, *, by: User, now: datetime | None = None
) -> Review:
    """Say how it was, once; None for what does not apply. The owner is told that there is something to read."""
    review, at = _held(review), now or clock.now()
    if review.reviewer_id != by.pk or not review.is_open:
        raise Refused(_("This review is closed."))
    if set(scores) != set(review.rubric.texts) or not all(one is None or one in SCORES for one in scores.values()):
        raise Refused(_("Say something about every criterion."))
    review.scores, review.coaching, review.scored_at = dict(scores), coaching.strip(), at
    review.save(update_fields=["scores", "coaching", "scored_at"])
    _tell("review_done", review, review.owner, at, actor=by.display_name)
    return review


@transaction.atomic
def answer(review: Review, text: str, *, by: User, now: datetime | None = None) -> Review:
    """The owner's one word on it, for the reviewer."""
    review, at = _held(review), now or clock.now()
    if review.owner_id != by.pk or review.scored_at is None or review.answered_at is not None:
        raise Refused(_("This review is closed."))
    if not text.strip():
        raise Refused(_("Write a text first."))
    review.answer, review.answered_at = text.strip(), at
    review.save(update_fields=["answer", "answered_at"])
    _tell("review_answered", review, review.reviewer, at, actor=by.display_name)
    return review


def lapse_due(*, now: datetime | None = None) -> int:
    """Let go of what was not done in time; nobody is told."""
    at = now or clock.now()
    return Review.objects.overdue(at).update(lapsed_at=at)


def _held(review: Review) -> Review:
    return Review.objects.select_for_update(no_key=True, of=("self",)).for_list().get(pk=review.pk)


def _tell(kind: str, review: Review, to: User, at: datetime, **params: str) -> None:
    key, told = f"{kind}:{review.pk}", {"review": review.pk, **params}
    news = News(kind=kind, recipients=[to], key=key, at=at, request=review.request, params=told, email=False)
    notify_all([news])
