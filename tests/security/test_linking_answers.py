"""Somebody with a copy of the whole database tries to find whose answers are whose."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from requests_app.models import Department, User
from surveys import secrecy
from surveys.models import AnswerCounter, AnswerRow, Campaign, CommentText, Invitation, Question
from tests.conftest import Travel
from tests.make import make_user
from tests.surveys.campaigns import AFTER, DURING, all_alike, invite, make_campaign, some_answers

PEOPLE = 40
CONTENT = (AnswerCounter, AnswerRow, CommentText)
# Somebody who guesses at random finds about one of forty a time, so a Poisson number with the mean of the seeds; more
# than this happens to none of the 48 pairs of columns in 9,999 of 10,000 runs. Who links everybody finds 40 a seed.
SEEDS_HERE, RIGHT_BY_LUCK_HERE = 2, 12
SEEDS, RIGHT_BY_LUCK = 20, 44

Rows = list[dict[str, Any]]


def dump(model: type[models.Model]) -> Rows:
    """All columns, and what PostgreSQL keeps beside them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT xmin::text::bigint, cmin::text::bigint, ctid::text, * FROM {model._meta.db_table}")
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        row["ctid"] = tuple(map(int, row["ctid"].strip("()").split(",")))
    return rows


def sorted_by(rows: Rows, column: str) -> Rows:
    """Among equals by the order in which they lie, as somebody who looks at the files would have them."""
    return sorted(rows, key=lambda row: (str(type(row[column])), row[column], row["ctid"]))


def hits(people: Rows, said: Rows, truth: dict[int, str]) -> list[int]:
    """For each pair of columns: how many are matched rightly when both sides are sorted by them."""
    found = []
    for mine in ("id", "xmin", "cmin", "ctid", "person_id", "wave"):
        asked = sorted_by(people, mine)
        for theirs in ("id", "xmin", "cmin", "ctid"):
            there = sorted_by(said, theirs)
            for order in (there, there[::-1]):
                pairs = zip(asked, order, strict=True)
                found.append(sum(truth[person["person_id"]] == row["text"] for person, row in pairs))
    return found


def vote(campaign: Campaign, about: Department, seed: int, people: Sequence[User]) -> dict[int, str]:
    """In an order of their own, everybody with answers and a comment that only they know."""
    chance = random.Random(seed)
    comment, texts = str(Question.objects.get(code="pulse-comment").pk), {}
    asked = invite(campaign, chance.sample(people, len(people)), about)
    for invitation in chance.sample(asked, len(asked)):
        assert invitation.person_id is not None
        texts[invitation.person_id] = f"word-{chance.getrandbits(64)}"
        written = {comment: texts[invitation.person_id]}
        secrecy.submit(invitation.pk, some_answers(campaign, chance), written, now=DURING)
    return texts


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("seeds", "bound"),
    [(SEEDS_HERE, RIGHT_BY_LUCK_HERE), pytest.param(SEEDS, RIGHT_BY_LUCK, marks=pytest.mark.slow)],
)
@pytest.mark.parametrize("closed", [False, True], ids=["before it closes", "after it has closed"])
def test_no_order_of_rows_links_people_to_what_they_said(
    maria: User, it: Department, analytics: Department, closed: bool, seeds: int, bound: int
) -> None:
    people = [make_user(f"Person {number}", analytics) for number in range(PEOPLE)]
    pooled: list[int] = []
    for seed in range(seeds):
        campaign = make_campaign(maria, [it])
        truth = vote(campaign, it, seed, people)
        if closed:
            secrecy.close(campaign, now=AFTER)
        asked = [row for row in dump(Invitation) if row["campaign_id"] == campaign.pk]
        said = [row for row in dump(CommentText) if row["campaign"] == campaign.pk]
        right = hits(asked, said, truth)
        pooled = [sum(pair) for pair in zip(pooled or [0] * len(right), right, strict=True)]
    assert max(pooled) <= bound


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("storage", ["counters", "rows"])
def test_the_last_answer_is_written_with_everybody_elses(
    maria: User, it: Department, analytics: Department, storage: str
) -> None:
    campaign = make_campaign(maria, [it], "service-quality", storage=storage)
    asked = invite(campaign, [make_user(f"Person {number}", analytics) for number in range(6)], it)
    for place, invitation in enumerate(asked[:4]):
        secrecy.submit(invitation.pk, all_alike(campaign, str(place + 1)), now=DURING)
    for model in (AnswerCounter, AnswerRow, Invitation):
        assert len({row["xmin"] for row in dump(model)}) <= 1, model
    counters = sorted_by(dump(AnswerCounter), "ctid")
    changed = [place for place, row in enumerate(counters) if row["count"]]
    assert changed != list(range(len(counters) - len(changed), len(counters)))


def _leads_to(model: type[models.Model], seen: set[type[models.Model]]) -> set[type[models.Model]]:
    for field in model._meta.get_fields():
        other = field.related_model if isinstance(field, models.ForeignKey) else None
        if isinstance(other, type) and other not in seen:
            _leads_to(other, seen | {other})
            seen.add(other)
    return seen


@pytest.mark.parametrize("model", CONTENT)
def test_no_answer_leads_anywhere_or_has_a_moment(model: type[models.Model]) -> None:
    assert _leads_to(model, set()) == set()
    kinds = {type(field) for field in model._meta.get_fields()}
    assert not kinds & {models.DateField, models.DateTimeField, models.TimeField, models.ForeignKey}
    assert not [field.name for field in model._meta.get_fields() if "addr" in field.name or "agent" in field.name]
    assert isinstance(model._meta.pk, models.UUIDField)
    assert model._meta.pk.default.__name__ == "uuid4"


@pytest.mark.django_db
def test_no_line_of_a_log_has_an_answer_and_a_person(
    client: Client, maria: User, it: Department, li_wei: User, travel: Travel, caplog: pytest.LogCaptureFixture
) -> None:
    travel("2026-06-10 10:00")
    campaign = make_campaign(maria, [it])
    [mine] = invite(campaign, [li_wei], it)
    token = secrecy.token_of(mine)
    comment = str(Question.objects.get(code="pulse-comment").pk)
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="django.db.backends"):
        connection.force_debug_cursor = True
        try:
            sent = {**dict.fromkeys(all_alike(campaign, "4"), "4"), comment: "Nobody may know this"}
            client.post(reverse("campaigns:answer", args=[token]), sent)
        finally:
            connection.force_debug_cursor = False
    lines = [record.getMessage() for record in caplog.records]
    assert any("Nobody may know this" in line for line in lines), "the database's log was not on"
    who = (token, li_wei.email, "surveys_invitation", '"requests_app_user"')
    assert not [line for line in lines if "Nobody may know this" in line and any(one in line for one in who)]
    assert not [line for line in lines if 'UPDATE "surveys_answercounter"' in line and any(one in line for one in who)]
