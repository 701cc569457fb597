"""The whole demo company, made in one transaction: all of it, or nothing that would stop the next attempt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module

from django.apps import apps
from django.db import connection, transaction

from dashboards import rollups
from dashboards.journey import counting
from requests_app.attachments import storing
from requests_app.models import Attachment, Department

from . import (
    announced,
    approvals,
    articles,
    campaigns,
    catalogue,
    conversation,
    desk,
    files,
    filing,
    filing_times,
    forms,
    history,
    improving,
    keeping,
    letters,
    meetings,
    merged,
    notices,
    offered,
    people,
    quality,
    queues,
    ratings,
    reports,
    scenes,
    searches,
    sheets,
    standards,
    steering,
    telling,
    templates,
    together,
    training,
    work,
)
from .rhythm import Year
from .standards import Book
from .world import World

OURS = ("requests_app", "sla", "surveys", "dashboards", "operations", "sessions")
FILLING = (
    "requests_app.migrations.0002_first_reasons_for_waiting",
    "surveys.migrations.0002_first_questionnaires",
)


class AlreadyThere(Exception):
    """The database is somebody's."""


@dataclass(frozen=True, slots=True)
class Made:
    people: int
    services: int
    requests: int
    events: int


Say = Callable[[str], None]


def silent(_words: str) -> None:
    """Nobody is listening."""


@transaction.atomic
def make(now: datetime, *, requests: int, people_count: int, say: Say = silent) -> Made:
    """Make the company as it is at the full hour before `now`. Raises AlreadyThere and people.TooMany."""
    if Department.objects.exists():
        raise AlreadyThere
    now = now.replace(minute=0, second=0, microsecond=0)
    say("People, services and standards")
    world = _found(now, people_count)
    say("Half a year of requests")
    lives = history.draw(world, requests)
    lives = sorted([*lives, *scenes.play(world)], key=lambda life: life.request.filed_at)
    forms.ask(world, lives)
    tales = history.write(world, lives)
    say("Ratings and news")
    ratings.Pollster(world).ask(tales)
    approvals.arrange(world)
    together.tell(world)
    work.arrange(world)
    filing.tell(world)
    offered.offer(world)
    desk.work(world)
    merged.merge(world)
    templates.offer(world)
    quality.look_back(world)
    campaigns.hold(world)
    files.attach(world)
    conversation.make(world)
    articles.write(world)
    announced.make(world)
    queues.save(world)
    sheets.publish(world)
    notices.tell(world)
    reports.tell_of_the_morning(world)
    telling.choose(world)
    letters.bring(world)
    keeping.keep(world)
    say("Figures")
    _analyze()
    rollups.rebuild()
    filing_times.fill(world.year.today)
    searches.miss(world)
    counting.count_all(world.now)
    improving.improve(world)
    training.teach(world)
    steering.steer(world)
    meetings.meet(world)
    reports.subscribe(world)
    return Made(
        people=len(world.staff.users) + len(world.staff.invited),
        services=len(world.offers),
        requests=len(tales),
        events=sum(len(tale.life.events) for tale in tales),
    )


def _found(now: datetime, people_count: int) -> World:
    year = Year(now.date())
    departments = catalogue.make_departments()
    offers = catalogue.make_services(departments)
    staff = people.hire(departments, people_count, joined_at=now - timedelta(days=600))
    weeks = standards.make_calendars(year.years, now=now - timedelta(days=450))
    standards.publish(departments, offers, weeks, by=staff.cast["ada.lind"], now=now)
    standards.plan_closed_day(weeks["logistics"], by=staff.cast["ada.lind"], now=now)
    world = World(now, departments, offers, staff, Book(), year)
    approvals.set_managers(world)
    return world


def _analyze() -> None:
    """Without statistics the planner believes the tables to be empty."""
    with connection.cursor() as cursor:
        for model in _models():
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model)}")


@transaction.atomic
def empty() -> None:
    """Throw away everything the portal holds, people included."""
    tables = ", ".join(connection.ops.quote_name(table) for table in _models())
    for file in Attachment.objects.exclude(stored=""):
        storing.drop_content(file)
    connection.check_constraints()  # PostgreSQL empties no table whose keys are still to be checked
    with connection.cursor() as cursor:
        # Keys go on where they were: processes remember published standards and calendar versions by key.
        cursor.execute(f"TRUNCATE {tables} CONTINUE IDENTITY CASCADE")
    fill()


def fill() -> None:
    """What every new portal begins with, as its migrations write it; what is there already stays."""
    for migration in FILLING:
        import_module(migration).fill(apps, None)


def _models() -> list[str]:
    return [model._meta.db_table for app in OURS for model in apps.get_app_config(app).get_models()]
