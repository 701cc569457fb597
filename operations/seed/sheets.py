"""What departments publish so that nobody has to ask: one list that is fresh, one that is late, a text."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from requests_app import sheet_tables, sheets
from requests_app.models import SheetSubscription

from . import content
from .articles import translated
from .dice import dice
from .world import World


def publish(world: World) -> None:
    for raw in content.load("sheets")["sheets"]:
        _publish(world, raw)


def _publish(world: World, raw: dict[str, Any]) -> None:
    department, rng = world.departments[raw["department"]], dice("sheet", raw["title"]["en"])
    columns, rows = sheet_tables.read(raw["table"]["en"]) if "table" in raw else ([], [])
    by = rng.choice(world.staff.serving[department.pk])
    published = sheets.Published(
        kind=raw["kind"],
        title=translated(raw["title"]),
        body=translated(raw["body"]),
        columns=columns,
        rows=rows,
        owner=by,
        every=raw["every"],
        unit=raw["unit"],
    )
    sheet = sheets.begin(department, published, by=by, now=world.now - timedelta(days=raw["since"]))
    readers = rng.sample([user for user in world.staff.users if not user.works_in(department.pk)], raw["readers"])
    SheetSubscription.objects.bulk_create(SheetSubscription(sheet=sheet, user=user) for user in readers)
