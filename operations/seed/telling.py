"""What some of the cast chose to be told, so that the pages about it have something to show; and nothing to be sent."""

from __future__ import annotations

from requests_app.models import Delivery, NotificationSettings, ServiceRequest, Told, WebhookHost
from requests_app.notifications import muting, topics

from .world import World

HOSTS = (("hooks.blue-harbour.example", "Chat"), ("*.automation.example", ""))


def choose(world: World) -> None:
    """After all news are told: from now on choices count, and nobody is mailed about an invented past."""
    Delivery.objects.all().delete()
    cast = world.staff.cast
    muting.choose(cast["olga.petrova"], topics.named(topics.QUEUE), Told.EMAIL, wanted=True)
    muting.choose(cast["olga.petrova"], topics.named(topics.THANKS), Told.EMAIL, wanted=True)
    muting.choose(cast["li.wei"], topics.named("ratings"), Told.EMAIL, wanted=False)
    daily = {"pace": NotificationSettings.Pace.DAILY, "daily_at": 16}
    NotificationSettings.objects.create(person=cast["maria.schulz"], **daily)
    finished = ServiceRequest.objects.of(cast["li.wei"]).finished().newest_first().first()
    if finished is not None:
        muting.mute(cast["li.wei"], finished, at=world.now)
    WebhookHost.objects.bulk_create(WebhookHost(name=name, note=note) for name, note in HOSTS)
