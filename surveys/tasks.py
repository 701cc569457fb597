"""What workers do for this app. Every job is safe to run twice and by many at once."""

from __future__ import annotations

from celery import shared_task

from requests_app import clock

from . import inviting, reviewing
from .campaigns import running
from .improving import telling
from .suggestions import telling as suggesting
from .training import rounds


@shared_task
def invite_due() -> int:
    """Invite whoever was not asked yet; the number of invitations."""
    return inviting.invite_due(now=clock.now())


@shared_task
def review_due() -> int:
    """Draw finished requests for a quality review, and let go of what nobody reviewed in time; how many were drawn."""
    reviewing.lapse_due()
    return reviewing.draw_due()


@shared_task
def run_campaigns() -> int:
    """Start, open, remind and close what is due, and forget who was asked long ago; how many were looked at."""
    now = clock.now()
    rounds = (running.start_due, running.open_due, running.remind_due, running.close_due, running.forget_due)
    return sum(one(now=now) for one in rounds)


@shared_task
def ask_to_review_improvements() -> int:
    """Tell owners that it is time to look whether an improvement helped; how many."""
    return telling.ask_to_review()


@shared_task
def announce_suggestions() -> int:
    """Tell departments of suggestions of earlier days; how many."""
    return suggesting.announce()


@shared_task
def look_after_training() -> int:
    """Tell of new sessions, pass on seats of people who left, and remind of what is soon; how many sessions."""
    return rounds.tell_requesters() + rounds.free_places_of_former() + rounds.remind_due()
