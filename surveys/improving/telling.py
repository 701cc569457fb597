"""Who hears of an improvement: its owner, and those who were asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app import clock
from requests_app.models import Notification, User
from requests_app.notifications import notify, texts, topics
from requests_app.notifications.texts import Wording
from surveys.models import Improvement, Invitation

# Whoever was asked about a department this long before hears what it did.
ASKED_WITHIN = timedelta(days=365)

IMPROVEMENTS = topics.Topic(
    code="improvements",
    name=pgettext_lazy("topic", "Improvements"),
    about=_("What departments did about what I was asked, and improvements of mine."),
    by_mail=False,
    place=77,
    kinds=("improvement_yours", "improvement_review", "improvement_told", "needs_study_told"),
)


def tell_owner(improvement: Improvement, *, by: User, at: datetime) -> None:
    """Somebody else planned it for them."""
    if improvement.owner is not None and improvement.owner != by:
        key = f"improvement-yours:{improvement.pk}:{improvement.owner_id}"
        notify("improvement_yours", [improvement.owner], key=key, at=at, params=_params(improvement))


def tell_those_asked(improvement: Improvement, *, by: User, at: datetime) -> None:
    """Whoever was asked about it: in its survey, else about the department within a year."""
    asked = Invitation.objects.filter(person__isnull=False, sent_on__lte=at.date())
    if improvement.campaign_id:
        asked = asked.filter(campaign=improvement.campaign_id)
    else:
        asked = asked.filter(department=improvement.department_id, sent_on__gt=at.date() - ASKED_WITHIN)
    people = User.objects.active().filter(pk__in=asked.values("person")).exclude(pk=by.pk)
    params = {**_params(improvement), "department": dict(improvement.department.name)}
    told = {**params, "text": dict(improvement.message)}
    notify("improvement_told", people, key=f"improvement-told:{improvement.pk}", at=at, params=told)


def ask_to_review(now: datetime | None = None) -> int:
    """Tell owners, or whoever began it, that the day of the review has come; how many. Safe to run twice."""
    at = now or clock.now()
    due = Improvement.objects.to_review(at.date()).select_related("owner", "created_by")
    for one in due:
        key = f"improvement-review:{one.pk}:{one.review_on:%F}"
        notify("improvement_review", [one.owner or one.created_by], key=key, at=at, params=_params(one))
    return len(due)


def _params(improvement: Improvement) -> dict[str, object]:
    return {"improvement": improvement.pk, "name": dict(improvement.title)}


def _its_page(notification: Notification) -> str:
    return reverse("improvements:detail", args=[notification.params["improvement"]])


def _what_was_done(notification: Notification) -> str:
    return reverse("improvements:told")


def register_all() -> None:
    topics.register(IMPROVEMENTS)
    for kind, wording in WORDINGS.items():
        texts.register(kind, wording)


WORDINGS = {
    "improvement_yours": Wording(
        subject=_("An improvement is yours: %(name)s"),
        line=_("You own the improvement “%(name)s”."),
        why=_("You get this because you were named as its owner."),
        action=_("Open it"),
        link=_its_page,
    ),
    "improvement_review": Wording(
        subject=_("Did it help? %(name)s"),
        line=_("It is time to look what became of “%(name)s”. The figures before and after are ready."),
        why=_("You get this because you own the improvement."),
        action=_("Review it"),
        link=_its_page,
    ),
    "improvement_told": Wording(
        subject=_("You said, %(department)s did: %(name)s"),
        line=_("You were asked about %(department)s. This came of it: “%(name)s”."),
        why=_("You get this because you were asked."),
        action=_("Read it"),
        link=_what_was_done,
    ),
}
