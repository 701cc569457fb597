"""Who hears what came of a needs study: those who were asked for it, as far as it is known who they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app.models import Notification, User
from requests_app.notifications import notify, texts
from requests_app.notifications.texts import Wording
from surveys.models import (
    Instrument,
    Invitation,
    NeedsStudy,
    PastAsking,
    StudySource,
    SuggestionAuthor,
    SuggestionSupport,
)

KIND = "needs_study_told"
COMMENTED_WITHIN = timedelta(days=365)


def tell_those_asked(study: NeedsStudy, *, by: User | None, at: datetime) -> None:
    """Once, each in their language. Raises nothing where nobody is known: the word still stands on the common page."""
    people = people_asked(study, at=at)
    params = {
        "study": study.pk,
        "name": study.title,
        "code": study.department.code,
        "department": dict(study.department.name),
        "text": dict(study.message),
    }
    told = people.exclude(pk=by.pk) if by is not None else people
    notify(KIND, told, key=f"needs-study-told:{study.pk}", at=at, params=params)


def people_asked(study: NeedsStudy, *, at: datetime) -> QuerySet[User]:
    """Of its surveys the invited, of its suggestions who signed or supports them, of comments who rated within a year.

    Of interviews and focus groups nobody is written down by name, so nobody is known.
    """
    sources, department = study.sources.all(), study.department_id
    surveys = sources.filter(campaign__isnull=False)
    suggestions = sources.filter(suggestion__isnull=False).values("suggestion")
    found: list[QuerySet[Any]] = [
        Invitation.objects.filter(campaign__in=surveys.values("campaign"), department=department),
        # The survey may have forgotten whom it asked, not that they were asked on that day.
        PastAsking.objects.filter(asked_on__in=surveys.values("campaign__opens_on"), department=department),
        SuggestionAuthor.objects.filter(suggestion__in=suggestions),
        SuggestionSupport.objects.filter(suggestion__in=suggestions),
    ]
    if sources.filter(kind=StudySource.Kind.COMMENTS).exists():
        since = at.date() - COMMENTED_WITHIN
        rated = Invitation.objects.filter(instrument=Instrument.RATING, department=department, sent_on__gt=since)
        found.append(rated)
    keys: set[int] = {pk for rows in found for pk in rows.filter(person__isnull=False).values_list("person", flat=True)}
    people: QuerySet[User] = User.objects.active().filter(pk__in=keys)
    return people


def _what_came_of_it(notification: Notification) -> str:
    return f"{reverse('improvements:told')}?department={notification.params['code']}"


def register_all() -> None:
    texts.register(
        KIND,
        Wording(
            subject=_("You were asked, %(department)s answers: %(name)s"),
            line=_("%(department)s asked what its colleagues need: “%(name)s”. This came of it."),
            why=_("You get this because you were asked."),
            action=_("Read it"),
            link=_what_came_of_it,
        ),
    )
