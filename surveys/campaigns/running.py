"""Starting, opening, reminding, closing, forgetting. Every job is safe to run twice and by many at once.

Who starts a survey only says so; a worker writes the invitations for a day to come, all of them or none. That is the
reservation which other surveys and ratings respect.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app import clock
from requests_app.configuration import changing
from requests_app.models import Notification, User
from requests_app.notifications import News, notify_all
from requests_app.transitions import Refused, StaleForm
from surveys import secrecy
from surveys.models import Campaign, Invitation, PastAsking, SurveyPreference
from surveys.rules import YEAR
from surveys.secrecy.locks import hold_campaign

from . import audience, audit, planning
from .writing import draft, locked

logger = logging.getLogger(__name__)
AT_ONCE = 2_000  # rows of one statement


@transaction.atomic
def start(campaign: Campaign, *, edition: int, by: User | None = None) -> Campaign:
    """A worker reserves the people, and opens it where this is its first day. Raises Refused, StaleForm."""
    from surveys.tasks import run_campaigns  # tasks imports this module

    campaign = draft(campaign, edition)
    problems = planning.problems_of(campaign, _day(clock.now()))
    if problems:
        raise Refused(problems[0])
    if not audience.resolve(audience.whom_of(campaign)).asked:
        raise Refused(_("Nobody can be asked. Look at step 2 for the reasons."))
    campaign.state = Campaign.State.STARTING
    campaign.edition += 1
    campaign.save(update_fields=["state", "edition"])
    audit.started(campaign, by=by)
    run_campaigns.delay_on_commit()
    return campaign


def start_due(*, now: datetime) -> int:
    """Reserve the people of what was started; how many campaigns."""
    return _each(Campaign.objects.starting().values_list("pk", flat=True), _reserve_one)


@transaction.atomic
def _reserve_one(pk: UUID) -> None:
    campaign = _claimed(pk, Campaign.State.STARTING)
    if campaign is None:
        return
    whom = audience.whom_of(campaign)
    # Two campaigns, or a campaign and a rating, must not pass the throttle side by side: as `inviting.decide` locks.
    list(audience.people_of(whom).order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk"))
    found = audience.resolve(whom)
    campaign.edition += 1
    if found.asked:
        _reserve(campaign, found)
        campaign.state = Campaign.State.SCHEDULED
        campaign.save(update_fields=["state", "edition"])
        return
    # Others took everybody since it was started: it is a draft again, whose last step says why.
    with changing(campaign, by=None):
        campaign.state = Campaign.State.DRAFT
        campaign.save(update_fields=["state", "edition"])


def _reserve(campaign: Campaign, found: audience.Audience) -> None:
    instrument = campaign.questionnaire.instrument
    rows = (
        Invitation(
            person_id=person,
            campaign=campaign,
            instrument=instrument,
            department_id=department,
            sent_on=campaign.opens_on,
            probability=found.probability,
        )
        for person, department in sorted(found.asked.items())
    )
    Invitation.objects.bulk_create(rows, batch_size=AT_ONCE)


@transaction.atomic
def cancel(campaign: Campaign, *, edition: int, by: User | None = None) -> Campaign:
    """Before it opens: the people are free again. Raises Refused, StaleForm."""
    campaign = _at_edition(campaign, edition)
    if campaign.state not in (Campaign.State.STARTING, Campaign.State.SCHEDULED):
        raise Refused(_("Only a survey that has not opened yet can be cancelled."))
    with changing(campaign, by=by):
        campaign.invitations.all().delete()
        campaign.state = Campaign.State.CANCELLED
        campaign.save(update_fields=["state", "edition"])
    return campaign


@transaction.atomic
def extend(campaign: Campaign, until: date, *, edition: int, by: User | None = None) -> Campaign:
    """Let people answer longer. Raises Refused, StaleForm."""
    campaign = _at_edition(campaign, edition)
    if campaign.state not in (Campaign.State.SCHEDULED, Campaign.State.OPEN):
        raise Refused(_("This survey is over."))
    if until <= campaign.closes_on:
        raise Refused(_("Choose a day after the last one so far."))
    if until > campaign.opens_on + planning.LONGEST_RUN:
        raise Refused(_("A survey is open for at most %(days)s days.") % {"days": planning.LONGEST_RUN.days})
    with changing(campaign, by=by):
        campaign.closes_on = until
        campaign.save(update_fields=["closes_on", "edition"])
    return campaign


@transaction.atomic
def close_early(campaign: Campaign, *, edition: int, by: User | None = None) -> Campaign:
    """Yesterday was its last day: nobody can answer any more, and a worker releases it. Raises Refused, StaleForm."""
    from surveys.tasks import run_campaigns  # tasks imports this module

    campaign = _at_edition(campaign, edition)
    if campaign.state != Campaign.State.OPEN:
        raise Refused(_("Only an open survey can be closed."))
    yesterday = _day(clock.now()) - timedelta(days=1)
    if yesterday < campaign.opens_on:
        raise Refused(_("It opened only today. It can be closed from tomorrow on."))
    with changing(campaign, by=by):
        campaign.closes_on = min(campaign.closes_on, yesterday)
        campaign.save(update_fields=["closes_on", "edition"])
    run_campaigns.delay_on_commit()
    return campaign


def _at_edition(campaign: Campaign, edition: int) -> Campaign:
    found = locked(campaign)
    if found.edition != edition:
        raise StaleForm
    found.edition += 1
    return found


def open_due(*, now: datetime) -> int:
    """Open what is to open; how many campaigns."""
    return _each(Campaign.objects.to_open(_day(now)).values_list("pk", flat=True), _open_one)


def remind_due(*, now: datetime) -> int:
    """Remind whoever has not answered, where a reminder is due; how many campaigns were looked at."""
    today = _day(now)
    return _each(Campaign.objects.open().values_list("pk", flat=True), lambda pk: _remind_one(pk, today))


def close_due(*, now: datetime) -> int:
    """Close and release what is over; how many campaigns."""
    return _each(Campaign.objects.to_close(_day(now)).values_list("pk", flat=True), _close_one)


def forget_due(*, now: datetime) -> int:
    """Forget who was asked in campaigns that closed long ago; how many."""
    today = _day(now)
    PastAsking.objects.filter(asked_on__lt=today - YEAR).delete()
    return _each(Campaign.objects.to_forget(today).values_list("pk", flat=True), _forget_one)


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


def _each(keys: Iterable[UUID], act: Callable[[UUID], None]) -> int:
    """One that fails does not keep the others waiting; the next round tries it again."""
    done = 0
    for pk in list(keys):
        try:
            act(pk)
            done += 1
        except Exception:
            logger.exception("A job could not be done for campaign %s", pk)
    return done


def _claimed(pk: UUID, state: str) -> Campaign | None:
    """The locked campaign while it is in this state and nobody else is at it."""
    rows = Campaign.objects.select_for_update(skip_locked=True, of=("self",)).select_related("questionnaire")
    return rows.filter(pk=pk, state=state).first()


@transaction.atomic
def _open_one(pk: UUID) -> None:
    campaign = _claimed(pk, Campaign.State.SCHEDULED)
    if campaign is not None:
        _open(campaign)


def _open(campaign: Campaign) -> None:
    # Whoever left or asked not to be asked since the start is not invited, so they are not counted as silent either.
    campaign.invitations.filter(pk__in=_gone(campaign)).delete()
    campaign.state = Campaign.State.OPEN
    campaign.save(update_fields=["state"])
    _tell(campaign, list(campaign.invitations.select_related("person", "department")), "survey_invitation", wave=1)


def _gone(campaign: Campaign) -> list[int]:
    """Invitations of who left or does not want to be asked.

    Compared here and not by a join: right after thousands of invitations were written the database has no statistics of
    them, and may take minutes for it.
    """
    here = set(User.objects.active().values_list("pk", flat=True))
    here -= set(SurveyPreference.objects.filter(opted_out=True).values_list("person", flat=True))
    return [pk for pk, person in campaign.invitations.values_list("pk", "person") if person not in here]


@transaction.atomic
def _remind_one(pk: UUID, today: date) -> None:
    campaign = _claimed(pk, Campaign.State.OPEN)
    wave = 1 + planning.reminders_due(campaign, today) if campaign is not None else 1
    if campaign is None or wave == 1 or today >= campaign.closes_on:
        return
    hold_campaign(campaign)
    silent = campaign.invitations.filter(done=False, wave__lt=wave, person__isnull=False)
    asked = list(silent.select_related("person", "department"))
    silent.update(wave=wave)
    _tell(campaign, asked, "survey_reminder", wave=wave)


def _tell(campaign: Campaign, asked: Sequence[Invitation], kind: str, *, wave: int) -> None:
    now = clock.now()
    told, word = planning.params_of(campaign), planning.word_of(campaign, wave)
    if word:
        told["text"] = word
    news = [
        News(
            kind=kind,
            recipients=[one.person],
            key=key_of(campaign, wave),
            at=now,
            params={**told, "invitation": one.pk, "department": dict(one.department.name) if one.department else {}},
        )
        for one in asked
        if one.person is not None
    ]
    for begin in range(0, len(news), AT_ONCE):
        notify_all(news[begin : begin + AT_ONCE])


def key_of(campaign: Campaign, wave: int) -> str:
    return f"campaign:{campaign.pk}:{wave}"


def _close_one(pk: UUID) -> None:
    campaign = Campaign.objects.filter(pk=pk, state=Campaign.State.OPEN).first()
    if campaign is not None:
        secrecy.close(campaign)


@transaction.atomic
def _forget_one(pk: UUID) -> None:
    """The counts stay: rows without a person. What they were told goes, as it would tell the same."""
    campaign = _claimed(pk, Campaign.State.CLOSED)
    if campaign is None:
        return
    hold_campaign(campaign)
    known = campaign.invitations.filter(person__isnull=False)
    rows = list(known.values_list("person", "department", "sent_on"))
    PastAsking.objects.bulk_create(
        (PastAsking(person_id=who, department_id=about, asked_on=on) for who, about, on in rows), batch_size=AT_ONCE
    )
    keys = [key_of(campaign, wave) for wave in range(1, campaign.reminders + 2)]
    Notification.objects.filter(recipient__in=[row[0] for row in rows], key__in=keys).delete()
    known.update(person=None)
