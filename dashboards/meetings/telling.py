"""Who hears of a meeting: those invited, with a file for their calendar; and whoever is to do what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import calendar_file, clock
from requests_app.calendar_file import KIND, Event
from requests_app.models import Notification, User
from requests_app.notifications import notify, texts, topics
from requests_app.notifications.body import Enclosure
from requests_app.notifications.texts import Wording

from .models import ReviewDecision, ReviewMeeting

NAME = "service-review.ics"
REMIND_BEFORE = timedelta(hours=24)

REVIEWS = topics.Topic(
    code="service_reviews",
    name=gettext_lazy("Service reviews"),
    about=gettext_lazy("Meetings of departments I am invited to, and what they ask me to do."),
    place=74,
    kinds=("review_planned", "review_changed", "review_cancelled", "review_soon", "review_decided"),
)


def tell_of_plan(meeting: ReviewMeeting, *, by: User, at: datetime) -> None:
    """Whoever planned it gets the calendar file too."""
    notify("review_planned", _invited(meeting), key=f"review-planned:{meeting.pk}", at=at, params=_params(meeting))


def tell_invited(meeting: ReviewMeeting, person: User, *, at: datetime) -> None:
    notify("review_planned", [person], key=f"review-planned:{meeting.pk}", at=at, params=_params(meeting))


def tell_of_change(meeting: ReviewMeeting, *, by: User, at: datetime) -> None:
    key = f"review-changed:{meeting.pk}:{meeting.edition}"
    notify("review_changed", _invited(meeting), key=key, at=at, params=_params(meeting))


def tell_of_cancellation(meeting: ReviewMeeting, *, by: User, at: datetime) -> None:
    params = {**_params(meeting), "text": meeting.cancelled_because}
    notify("review_cancelled", _invited(meeting), key=f"review-cancelled:{meeting.pk}", at=at, params=params)


def tell_of_decision(decision: ReviewDecision, *, by: User, at: datetime) -> None:
    """Whoever owns it, unless they wrote it down themselves."""
    owner = decision.improvement.owner
    if owner is None or owner == by:
        return
    about = {"improvement": decision.improvement_id, "until_day": decision.until_on.isoformat(), "text": decision.text}
    params = {**_params(decision.meeting), **about}
    notify("review_decided", [owner], key=f"review-decided:{decision.pk}", at=at, params=params)


def remind_due(now: datetime | None = None) -> int:
    """Tell those invited that it is soon; how many meetings. Safe to run twice and by many at once."""
    at = now or clock.now()
    soon = ReviewMeeting.objects.planned().filter(starts_at__gt=at, starts_at__lte=at + REMIND_BEFORE)
    due = list(soon.filter(reminded_at=None).select_related("review"))
    for meeting in due:
        key = f"review-soon:{meeting.pk}:{meeting.starts_at:%FT%R}"
        notify("review_soon", _invited(meeting), key=key, at=at, params=_params(meeting))
    ReviewMeeting.objects.filter(pk__in=[one.pk for one in due]).update(reminded_at=at)
    return len(due)


def file_of(meeting: ReviewMeeting, *, at: datetime) -> str:
    """For a calendar, in the active language."""
    event = Event(
        uid=f"service-review-{meeting.pk}",
        sequence=meeting.edition,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=_("Service review: %(departments)s") % {"departments": meeting.review},
        place=meeting.place or meeting.link,
        text="\n".join(filter(None, (meeting.link, settings.BASE_URL + _path(meeting.pk)))),
        path=_path(meeting.pk),
        is_off=meeting.state == ReviewMeeting.State.CANCELLED,
    )
    return calendar_file.calendar_file(event, product="Service review", at=at)


def _invited(meeting: ReviewMeeting) -> Iterable[User]:
    people: Iterable[User] = meeting.people.filter(is_active=True)
    return people


def _params(meeting: ReviewMeeting) -> dict[str, Any]:
    return {"meeting": meeting.pk, "name": _in_every_language(meeting), "begins_at": meeting.starts_at.isoformat()}


def _in_every_language(meeting: ReviewMeeting) -> dict[str, str]:
    names = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            names[code] = str(meeting.review)
    return names


def _path(pk: int) -> str:
    return reverse("meetings:meeting", args=[pk])


def _its_page(notification: Notification) -> str:
    return _path(notification.params["meeting"])


def _as_file(notification: Notification) -> list[Enclosure]:
    """As the meeting is when the mail goes out, not as it was when the row was written."""
    meeting = ReviewMeeting.objects.filter(pk=notification.params["meeting"]).select_related("review").first()
    return [] if meeting is None else [Enclosure(NAME, file_of(meeting, at=clock.now()), KIND)]


def register_all() -> None:
    topics.register(REVIEWS)
    for kind, wording in WORDINGS.items():
        texts.register(kind, wording)


_of_a_meeting = partial(
    Wording,
    why=gettext_lazy("You get this because you are invited."),
    action=gettext_lazy("Open the meeting"),
    link=_its_page,
)
WORDINGS = {
    "review_planned": _of_a_meeting(
        subject=gettext_lazy("Service review: %(name)s"),
        line=gettext_lazy("You are invited to the service review of %(name)s. It begins: %(begins_at)s."),
        encloses=_as_file,
    ),
    "review_changed": _of_a_meeting(
        subject=gettext_lazy("Changed: service review of %(name)s"),
        line=gettext_lazy("Time or place of the service review of %(name)s has changed. It begins: %(begins_at)s."),
        encloses=_as_file,
    ),
    "review_cancelled": _of_a_meeting(
        subject=gettext_lazy("Called off: service review of %(name)s"),
        line=gettext_lazy("The service review of %(name)s does not take place. It should have begun: %(begins_at)s."),
        encloses=_as_file,
    ),
    "review_soon": _of_a_meeting(
        subject=gettext_lazy("Soon: service review of %(name)s"),
        line=gettext_lazy("The service review of %(name)s begins: %(begins_at)s. Its agenda is ready."),
        urgent=True,
    ),
    "review_decided": Wording(
        subject=gettext_lazy("Decided, and yours to do: service review of %(name)s"),
        line=gettext_lazy("The service review of %(name)s decided something that you own. Done by: %(until_day)s."),
        why=gettext_lazy("You get this because you own it."),
        action=gettext_lazy("Open the improvement"),
        link=lambda notification: reverse("improvements:detail", args=[notification.params["improvement"]]),
    ),
}
