"""Every write of a suggestion: suggest, support, answer, put aside, make an improvement of it.

Nothing is written with an unsigned one that knows who wrote it: no author, no news at this moment, no line in a log.
How many somebody suggests a day is counted under a keyed hash, in the cache and nowhere else, until the day is over.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256
from hmac import new as keyed

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock, working_days
from requests_app.models import Department, Service, User
from requests_app.transitions import Refused
from surveys.improving import verbs as improving
from surveys.models import Improvement, Suggestion, SuggestionAnswer, SuggestionAuthor, SuggestionSupport

from . import telling

State = Suggestion.State
# Within so many working days a department answers.
ANSWERED_WITHIN = 10
MOST_A_DAY = 5
SEARCHED = 120  # days in which that many working days lie for sure
ONE_DAY = timedelta(days=1)


def suggest(
    department: Department, title: str, text: str, *, signed_by: User | None, counted: User, now: datetime | None = None
) -> Suggestion:
    """To a department; without a name where `signed_by` is None. Raises Refused after five of a person on one day.

    `counted` is whoever sends it; they are counted and forgotten.
    """
    day = improving.today_of(department, now or clock.now())
    _throttle(counted, day)
    with transaction.atomic():
        made = Suggestion.objects.create(
            department=department.pk, title=title, text=text, day=day, answer_by=promised(department, day)
        )
        if signed_by is not None:
            SuggestionAuthor.objects.create(suggestion=made, person=signed_by)
    return made


def _throttle(person: User, day: date) -> None:
    secret = f"suggestions {settings.SECRET_KEY}".encode()
    key = "suggestions:" + keyed(secret, f"{person.pk} {day}".encode(), sha256).hexdigest()
    cache.add(key, 0, int(ONE_DAY.total_seconds()))
    try:
        made = cache.incr(key)
    except ValueError:
        made = 1  # the cache was emptied in between, and with it what was counted
    if made > MOST_A_DAY:
        raise Refused(_("Five suggestions a day are enough. Come back tomorrow with the next one."))


def promised(department: Department, day: date) -> date:
    """The last working day on which the department answers in time."""
    service = Service.objects.published().filter(provider=department).order_by("pk").first()
    days = working_days.days_of(service, clock.now()) if service else working_days.Weekdays()
    left = ANSWERED_WITHIN
    for number in range(1, SEARCHED):
        one = day + number * ONE_DAY
        left -= days.works_on(one)
        if not left:
            return one
    return day + SEARCHED * ONE_DAY


def support(suggestion: Suggestion, *, by: User) -> None:
    """They want it, too. Raises Refused for what is answered with no, done or put aside."""
    if suggestion.state not in (State.OPEN, State.ACCEPTED):
        raise Refused(_("This suggestion is answered already."))
    SuggestionSupport.objects.get_or_create(suggestion=suggestion, person=by)


def withdraw(suggestion: Suggestion, *, by: User) -> None:
    SuggestionSupport.objects.filter(suggestion=suggestion, person=by).delete()


@transaction.atomic
def answer(
    suggestion: Suggestion, state: str, reason: str, *, by: User, now: datetime | None = None
) -> SuggestionAnswer:
    """What the department says, with its reason; whoever signed or supports it hears. Raises Refused."""
    at = now or clock.now()
    current = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if state == State.OPEN or current.state == state:
        raise Refused(_("It is answered like this already."))
    current.state = state
    current.save(update_fields=["state"])
    said = SuggestionAnswer.objects.create(suggestion=current, state=state, reason=reason, by=by, at=at)
    if state != State.ASIDE:
        telling.tell_of_answer(said)
    return said


@transaction.atomic
def make_improvement(suggestion: Suggestion, *, by: User, now: datetime | None = None) -> Improvement:
    """An idea of the department with the suggestion as its finding; the one there is already where there is one."""
    current = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    known = Improvement.objects.filter(suggestion=current).first()
    if known is not None:
        return known
    department = Department.objects.get(pk=current.department)
    plan = improving.Plan(title={by.language: current.title}, kind=Improvement.Kind.PROCESS, finding=current.text)
    return improving.begin(department, plan, by=by, suggestion=current, now=now)
