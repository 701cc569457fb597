"""What people of the demo looked for in vain: some words of many, some of a few, which nobody is shown."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from requests_app.search import unmet

from .dice import dice
from .world import World

# Words as they are typed, and how many people look for them in the three months that end today.
MISSED = (
    ("standing desk", 14),
    ("VPN abroad", 11),
    ("打印机 墨盒", 9),
    ("возврат ноутбука", 8),
    ("second monitor arm", 7),
    ("bank details", 6),
    ("出差 补贴", 6),
    ("абонемент в спортзал", 5),
    ("parking for visitors", 5),
    ("notice period", 3),
    ("lost badge at night", 2),
)
DAYS = 85


def miss(world: World) -> None:
    """Each of them searched on some day; the portal keeps month and words."""
    people = sorted(world.staff.users, key=lambda person: person.email)
    for said, number in MISSED:
        rng = dice(world.year.today, "missed", said)
        for person in rng.sample(people, min(number, len(people))):
            day = world.year.today - timedelta(days=rng.randrange(DAYS))
            unmet.count(person, said, at=datetime.combine(day, time(12), UTC))
