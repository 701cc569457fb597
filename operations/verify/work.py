"""What is sent and done later: notifications, mails, jobs and long work, and locks that nobody gives back."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.db.models import Q

from operations import status
from requests_app.models import Batch, Delivery, Outreach, Undertaking
from sla.models import Recalculation

from .looking import MOST_SHOWN, Invariant, Outcome, Scope, selected

MAIL_LATE = timedelta(hours=1)
WORK_LATE = timedelta(minutes=10)
IDLE, WAITING = "5 minutes", "1 minute"


def _recorded_once(scope: Scope) -> Outcome:
    return selected(
        scope,
        "SELECT count(*) FROM requests_app_notification",
        """
        SELECT recipient_id, key, count(*) AS times FROM requests_app_notification
        WHERE %(all)s OR id > (SELECT max(id) - 100000 FROM requests_app_notification)
        GROUP BY recipient_id, key HAVING count(*) > 1
        """,
        "Person {recipient_id} was told {times} times: {key}.",
    )


def _sent_is_recorded(scope: Scope) -> Outcome:
    return selected(
        scope,
        "SELECT count(*) FROM requests_app_delivery",
        """
        SELECT d.id, d.state, CASE
            WHEN d.state = 'sent' AND d.sent_at IS NULL THEN 'without a moment'
            WHEN d.state <> 'sent' AND d.sent_at IS NOT NULL THEN 'with a moment at which it left'
            ELSE 'with another message that is not there'
        END AS how FROM requests_app_delivery d
        WHERE (d.state = 'sent') <> (d.sent_at IS NOT NULL) OR d.state = 'packed' AND d.leader_id IS NULL
        """,
        "Delivery {id} is {state}, {how}.",
    )


def _outbox_moves(scope: Scope) -> Outcome:
    pending = Delivery.objects.pending()
    late = pending.filter(next_attempt_at__lt=scope.now - MAIL_LATE).order_by("next_attempt_at")
    told = [f"Delivery {one.pk} was to be tried at {one.next_attempt_at}." for one in late[:MOST_SHOWN]]
    return Outcome(pending.count(), late.count(), told)


def _jobs_run(scope: Scope) -> Outcome:
    jobs = status.jobs(scope.now)
    late = [one for one in jobs if one.is_late]
    return Outcome.of(len(jobs), (f"{one.task}: {one.error or _last(one)}." for one in late))


def _last(job: status.Job) -> str:
    return f"last began at {job.last}" if job.last else "has never run"


def _nothing_lies(scope: Scope) -> Outcome:
    """Long work that nobody holds, and nobody takes up."""
    before = scope.now - WORK_LATE
    free = Q(lease_until=None, asked_at__lt=before) | Q(lease_until__lt=before)
    unfinished = {
        "Recalculation": (Recalculation.objects.unfinished(), free),
        "Undertaking": (Undertaking.objects.unfinished(), free),
        "Batch": (
            Batch.objects.unfinished(),
            Q(worked_at=None, created_at__lt=before) | Q(worked_at__lt=before),
        ),
        "Message to many": (Outreach.objects.unfinished(), Q(asked_at__lt=before)),
    }
    checked, found = 0, []
    for name, (rows, stuck) in unfinished.items():
        checked += rows.count()
        found += [f"{name} {one.pk} is not finished, and nobody works on it." for one in rows.filter(stuck)]
    return Outcome.of(checked, found)


def _no_lock_stays(scope: Scope) -> Outcome:
    """Of this database, and as far as the role may see other people's sessions."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pid, state, wait_event_type, coalesce(application_name, ''), state_change
            FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND (
                state LIKE 'idle in transaction%%' AND state_change < now() - %s::interval
                OR wait_event_type = 'Lock' AND state_change < now() - %s::interval
            )
            """,
            [IDLE, WAITING],
        )
        stuck = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        sessions = cursor.fetchone()[0]
        cursor.execute("SELECT gid, prepared FROM pg_prepared_xacts WHERE database = current_database()")
        prepared = cursor.fetchall()
    found = [
        f"Session {pid} ({name}) is {state}, {waits or 'no'} wait, since {at}." for pid, state, waits, name, at in stuck
    ]
    found += [f"Transaction {gid} is prepared since {at}, and holds its locks." for gid, at in prepared]
    return Outcome.of(sessions, found)


INVARIANTS = (
    Invariant("told_once", "Nobody is told the same thing twice.", _recorded_once),
    Invariant("sent_recorded", "What left says when, and what goes with another message has one.", _sent_is_recorded),
    Invariant("outbox", "No message waits an hour longer than it should.", _outbox_moves, moves=True),
    Invariant("jobs", "Every periodic job runs, and without a problem.", _jobs_run, moves=True),
    Invariant("long_work", "Somebody works on whatever was begun.", _nothing_lies, moves=True),
    Invariant("locks", "No transaction stays open, and none waits for a lock.", _no_lock_stays),
)
