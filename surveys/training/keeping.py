"""What the portal keeps of training: changes in the list of changes, who led it when they leave, names for how long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from requests_app import clock, configuration, leaving, retention
from requests_app.leaving import Holding, Item, Moved
from requests_app.models import User
from requests_app.undertakings import Step
from surveys.models import TrainingPlace, TrainingSession
from surveys.models.training import SessionQuerySet

from . import telling, verbs

FIELDS = (
    "improvement",
    "title",
    "text",
    "starts_at",
    "ends_at",
    "place",
    "link",
    "seats",
    "offered_to",
    "led_by",
    "state",
    "cancelled_because",
    "came",
)


def _led(person: User) -> SessionQuerySet:
    return TrainingSession.objects.to_come(clock.now()).filter(led_by=person).select_related("improvement__department")


def _items(person: User) -> list[Item]:
    return [
        Item(
            code=f"training:{session.pk}",
            title=_("Leads the training “%(name)s”") % {"name": session.title},
            takers=User.objects.active().exclude(pk=person.pk).by_name(),
            otherwise=_("It keeps the name; managers of the department change it"),
            proposed=User.objects.active().managing(session.department).exclude(pk=person.pk).order_by("pk").first(),
        )
        for session in _led(person).soonest_first()
    ]


def _hand_on(moved: Moved) -> Iterator[Step]:
    if moved.taker is None:
        return
    for session in _led(moved.person).filter(pk=moved.about):
        yield Step(f"training:{session.pk}", str(session), partial(verbs.hand_on, session, moved.taker, by=moved.by))


def _old_places(before: datetime) -> QuerySet[TrainingPlace]:
    return TrainingPlace.objects.filter(session__ends_at__lt=before)


def register_all() -> None:
    telling.register_all()
    leaving.register(Holding("training", _items, _hand_on))
    configuration.register(
        configuration.Kind(
            code="training",
            label=pgettext_lazy("configuration", "Training session"),
            model=TrainingSession,
            fields=FIELDS,
            labels={"improvement": gettext_lazy("Improvement"), "came": pgettext_lazy("training", "Came")},
            page=lambda pk: reverse("training:detail", args=[pk]),
        )
    )
    retention.register(
        retention.Data(
            code="training_places",
            label=gettext_lazy("Who signed up for training"),
            older_than=gettext_lazy("Removed so many days after the session"),
            about=gettext_lazy("Names of who signed up and who came, by the end of the session. How many came stays."),
            least=90,
            rows=_old_places,
            remove=lambda pks: TrainingPlace.objects.filter(pk__in=pks).delete(),
        )
    )
