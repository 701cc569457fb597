"""Pages of figures that somebody has sent to themselves, in their language, and the note of the last morning."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone, translation

from dashboards.models import ReportSubscription
from dashboards.morning import telling as morning
from dashboards.reports import keeping
from dashboards.reports.reading import Address, page_of
from requests_app.models import Notification, User

from .world import World

Rhythm = ReportSubscription.Rhythm
HOURS = 24
# Whoever leads these has their figures sent.
WEEKLY = ("it", "finance", "logistics")
OF_THE_COMPANY = Address("/figures/", "period=90d")


def subscribe(world: World) -> None:
    """Once the figures are counted: a report is called as its page is."""
    for code in WEEKLY:
        leader = world.staff.managers[world.departments[code].pk][0]
        _keep(leader, Address(f"/dashboards/{code}/", "period=30d"), Rhythm.WEEKLY, world.now)
    _keep(world.staff.cast["ada.lind"], OF_THE_COMPANY, Rhythm.MONTHLY, world.now)


def _keep(person: User, address: Address, rhythm: str, now: datetime) -> None:
    with translation.override(person.language), timezone.override(person.zone):
        page = page_of(person, address, now)
    keeping.subscribe(person, address, rhythm, name=page.name, now=now)


def tell_of_the_morning(world: World) -> None:
    """As the job would have, in every hour of the last day: a working day begins at another moment in each place."""
    for hours in range(HOURS, -1, -1):
        morning.tell_due(now=world.now - timedelta(hours=hours))
    # Nobody opens the bell of the others.
    Notification.objects.filter(kind=morning.KIND).exclude(recipient__in=world.staff.cast.values()).delete()
