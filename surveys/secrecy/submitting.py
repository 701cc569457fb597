"""Taking one person's answers: in one transaction, and so that no row tells afterwards who came last.

PostgreSQL keeps with every row which transaction wrote it, and new versions of rows lie behind older ones. A single
row that changes with a single invitation would tell whose it is. So the invitations of everybody who shares the bucket,
all its counters, and comments and rows in a new random order are written by every answer, whatever it says.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db import transaction
from django.db.models import Case, F, PositiveIntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.transitions import Refused
from surveys.models import AnswerCounter, AnswerRow, Campaign, CommentText, Invitation, Question
from surveys.release.campaigns import ANSWERED

from .cells import all_cells, answered_key
from .locks import hold_bucket, hold_campaign

Kept = TypeVar("Kept", AnswerCounter, AnswerRow, CommentText)
Cells = Mapping[str, Sequence[str]]
# So many comments or rows are written anew with each: whose is the newest cannot be told among them.
WRITTEN_ANEW = 500
# The order must not be one that somebody could work out.
shuffled = random.SystemRandom()


@transaction.atomic
def submit(
    invitation_pk: int, answers: Cells, comments: Mapping[str, str] | None = None, *, now: datetime | None = None
) -> None:
    """Count these answers, and note that the person has answered; nothing leads from one to the other.

    `answers`: question key -> cells, as in AnswerCounter; the importance of dimensions under the campaign's own key.
    Raises Refused if the campaign is not open or the person has answered, ValueError for what cannot be answered so.
    """
    invitation = Invitation.objects.select_related("person", "campaign__questionnaire").get(pk=invitation_pk)
    campaign, written = invitation.campaign, {key: text.strip() for key, text in (comments or {}).items()}
    assert campaign is not None  # noqa: S101 - a rating of a request goes another way
    bucket = bucket_of(invitation, campaign)
    if campaign.storage == Campaign.Storage.ROWS:
        hold_campaign(campaign)
    else:
        hold_bucket(campaign, bucket)
    _check(invitation, campaign, now or clock.now())
    questions = campaign.questionnaire.in_order()
    _check_answers(campaign, questions, answers, written)
    _count(campaign, bucket, questions, answers)
    for question in shuffled.sample(sorted(written), len(written)):
        if written[question]:
            _add_comment(campaign, bucket, question, written[question])
    if campaign.storage == Campaign.Storage.ROWS:
        _add_row(campaign, answers)
    sharers_of(invitation, campaign).update(done=Case(When(pk=invitation.pk, then=Value(True)), default=F("done")))


def bucket_of(invitation: Invitation, campaign: Campaign) -> str:
    """The department asked about, and the department of who answers only where the campaign keeps it."""
    about = str(invitation.department_id or "")
    if campaign.attribute == Campaign.Attribute.DEPARTMENT:
        person = invitation.person
        return f"{about}|{(person.department_id if person else None) or ''}"
    return about


def sharers_of(invitation: Invitation, campaign: Campaign) -> QuerySet[Invitation]:
    """Everybody whose answers go where this one's go: whoever sees a bucket change knows no more than that."""
    everybody = Invitation.objects.filter(campaign=campaign)
    if campaign.storage == Campaign.Storage.ROWS:
        return everybody
    alike = everybody.filter(department=invitation.department_id)
    if campaign.attribute == Campaign.Attribute.DEPARTMENT and invitation.person is not None:
        return alike.filter(person__department=invitation.person.department_id)
    return alike


def _check(invitation: Invitation, campaign: Campaign, now: datetime) -> None:
    """Behind the lock, so that of two answers sent at once only one counts."""
    state = Campaign.objects.filter(pk=campaign.pk).values_list("state", flat=True).get()
    day = now.astimezone(UTC).date()
    if state != Campaign.State.OPEN or not campaign.opens_on <= day <= campaign.closes_on:
        raise Refused(_("This survey is not open."))
    if Invitation.objects.filter(pk=invitation.pk, done=True).exists():
        raise Refused(_("You have answered this survey already. Thank you."))


def _check_answers(campaign: Campaign, questions: list[Question], answers: Cells, comments: Mapping[str, str]) -> None:
    possible = all_cells(campaign, questions)
    for question, cells in answers.items():
        if not set(cells) <= set(possible.get(question, ())) or ANSWERED in cells or len(set(cells)) < len(cells):
            raise ValueError("no such answer")  # without the answer: this may end in a log
    texts = {str(question.pk) for question in questions if question.kind == Question.Kind.TEXT}
    if not set(comments) <= texts:
        raise ValueError("no such comment")


def _count(campaign: Campaign, bucket: str, questions: list[Question], answers: Cells) -> None:
    """One statement changes all counters of the bucket, those that grow and those that do not."""
    counters = AnswerCounter.objects.filter(campaign=campaign.pk, bucket=bucket)
    if not counters.exists():
        _make_counters(campaign, bucket, questions)
    given = {question: list(cells) for question, cells in answers.items() if cells}
    if not given:
        return
    own = answered_key(campaign)
    given[own] = [ANSWERED, *given.get(own, [])]
    growing = reduce(or_, (Q(question=question, cell__in=cells) for question, cells in given.items()))
    counters.update(
        count=Case(When(growing, then=F("count") + 1), default=F("count"), output_field=PositiveIntegerField())
    )


def _make_counters(campaign: Campaign, bucket: str, questions: list[Question]) -> None:
    """Every answer that can be given at once, so that the first of its kind leaves no trace in the order of rows."""
    rows = [
        AnswerCounter(campaign=campaign.pk, bucket=bucket, question=uuid.UUID(question), cell=cell)
        for question, cells in all_cells(campaign, questions).items()
        for cell in cells
    ]
    shuffled.shuffle(rows)
    AnswerCounter.objects.bulk_create(rows, batch_size=2_000)


def _add_comment(campaign: Campaign, bucket: str, question: str, text: str) -> None:
    new = CommentText(campaign=campaign.pk, bucket=bucket, question=uuid.UUID(question), text=text)
    others = CommentText.objects.filter(campaign=campaign.pk, bucket=bucket)
    taken = list(others.order_by("?")[:WRITTEN_ANEW])
    others.filter(pk__in=[one.pk for one in taken]).delete()
    CommentText.objects.bulk_create(in_new_order([new, *taken]))


def _add_row(campaign: Campaign, answers: Cells) -> None:
    """Without any bucket: beside the rest of somebody's answers, even the department asked about is too much."""
    kept = {question: cells[0] if len(cells) == 1 else list(cells) for question, cells in answers.items() if cells}
    if not kept:
        return
    others = AnswerRow.objects.filter(campaign=campaign.pk)
    taken = list(others.order_by("?")[:WRITTEN_ANEW])
    others.filter(pk__in=[one.pk for one in taken]).delete()
    AnswerRow.objects.bulk_create(in_new_order([AnswerRow(campaign=campaign.pk, bucket="", answers=kept), *taken]))


def in_new_order(rows: list[Kept]) -> list[Kept]:
    """The same with new random keys, shuffled."""
    for row in rows:
        row.pk = uuid.uuid4()
    shuffled.shuffle(rows)
    return rows
