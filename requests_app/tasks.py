"""What workers do for this app. Every job is safe to run twice and by many at once."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from . import (
    absences,
    api_tokens,
    articles,
    batches,
    browsers,
    clock,
    drafts,
    efforts,
    notices,
    outreach,
    sending_once,
    sheets,
    thanks_of_the_week,
    undertakings,
    waking,
)
from .attachments import processing, storing
from .hooks import calling
from .hooks import log as hook_log
from .mailbox import fetching, keeping
from .mailbox import processing as letters
from .models import Outreach
from .notifications import delivery
from .recurring import filing as recurring_filing
from .retention import running as removing
from .search import unmet


@shared_task
def deliver_due() -> int:
    """Send what is due; the number of mails sent."""
    return delivery.deliver_due(seconds=delivery.A_TURN)


@shared_task
def call_hooks(thorough: bool = True) -> int:
    """Tell programs what happened to requests; the number of calls that were taken."""
    return calling.call_due(thorough=thorough)


@shared_task
def forget_calls() -> int:
    """Delete the oldest part of the logs of webhooks; how many calls."""
    return hook_log.forget(clock.now())


@shared_task
def process_attachment(pk: str) -> None:
    """Scan one file and draw its preview, as soon as it was uploaded."""
    processing.process_one(UUID(pk))


@shared_task
def process_attachments() -> int:
    """Scan and draw whatever waits for it; the number of files."""
    return processing.process_due()


@shared_task
def purge_attachments() -> int:
    """Delete what was uploaded and never sent; the number of files."""
    return storing.purge_forgotten(clock.now())


@shared_task
def ask_stand_ins() -> int:
    """Pass approvals on whose approvers are away by now; the number of people asked."""
    return absences.pass_on(now=clock.now())


@shared_task
def wake_due() -> None:
    """Let requests go on that were on hold until now, or for parts that are finished."""
    waking.wake_due()


@shared_task
def forget_api_answers() -> int:
    """Forget what calls of yesterday were answered; the number of answers."""
    return api_tokens.forget_answers(now=clock.now())


@shared_task
def fetch_mail() -> int:
    """Bring in what waits on mail servers; the number of letters."""
    return fetching.fetch_all()


@shared_task
def process_mail() -> int:
    """Deal with letters that came in; their number."""
    return letters.process_due()


@shared_task
def forget_letters() -> int:
    """Forget letters that were dealt with long ago, and what was answered to them; their number."""
    return keeping.purge(now=clock.now())


@shared_task
def purge_drafts() -> int:
    """Throw away drafts that nobody touched for weeks, and which forms were sent long ago; their number."""
    return drafts.purge(now=clock.now()) + sending_once.purge(now=clock.now())


@shared_task
def forget_searches() -> int:
    """Delete searches without a hit that are older than thirteen months; how many rows."""
    return unmet.forget(clock.now())


@shared_task
def warn_of_old_articles() -> int:
    """Tell owners of articles whose day of review has passed; how many articles."""
    return articles.warn_overdue()


@shared_task
def undertake(pk: int) -> None:
    """Go on with what an admin set going; at the back of the line when its turn is over."""
    if not undertakings.work(pk):
        undertake.delay(pk)


@shared_task
def undertake_unfinished() -> None:
    """Take up what a worker that died left behind."""
    for pk in undertakings.free_ones():
        undertake.delay(pk)


@shared_task
def work_on_batch(pk: int) -> None:
    """Go on with the same verb for many requests; at the back of the line after a while, so that others have a turn."""
    if batches.work(pk):
        work_on_batch.delay(pk)


@shared_task
def work_on_batches() -> None:
    """Take up what a broker forgot or a dead worker left, and throw away what is old."""
    batches.forget(now=clock.now())
    for pk in batches.unfinished():
        work_on_batch.delay(pk)


@shared_task
def end_notices() -> int:
    """End notices that speak of a time that is over; how many."""
    return notices.end_due()


@shared_task
def go_on_with_outreach(pk: int) -> None:
    """Write one message to the requests that wait for it."""
    outreach.go_on(Outreach.objects.select_related("by").get(pk=pk))


@shared_task
def go_on_with_all_outreach() -> int:
    """Messages to many that are not through; how many."""
    return outreach.go_on_with_all()


@shared_task
def file_recurring() -> int:
    """File what comes again and is due; the number of requests."""
    return recurring_filing.file_due()


@shared_task
def ask_forgotten_timers() -> int:
    """Ask people about timers that ran too long to be true; their number."""
    return efforts.ask_forgotten()


@shared_task
def warn_of_stale_information() -> int:
    """Tell owners of information that was not refreshed as promised; how many."""
    return sheets.warn_stale()


@shared_task
def remove_old_data() -> int:
    """Go on with what the rules of keeping remove tonight; the number of rows."""
    return removing.work()


@shared_task
def tell_thanks_of_the_week() -> int:
    """Tell whoever was thanked last week of it, once; how many people."""
    return thanks_of_the_week.tell()


@shared_task
def forget_sessions() -> int:
    """Delete sessions that ended; how many."""
    return browsers.forget(clock.now())
