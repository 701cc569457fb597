"""Who hears of a session: those it is offered to, and whoever has a place. A seat comes with a calendar file.

Colleagues hear of an offer at once. Those who ask the department for something may be thousands: a worker tells them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app import clock
from requests_app.models import Notification, ServiceRequest, User
from requests_app.notifications import News, notify, notify_all, texts, topics
from requests_app.notifications.body import Enclosure
from requests_app.notifications.texts import Wording
from surveys.models import TrainingPlace, TrainingSession

from .calendar_file import KIND, NAME, calendar_file

TRAINING = topics.Topic(
    code="training",
    name=pgettext_lazy("topic", "Training"),
    about=_("Sessions offered to my department, my place in one, changes and reminders."),
    place=79,
    kinds=("training_offered", "training_seat", "training_changed", "training_cancelled", "training_soon"),
)

# By itself under the bell alone: what another department offers is no reason for a mail, unless somebody wants it so.
OFFERS = topics.Topic(
    code="training_offers",
    name=_("Training of other departments"),
    about=_("Sessions that departments offer me because I asked them for something lately."),
    by_mail=False,
    place=82,
    kinds=("training_open",),
)
ASKED_WITHIN = timedelta(days=180)


def tell_of_offer(session: TrainingSession, *, by: User, at: datetime) -> None:
    """To colleagues. Those who ask the department for something hear of it from `tell_requesters`."""
    if session.offered_to == TrainingSession.Offered.REQUESTERS:
        return
    people = User.objects.active().working_in(session.department).exclude(pk=by.pk)
    notify("training_offered", people, key=f"training-offered:{session.pk}", at=at, params=_params(session))


def tell_requesters(session: TrainingSession, *, at: datetime) -> None:
    """Whoever asked the department for something within ASKED_WITHIN and is not signed up yet; each of them once."""
    if session.offered_to == TrainingSession.Offered.COLLEAGUES:
        return
    since = session.created_at - ASKED_WITHIN
    asked = ServiceRequest.objects.live().filter(department=session.department, filed_at__gte=since)
    people = User.objects.active().filter(pk__in=asked.order_by().values("requester"))
    others = people.exclude(pk__in=User.objects.working_in(session.department).values("pk"))
    new = others.exclude(pk__in=session.places.values("person")).exclude(pk=session.created_by_id)
    key = f"training-open:{session.pk}"
    notify_all([News(kind="training_open", recipients=new, key=key, at=at, params=_params(session), email=False)])


def tell_of_seat(place: TrainingPlace, *, at: datetime) -> None:
    """Each time anew: whoever withdrew and comes back has a seat again."""
    key = f"training-seat:{place.session_id}:{place.pk}"
    notify("training_seat", [place.person], key=key, at=at, params=_params(place.session))


def tell_of_change(session: TrainingSession, *, by: User, at: datetime) -> None:
    key = f"training-changed:{session.pk}:{session.edition}"
    notify("training_changed", _signed_up(session, but=by), key=key, at=at, params=_params(session))


def tell_of_cancellation(session: TrainingSession, *, by: User, at: datetime) -> None:
    params = {**_params(session), "text": session.cancelled_because}
    people = _signed_up(session, but=by)
    notify("training_cancelled", people, key=f"training-cancelled:{session.pk}", at=at, params=params)


def _signed_up(session: TrainingSession, *, but: User) -> Iterable[User]:
    people: Iterable[User] = User.objects.active().filter(pk__in=session.places.values("person")).exclude(pk=but.pk)
    return people


def tell_that_it_is_soon(session: TrainingSession, *, at: datetime) -> None:
    seated = session.places.filter(state=TrainingPlace.State.SEAT).values("person")
    key = f"training-soon:{session.pk}:{session.starts_at:%FT%R}"
    notify("training_soon", User.objects.active().filter(pk__in=seated), key=key, at=at, params=_params(session))


def _params(session: TrainingSession) -> dict[str, object]:
    return {
        "session": session.pk,
        "name": dict(session.title),
        "department": dict(session.department.name),
        "begins_at": session.starts_at.isoformat(),
    }


def _its_page(notification: Notification) -> str:
    return reverse("training:detail", args=[notification.params["session"]])


def _as_calendar_file(notification: Notification) -> list[Enclosure]:
    """As the session is when the mail goes out, not as it was when the row was written."""
    session = TrainingSession.objects.filter(pk=notification.params["session"]).first()
    return [] if session is None else [Enclosure(NAME, calendar_file(session, at=clock.now()), KIND)]


def register_all() -> None:
    topics.register(TRAINING)
    topics.register(OFFERS)
    for kind, wording in WORDINGS.items():
        texts.register(kind, wording)


_of_my_place = partial(
    Wording, why=_("You get this because you signed up."), action=_("Open the session"), link=_its_page
)
WORDINGS = {
    "training_offered": Wording(
        subject=_("Training: %(name)s"),
        line=_("%(department)s offers you training: “%(name)s”. It begins: %(begins_at)s."),
        why=_("You get this because you serve in the department."),
        action=_("Look and sign up"),
        link=_its_page,
    ),
    "training_open": Wording(
        subject=_("Training: %(name)s"),
        line=_("%(department)s offers you training: “%(name)s”. It begins: %(begins_at)s."),
        why=_("You get this because you asked the department for something lately."),
        action=_("Look and sign up"),
        link=_its_page,
    ),
    "training_seat": _of_my_place(
        subject=_("You have a seat: %(name)s"),
        line=_("You have a seat in “%(name)s”. It begins: %(begins_at)s."),
        encloses=_as_calendar_file,
    ),
    "training_changed": _of_my_place(
        subject=_("Changed: %(name)s"),
        line=_("Time or place of “%(name)s” has changed. It begins: %(begins_at)s."),
        encloses=_as_calendar_file,
    ),
    "training_cancelled": _of_my_place(
        subject=_("Called off: %(name)s"),
        line=_("“%(name)s” does not take place. It should have begun: %(begins_at)s."),
        encloses=_as_calendar_file,
    ),
    "training_soon": _of_my_place(
        subject=_("Soon: %(name)s"),
        line=_("“%(name)s” begins: %(begins_at)s."),
        urgent=True,
    ),
}
