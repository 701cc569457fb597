"""A thousand calls of which some go to a program that thinks about each: nobody else waits for it, nothing is lost."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from requests_app import clock
from requests_app.hooks import calling
from requests_app.models import Department, HookCall, HookTry, RequestEvent, ServiceRequest, User, WebhookHost
from tests.make import make_hook
from tests.requests_app.receivers import running

LINES, QUICK = 170, 5


@pytest.mark.long(seconds=150)
def test_a_slow_program_holds_up_none_of_a_thousand_calls(
    it: Department, laptop_request: ServiceRequest, maria: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(calling, "LONGEST_SWEEP", 10.0)
    monkeypatch.setattr(calling, "LONGEST_TURN", 3.0)
    WebhookHost.objects.create(name="127.0.0.1")
    with running() as quick, running() as slow:
        slow.waits = 1.0
        hooks = [make_hook(it, maria, f"Quick {number}", url=quick.url) for number in range(QUICK)]
        hooks.append(make_hook(it, maria, "Slow", url=slow.url))
        _happen(laptop_request, it)
        calls = HookCall.objects.exclude(hook=hooks[-1])
        sweeps = 0
        while sweeps == 0 or calls.pending().exists():
            calling.call_due()
            sweeps += 1
            assert sweeps < 12
        keys = Counter(headers["X-Counterpart-Delivery"] for headers, _body in quick.got)
        assert (len(keys), set(keys.values())) == (LINES * QUICK, {1})
        assert 0 < len(slow.got) < LINES
        of_slow = Counter(HookCall.objects.filter(hook=hooks[-1]).values_list("state", flat=True))
        assert of_slow == {"sent": len(slow.got), "pending": LINES - len(slow.got)}
        assert HookTry.objects.count() == len(quick.got) + len(slow.got)


def _happen(request: ServiceRequest, it: Department) -> None:
    at = clock.now() + timedelta(milliseconds=1)
    RequestEvent.objects.bulk_create(
        RequestEvent(request=request, verb="replied", old_status="new", new_status="new", department=it, at=at)
        for _number in range(LINES)
    )
