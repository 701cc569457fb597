"""Who hears of suggestions: those who lead the department, the morning after; whoever signed or supports one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app import clock
from requests_app.models import Department, Notification, User
from requests_app.notifications import notify, texts, topics
from requests_app.notifications.texts import Wording
from surveys.models import Suggestion, SuggestionAnswer, SuggestionAuthor, SuggestionSupport

AT_ONCE = 200

SUGGESTIONS = topics.Topic(
    code="suggestions",
    name=pgettext_lazy("topic", "Suggestions"),
    about=_("Suggestions to the department I lead, and answers to those I signed or support."),
    by_mail=False,
    place=78,
    kinds=("suggestion_made", "suggestion_answered"),
)


def announce(now: datetime | None = None) -> int:
    """Tell managers of suggestions of earlier days; how many. Safe to run twice and by many at once.

    Never on the day itself: when somebody was told would say when somebody wrote.
    """
    at = now or clock.now()
    # A day that is over everywhere.
    over = (at - timedelta(hours=14)).date()
    with transaction.atomic():
        rows = Suggestion.objects.to_announce(over).select_for_update(skip_locked=True)
        due = list(rows.order_by("department", "id")[:AT_ONCE])
        departments = Department.objects.in_bulk({one.department for one in due})
        for one in due:
            department = departments[one.department]
            params = {**_params(one), "department": dict(department.name), "until_day": one.answer_by.isoformat()}
            people = User.objects.active().managing(department)
            notify("suggestion_made", people, key=f"suggestion:{one.pk}", at=at, params=params)
        Suggestion.objects.filter(pk__in=[one.pk for one in due]).update(announced=True)
    return len(due)


def tell_of_answer(answer: SuggestionAnswer) -> None:
    suggestion = answer.suggestion
    supports = SuggestionSupport.objects.filter(suggestion=suggestion).values("person")
    signed = SuggestionAuthor.objects.filter(suggestion=suggestion).values("person")
    people = User.objects.active().filter(Q(pk__in=supports) | Q(pk__in=signed)).exclude(pk=answer.by_id)
    params = {**_params(suggestion), "text": answer.reason}
    notify("suggestion_answered", people, key=f"suggestion-answer:{answer.pk}", at=answer.at, params=params)


def _params(suggestion: Suggestion) -> dict[str, object]:
    return {"suggestion": str(suggestion.pk), "name": suggestion.title}


def _its_page(notification: Notification) -> str:
    return reverse("suggestions:detail", args=[notification.params["suggestion"]])


def register_all() -> None:
    topics.register(SUGGESTIONS)
    for kind, wording in WORDINGS.items():
        texts.register(kind, wording)


WORDINGS = {
    "suggestion_made": Wording(
        subject=_("A suggestion to %(department)s: %(name)s"),
        line=_("Somebody suggests to %(department)s: “%(name)s”. Answer by: %(until_day)s."),
        why=_("You get this because you lead the department."),
        action=_("Answer"),
        link=_its_page,
    ),
    "suggestion_answered": Wording(
        subject=_("Answered: %(name)s"),
        line=_("The suggestion “%(name)s” has an answer."),
        why=_("You get this because you signed or support it."),
        action=_("Read it"),
        link=_its_page,
    ),
}
