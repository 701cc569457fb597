"""What the results of surveys cost: releasing every group of a large company, and 10,000 people with 22 statements.

`work` is processor time of this process and its database, as a worker has it; `wall` what somebody waits. The reference
is what a portal without stored figures does for one page view: add up the counted answers of everybody with SQL, and
work out their figures anew. Everything lives in a database of its own that is dropped at the end.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from bench.sla import scratch
from bench.sla.stopwatch import Stopwatch
from requests_app.models import Department, User
from surveys import release, results, secrecy
from surveys.models import AnswerCounter, AnswerRow, Campaign, Invitation
from surveys.secrecy.cells import answered_key
from surveys.stats.beta import betaincinv
from tests.make import make_user
from tests.surveys.campaigns import AFTER, make_campaign

PEOPLE, DEPARTMENTS = 10_000, 300
ROUNDS = 3


def tree() -> list[Department]:
    """Ten at the top, and below each of the others' tenth; names that sort."""
    made = Department.objects.bulk_create(
        Department(code=f"d{number}", name={"en": f"Department {number:03}"}) for number in range(DEPARTMENTS)
    )
    for number, one in enumerate(made[10:], 10):
        one.parent = made[number // 10]
    Department.objects.bulk_update(made, ["parent"])
    return made


@dataclass(slots=True)
class Poll:
    """A campaign in which everybody has answered, each about one of its departments."""

    campaign: Campaign
    about: Sequence[Department]

    def answer(self, chance: random.Random) -> None:
        campaign = self.campaign
        counted: Counter[tuple[str, str, str]] = Counter()
        asked = {str(one.pk): secrecy.cells_of(one, campaign) for one in campaign.questionnaire.in_order()}
        asked = {question: cells for question, cells in asked.items() if cells}
        people, rows = [], []
        for number in range(PEOPLE):
            about = self.about[number % len(self.about)]
            said = {question: chance.choice(cells) for question, cells in asked.items()}
            for question, cell in {**said, answered_key(campaign): "answered"}.items():
                counted[str(about.pk), question, cell] += 1
            who = {"instrument": campaign.questionnaire.instrument, "sent_on": campaign.opens_on}
            people.append(Invitation(campaign=campaign, department=about, done=True, **who))
            if campaign.storage == Campaign.Storage.ROWS:
                rows.append(AnswerRow(campaign=campaign.pk, bucket="", answers=said))
        Invitation.objects.bulk_create(people, batch_size=2_000)
        AnswerRow.objects.bulk_create(rows, batch_size=2_000)
        AnswerCounter.objects.bulk_create(
            [
                AnswerCounter(campaign=campaign.pk, bucket=bucket, question=question, cell=cell, count=count)
                for (bucket, question, cell), count in counted.items()
            ],
            batch_size=2_000,
        )


class _Undone(Exception):
    pass


def released(campaign: Campaign) -> Callable[[], object]:
    """As at closing, and undone: the same campaign can be measured again."""

    def act() -> None:
        betaincinv.cache_clear()  # a survey is released once
        try:
            with transaction.atomic():
                release.publish(campaign, now=AFTER)
                raise _Undone
        except _Undone:
            pass

    return act


def counted_live(campaign: Campaign) -> Callable[[], object]:
    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT question, cell, sum(count) FROM surveys_answercounter WHERE campaign = %s GROUP BY 1, 2",
                [campaign.pk],
            )
            counts: dict[str, dict[str, int]] = {}
            for question, cell, count in cursor.fetchall():
                counts.setdefault(str(question), {})[cell] = int(count)
        results.figures_of(campaign, campaign.questionnaire.in_order(), counts, PEOPLE)

    return act


def best(act: Callable[[], object]) -> Stopwatch:
    """Of several rounds the one that cost least."""
    act()  # what is imported lazily is imported once
    rounds = []
    for _ in range(ROUNDS):
        watch = Stopwatch()
        act()
        rounds.append(watch.stop())
    return min(rounds, key=lambda one: one.busy if one.busy is not None else one.wall)


def tell(name: str, watch: Stopwatch, demanded: float | None = None) -> None:
    work = watch.wall if watch.busy is None else watch.busy
    verdict = "" if demanded is None else f"  at most {demanded:.0f} s  {'yes' if work <= demanded else 'NO'}"
    print(f"{name:<64} {work:>7.3f} s of work {watch.wall:>7.3f} s wall{verdict}", flush=True)


def main() -> None:
    chance = random.Random(2026)
    settings.DEBUG = False  # it would remember every statement
    with scratch.database():
        ada = make_user("Ada Admin", is_admin=True)
        departments = tree()
        for survey in (
            Survey("pulse", departments, {}, 2.0),
            Survey("service-quality", departments, {}, 2.0),
            Survey("service-quality", departments[10:14], {}, 1.0),
            Survey("service-quality", departments[10:14], {"storage": "rows"}, 1.0),
        ):
            measure(ada, survey, chance)


@dataclass(frozen=True, slots=True)
class Survey:
    """`demanded`: seconds of work in which it is to be released."""

    questionnaire: str
    about: Sequence[Department]
    fields: dict[str, str]
    demanded: float


def measure(ada: User, survey: Survey, chance: random.Random) -> None:
    campaign = make_campaign(ada, survey.about, survey.questionnaire, **survey.fields)
    Poll(campaign, survey.about).answer(chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    kept = survey.fields.get("storage", "counters")
    name = f"{survey.questionnaire}, {PEOPLE:,} people, {len(survey.about)} departments, {kept}"
    tell(f"release: {name}", best(released(campaign)), survey.demanded)
    secrecy.close(campaign, now=AFTER)
    client = Client()
    client.force_login(ada, backend="requests_app.sign_in.EmailBackend")
    page = reverse("results:detail", args=[campaign.pk])
    if (status := client.get(page).status_code) != HTTPStatus.OK:
        raise SystemExit(f"{page}: {status}")
    tell("  one page view", best(lambda: client.get(page)), 1.0)
    tell("  reference: counting one group live", best(counted_live(campaign)))


if __name__ == "__main__":
    main()
