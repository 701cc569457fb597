"""Celery's app and the whole timetable.

Every periodic job is safe to run twice and by many at once, so several beats may run and none needs a leader.
A message that nobody took before its job comes round again is worthless; `expires` lets the broker drop it.
"""

import os
from datetime import timedelta
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("counterpart")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def every(seconds: int, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": timedelta(seconds=seconds), "options": {"expires": max(seconds, 5)}}


@app.on_after_configure.connect
def set_timetable(sender: Celery, **kwargs: Any) -> None:
    from django.conf import settings

    sender.conf.beat_schedule = {
        "sweep due clocks": every(settings.SWEEP_SECONDS, "sla.tasks.sweep"),
        # Whoever writes an event asks for this at once; without a broker it waits for its turn here.
        "handle what clocks set off": every(15, "sla.tasks.handle_events"),
        "deliver notifications": every(settings.DELIVERY_SECONDS, "requests_app.tasks.deliver_due"),
        # Verbs ask for this at once where a program listens.
        "tell programs": every(30, "requests_app.tasks.call_hooks"),
        "forget old calls of programs": every(3600, "requests_app.tasks.forget_calls"),
        "recount stale days": every(settings.ROLLUP_SECONDS, "dashboards.tasks.recount_stale"),
        "go on with recalculations": every(30, "sla.tasks.recalculate_unfinished"),
        "close what was resolved long ago": every(300, "sla.tasks.close_resolved"),
        "go on with what was on hold until now": every(settings.WAKE_SECONDS, "requests_app.tasks.wake_due"),
        "go on with changes of many requests": every(30, "requests_app.tasks.work_on_batches"),
        "remind of open questions": every(300, "sla.tasks.remind_due"),
        "invite to rate": every(300, "surveys.tasks.invite_due"),
        "run surveys": every(300, "surveys.tasks.run_campaigns"),
        "draw quality reviews": every(3600, "surveys.tasks.review_due"),
        "ask whether improvements helped": every(3600, "surveys.tasks.ask_to_review_improvements"),
        "look after training": every(600, "surveys.tasks.look_after_training"),
        "announce suggestions": every(3600, "surveys.tasks.announce_suggestions"),
        "check and preview files": every(30, "requests_app.tasks.process_attachments"),
        "forget sessions that ended": every(3600, "requests_app.tasks.forget_sessions"),
        "forget old searches": every(3600, "requests_app.tasks.forget_searches"),
        "forget files nobody sent": every(3600, "requests_app.tasks.purge_attachments"),
        "ask who stands in for absent approvers": every(300, "requests_app.tasks.ask_stand_ins"),
        "ask about forgotten timers": every(900, "requests_app.tasks.ask_forgotten_timers"),
        "forget answers of the API": every(3600, "requests_app.tasks.forget_api_answers"),
        "fetch letters": every(60, "requests_app.tasks.fetch_mail"),
        # Whatever brings one asks for this at once; without a broker it waits for its turn here.
        "deal with letters": every(15, "requests_app.tasks.process_mail"),
        "forget old letters": every(3600, "requests_app.tasks.forget_letters"),
        "forget old drafts": every(3600, "requests_app.tasks.purge_drafts"),
        "go on with messages to many": every(30, "requests_app.tasks.go_on_with_all_outreach"),
        "end notices whose time is over": every(60, "requests_app.tasks.end_notices"),
        "file what comes again": every(60, "requests_app.tasks.file_recurring"),
        "warn of information that is late": every(3600, "requests_app.tasks.warn_of_stale_information"),
        "warn of articles to be looked at again": every(3600, "requests_app.tasks.warn_of_old_articles"),
        "go on with undertakings of admins": every(30, "requests_app.tasks.undertake_unfinished"),
        # Finds something to say on Mondays; the other days make up for a Monday without workers.
        "tell thanks of the week": every(3600, "requests_app.tasks.tell_thanks_of_the_week"),
        # These do their work once a night, whenever that night's turn comes.
        "remove old data": every(900, "requests_app.tasks.remove_old_data"),
        "count clocks anew": every(3600, "sla.tasks.audit_clocks"),
        "count figures anew": every(3600, "dashboards.tasks.audit_figures"),
        # Finds something to do once a month.
        "count journeys": every(3600, "dashboards.tasks.count_journeys"),
        "pack what replays read": every(21_600, "sla.tasks.pack_history"),
        "remind of service reviews": every(600, "dashboards.tasks.remind_of_reviews"),
        "write reports by mail": every(300, "dashboards.tasks.send_reports"),
        "write morning notes": every(300, "dashboards.tasks.tell_mornings"),
        "look for lapsed days": every(3600, "dashboards.tasks.mark_lapsed"),
    }
