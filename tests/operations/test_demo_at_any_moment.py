"""Whenever the demo company is made, by night or when a year begins, every page has somebody to show it to.

Browser tests go through these pages at the hour at which they happen to run. Here the same pages are asked for at other
moments, without a browser.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from pytest_django.fixtures import Settings

from operations.seed import company
from requests_app.models import User
from tests.browser import pages
from tests.conftest import Travel

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("seed")]

# In UTC: Berlin, Moscow and Shanghai are one or two, three and eight hours ahead. 2027 is the first whole year to come.
MOMENTS = {
    "the year begins": "2027-01-01 00:20",
    "sunday night": "2026-11-22 03:10",
    "monday before work": "2026-11-23 00:59",
    "noon in the middle of a week": "2026-11-25 11:30",
    "friday evening": "2026-11-27 20:40",
    "a saturday that ends": "2026-11-28 22:50",
    "the last hour of a month": "2026-11-30 23:10",
    "christmas": "2026-12-25 09:00",
    "chinese new year": "2027-02-08 02:30",
    "the last day of February": "2027-02-28 16:20",
    "clocks go forward": "2027-03-28 01:05",
    "the first of May": "2027-05-01 08:00",
    "after a quarter": "2027-07-01 00:05",
    "the golden week": "2027-10-03 06:00",
    "clocks go back": "2027-10-31 00:50",
    "a leap day": "2028-02-29 11:00",
}
EACH = pytest.mark.long(seconds=17)
REQUESTS, PEOPLE = 150, 60
# Drawn by chance, and certain only where there are thousands of requests; or nothing the demo tells of.
BY_CHANCE = {"request-with-parts", "review", "review-of-mine", "recalculation"}
# Only where letters lie in a folder, as in a portal that was started for a look.
ELSEWHERE = {"mailbox"}
NAMED = re.compile(r'Shown\(\s*f?"([a-z0-9-]+)')


@pytest.mark.parametrize("moment", [pytest.param(at, id=name, marks=EACH) for name, at in MOMENTS.items()])
def test_every_page_is_there_and_answers(moment: str, travel: Travel, settings: Settings) -> None:
    settings.DEMO = True
    travel(moment)
    with transaction.atomic():
        company.make(datetime.fromisoformat(f"{moment}+00:00"), requests=REQUESTS, people_count=PEOPLE)
        shown = pages.pages()
        names = {one.name for one in shown}
        wanted = set(NAMED.findall(Path(pages.__file__).read_text(encoding="utf-8")))
        kinds = {name for name in wanted if name.endswith("-")}  # one for each of something, as `dashboard-{part}`
        missing = wanted - names - {kind for kind in kinds if any(name.startswith(kind) for name in names)}
        answers = {f"{one.name} of {one.who}: {found}" for one in shown if (found := answer_of(one)) != one.status}
        transaction.set_rollback(True)
    assert sorted(missing - BY_CHANCE) == []
    assert sorted(answers) == []


def answer_of(one: pages.Shown) -> int:
    """The status of a page as its person gets it, and of what is clicked there."""
    if one.name in ELSEWHERE:
        return one.status
    cache.clear()  # nobody asks as often within a minute
    client = Client(raise_request_exception=False)
    if one.who:
        client.force_login(User.objects.get(email__startswith=one.who))
    asked = [client.get(path).status_code for path in (one.path, one.opens) if path]
    return next((status for status in asked if status != one.status), one.status)
