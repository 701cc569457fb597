"""How the installation is doing: jobs, queues, outbox, clocks, servers. Read-only, a few cheap statements."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from dashboards import words
from dashboards.models import FiguresAudit, StaleDay
from requests_app import clock
from requests_app.models import Delivery
from requests_app.notifications import trouble
from requests_app.phrases import sentences
from sla import calendar_ends, handling, sweep
from sla.models import ClockAudit, ClockEvent

from .jobs import timetable
from .models import JobRun

logger = logging.getLogger(__name__)

# A job is late when it has missed this many turns; a worker under load may skip one.
MISSED_TURNS = 3
CLOCK_LATE = timedelta(seconds=60)
CLOCK_DEAD = timedelta(seconds=300)  # from here on the portal's promises are not watched any more
LATELY = timedelta(days=2)
OUTBOX_LATE = timedelta(minutes=10)
FAILS_AGAIN = 4  # attempts
MANY_STALE_DAYS = 10_000
MANY_JOBS = 1000
RARE = timedelta(minutes=1)

JOB_NAMES = {
    "sla.tasks.sweep": _("Watch the clocks"),
    "sla.tasks.handle_events": _("Tell of clocks"),
    "sla.tasks.recalculate_unfinished": _("Go on with recalculations"),
    "sla.tasks.audit_clocks": _("Count clocks anew"),
    "sla.tasks.pack_history": _("Pack the past for replays"),
    "requests_app.tasks.wake_due": _("Go on with what was on hold until now"),
    "sla.tasks.remind_due": _("Remind of open questions"),
    "requests_app.tasks.ask_stand_ins": _("Ask who stands in for absent approvers"),
    "sla.tasks.close_resolved": _("Close what was done long ago"),
    "requests_app.tasks.deliver_due": _("Send mails"),
    "requests_app.tasks.fetch_mail": _("Fetch letters from mail servers"),
    "requests_app.tasks.process_mail": _("Deal with letters"),
    "requests_app.tasks.forget_letters": _("Forget old letters"),
    "dashboards.tasks.recount_stale": _("Recount figures"),
    "dashboards.tasks.audit_figures": _("Count figures anew"),
    "dashboards.tasks.mark_lapsed": _("Look for days to recount"),
    "dashboards.tasks.count_journeys": _("Count the stages of requests"),
    "dashboards.tasks.remind_of_reviews": _("Remind of service reviews"),
    "dashboards.tasks.send_reports": _("Write reports by mail"),
    "dashboards.tasks.tell_mornings": _("Write morning notes"),
    "requests_app.tasks.process_attachments": _("Check and preview files"),
    "requests_app.tasks.purge_attachments": _("Forget files nobody sent"),
    "requests_app.tasks.call_hooks": _("Call webhooks"),
    "requests_app.tasks.forget_calls": _("Forget old calls of webhooks"),
    "requests_app.tasks.remove_old_data": _("Remove old data"),
    "requests_app.tasks.forget_api_answers": _("Forget answers of the API"),
    "requests_app.tasks.purge_drafts": _("Forget old drafts"),
    "requests_app.tasks.forget_sessions": _("Forget sessions that ended"),
    "requests_app.tasks.forget_searches": _("Forget old searches"),
    "requests_app.tasks.work_on_batches": _("Go on with changes of many requests"),
    "requests_app.tasks.undertake_unfinished": _("Go on with what admins set going"),
    "requests_app.tasks.file_recurring": _("File what comes again"),
    "requests_app.tasks.ask_forgotten_timers": _("Ask about forgotten timers"),
    "requests_app.tasks.go_on_with_all_outreach": _("Go on with messages to many"),
    "requests_app.tasks.end_notices": _("End notices whose time is over"),
    "requests_app.tasks.warn_of_stale_information": _("Warn of information that is late"),
    "requests_app.tasks.warn_of_old_articles": _("Warn of articles to be looked at again"),
    "requests_app.tasks.tell_thanks_of_the_week": _("Tell of the thanks of a week"),
    "surveys.tasks.invite_due": _("Invite to rate"),
    "surveys.tasks.run_campaigns": _("Open, remind of and close surveys"),
    "surveys.tasks.review_due": _("Draw quality reviews"),
    "surveys.tasks.ask_to_review_improvements": _("Ask whether improvements helped"),
    "surveys.tasks.look_after_training": _("Tell and remind of training, pass on its seats"),
    "surveys.tasks.announce_suggestions": _("Announce suggestions"),
}


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    task: str
    last: datetime | None
    next: datetime | None
    error: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the page. `is_good` decides the colour, `note` says what to do where it is not."""

    name: str
    value: str
    is_good: bool
    note: str = ""
    url: str = ""


def jobs(now: datetime) -> list[Job]:
    runs = {run.task: run for run in JobRun.objects.all()}
    return [_job(task, entry["schedule"], runs.get(task), now) for task, entry in sorted(timetable().items())]


def _job(task: str, turn: timedelta, run: JobRun | None, now: datetime) -> Job:
    name = str(JOB_NAMES.get(task, task))
    if run is None:
        # A rare job has its first turn only when the beat has run for that long.
        return Job(name, task, None, None, "", is_late=turn < RARE)
    # A second or two between turns is nothing: a worker may be busy with another job.
    is_late = now > run.started_at + MISSED_TURNS * max(turn, timedelta(seconds=10))
    return Job(name, task, run.started_at, run.started_at + turn, run.error, is_late or bool(run.error))


def _age(moment: datetime | None, now: datetime) -> timedelta:
    return max(now - moment, timedelta()) if moment else timedelta()


def _spoken(age: timedelta) -> str:
    return words.span(age.total_seconds() / words.HOUR) or ""


def clocks(now: datetime) -> list[Check]:
    """How late the sweep is, and telling of what it found; what could not be done; and what the last night counted."""
    late, untold = sweep.lateness(now), handling.backlog(now)
    failed = ClockEvent.objects.failed_since(now - LATELY).count()
    worker = str(_("Is a worker running?"))
    return [
        Check(str(_("Oldest due clock")), _spoken(late), late <= CLOCK_LATE, worker),
        Check(str(_("Oldest warning nobody was told of")), _spoken(untold), untold <= CLOCK_LATE, worker),
        Check(str(_("Escalations that failed lately")), str(failed), not failed, str(_("The worker's log says why."))),
        _audit(),
    ]


def _audit() -> Check:
    name, last = str(_("Clocks that differ from their history")), ClockAudit.objects.first()
    if last is None:
        return Check(name, "–", is_good=True)
    value = str(_("%(differing)s of %(checked)s")) % {"differing": last.differing, "checked": last.checked}
    return Check(name, value, not last.differing, str(_("manage.py audit_clocks says which.")))


def calendars(now: datetime) -> list[Check]:
    """A line for each calendar that clocks will run out of; one that says that there is none."""
    ending = calendar_ends.ending_in_use(now)
    if not ending:
        return [Check(str(_("Calendars that end soon")), "0", is_good=True)]
    name = str(_("Calendar ends soon"))
    return [
        Check(name, str(one.calendar), is_good=False, note=sentences((one.sentence, one.advice)), url=_calendar(one))
        for one in ending
    ]


def _calendar(ending: calendar_ends.Ending) -> str:
    return reverse("sla:calendar", args=[ending.calendar.code])


def outbox(now: datetime) -> list[Check]:
    """Mail that waits for its hour is not late; what is due and does not go is, and so is what fails time and again."""
    pending = Q(state=Delivery.State.PENDING)
    found = Delivery.objects.aggregate(
        due=Min("next_attempt_at", filter=pending),
        waiting=Count("pk", filter=pending),
        failing=Count("pk", filter=pending & Q(attempts__gte=FAILS_AGAIN)),
        dead=Count("pk", filter=Q(state=Delivery.State.DEAD)),
        last_error=Max("error", filter=Q(state=Delivery.State.DEAD)),
    )
    good, url = _age(found["due"], now) <= OUTBOX_LATE and not found["failing"], reverse("operations:outbox")
    words = trouble.in_words(found["last_error"] or "") or found["last_error"] or ""
    return [
        Check(str(_("Mails waiting")), str(found["waiting"]), good, str(_("Is the mail server up?")), url),
        Check(str(_("Mails given up")), str(found["dead"]), not found["dead"], words, url),
    ]


def last_audit_of_figures() -> FiguresAudit | None:
    return FiguresAudit.objects.first()


def figures(last: FiguresAudit | None) -> list[Check]:
    """How much is still to be counted, and whether the last night's recount agreed with what is kept."""
    days = StaleDay.objects.all()[:MANY_STALE_DAYS].count()
    to_do = Check(str(_("Days to recount")), str(days), days < MANY_STALE_DAYS)
    name = str(_("Days whose figures differ from the requests"))
    if last is None:
        return [to_do, Check(name, "–", is_good=True)]
    value = str(_("%(differing)s of %(checked)s")) % {"differing": last.differing, "checked": last.checked}
    note = str(_("manage.py rebuild_figures counts everything again."))
    return [to_do, Check(name, value, not last.differing, note)]


def database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), pg_size_pretty(pg_database_size(current_database()))")
        version, size = cursor.fetchone()
    return Check("PostgreSQL", f"{version}, {size}", is_good=True)


def broker() -> Check:
    name, waiting = str(_("Jobs waiting in Redis")), waiting_in_broker()
    if waiting is None:
        note = str(_("Redis does not answer. Nothing is lost; it will be slower."))
        return Check(name, "–", is_good=False, note=note)
    return Check(name, str(waiting), waiting < MANY_JOBS)


def waiting_in_broker() -> int | None:
    """Jobs that no worker took yet; None where Redis does not answer."""
    try:
        with current_app.connection_for_read() as link:
            return sum(_waiting(link, queue) for queue in current_app.amqp.queues)
    except (OperationalError, OSError, RedisError):
        return None


def _waiting(link: Any, queue: str) -> int:
    try:
        number: int = link.default_channel.queue_declare(queue, passive=True).message_count
    except link.channel_errors:  # it has never been used
        return 0
    return number


def unready() -> list[str]:
    """What keeps this process from answering people: names of parts, empty when all is well."""
    missing = []
    try:
        if sweep.lateness(clock.now()) > CLOCK_DEAD:
            missing.append("clocks")
    except DatabaseError:
        logger.warning("readyz: the database does not answer", exc_info=True)
        missing.append("database")
    try:
        cache.set("readyz", 1, 10)
    except RedisError:
        logger.warning("readyz: Redis does not answer", exc_info=True)
        missing.append("redis")
    return missing
