"""What some of the cast chose to be told, so that the pages about it have something to show; and nothing to be sent."""

from __future__ import annotations

from datetime import timedelta

from requests_app import webhooks
from requests_app.hooks import groups
from requests_app.models import (
    Delivery,
    Hook,
    HookCall,
    HookTry,
    NotificationSettings,
    RequestEvent,
    ServiceRequest,
    Told,
    WebhookHost,
)
from requests_app.notifications import muting, topics

from .world import World

CALLS, GIVEN_UP, TRIES = 30, 4, 27
STEP = timedelta(minutes=55)  # between tries
HOSTS = (("hooks.blue-harbour.example", "Chat"), ("*.automation.example", ""))


def choose(world: World) -> None:
    """After all news are told: from now on choices count, and nobody is mailed about an invented past."""
    Delivery.objects.all().delete()
    cast = world.staff.cast
    muting.choose(cast["olga.petrova"], topics.named(topics.QUEUE), Told.EMAIL, wanted=True)
    muting.choose(cast["olga.petrova"], topics.named(topics.THANKS), Told.EMAIL, wanted=True)
    muting.choose(cast["li.wei"], topics.named("ratings"), Told.EMAIL, wanted=False)
    daily = {"pace": NotificationSettings.Pace.DAILY, "daily_at": 16}
    NotificationSettings.objects.create(person=cast["maria.schulz"], **daily)
    finished = ServiceRequest.objects.of(cast["li.wei"]).finished().newest_first().first()
    if finished is not None:
        muting.mute(cast["li.wei"], finished, at=world.now)
    WebhookHost.objects.bulk_create(WebhookHost(name=name, note=note) for name, note in HOSTS)
    _listen(world)


def _listen(world: World) -> None:
    """IT's chat heard of what happened, until its program was gone. Off, so that a demo calls nobody."""
    now = world.now
    hook = Hook.objects.create(
        department=world.departments["it"],
        name="Chat",
        url="https://hooks.blue-harbour.example/counterpart",
        secret=webhooks.fresh_secret(),
        groups=["filed", "finished"],
        made_at=now - timedelta(days=30),
        read_until=now,
        next_turn_at=now,
        busy_until=now,
        off_since=now,
        off_because=Hook.Off.FAILING,
        failing_since=now - timedelta(hours=25),
        failures=TRIES,
    )
    # So long ago that a whole day of tries has passed since.
    until = now - timedelta(hours=25)
    told = {"verb__in": groups.verbs_of(hook.groups), "at__lt": until, "request__is_live": True}
    lines = RequestEvent.objects.public().filter(department=hook.department, **told)
    newest = list(lines.filter(request__service__is_confidential=False).order_by("-at", "-pk")[:CALLS])[::-1]
    made = HookCall.objects.bulk_create(
        _call(hook, line, gone=number >= CALLS - GIVEN_UP, took_ms=80 + line.pk * 37 % 240)
        for number, line in enumerate(newest)
    )
    HookTry.objects.bulk_create(one for call in made for one in _tries(call))


def _tries(call: HookCall) -> list[HookTry]:
    """About hourly, up to the last one."""
    went = {"status": call.status, "error": call.error, "took_ms": call.took_ms}
    moments = [call.since + STEP * number for number in range(call.attempts)]
    return [HookTry(call=call, at=at, **went) for at in moments]


def _call(hook: Hook, line: RequestEvent, *, gone: bool, took_ms: int) -> HookCall:
    came = {
        "state": Delivery.State.DEAD if gone else Delivery.State.SENT,
        "attempts": TRIES if gone else 1,
        "status": 502 if gone else 200,
        "answer": "Bad Gateway" if gone else "ok",
        "error": "NotTaken: the receiver answers 502" if gone else "",
        "took_ms": took_ms,
    }
    tried_at = line.at + STEP * (TRIES - 1 if gone else 0)
    return HookCall(hook=hook, event=line, since=line.at, next_attempt_at=line.at, tried_at=tried_at, **came)
