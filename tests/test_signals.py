"""Who hears of what: an app listens in one place, and nobody listens unseen."""

from __future__ import annotations

from django.db.models.signals import ModelSignal
from django.dispatch import Signal

from requests_app.signals import request_transitioned, service_moved, zone_changed
from sla.signals import clocks_changed
from surveys.signals import rating_saved


def listeners(signal: Signal) -> set[str]:
    receivers, _asynchronous = signal._live_receivers(sender=object)
    return {f"{one.__module__}.{one.__name__}" for one in receivers}


def test_each_app_listens_once_to_what_it_needs() -> None:
    assert listeners(request_transitioned) == {
        "requests_app.receivers.on_transition",
        "sla.receivers.on_transition",
        "surveys.receivers.on_transition",
        "dashboards.receivers.on_transition",
    }
    assert listeners(clocks_changed) == {"dashboards.receivers.on_clocks_changed"}
    assert listeners(rating_saved) == {"dashboards.receivers.on_rating_saved"}
    assert listeners(service_moved) == {"sla.reorganising.on_service_moved"}
    assert listeners(zone_changed) == {"dashboards.receivers.on_zone_changed"}


def test_nothing_of_ours_hangs_on_a_model_being_saved() -> None:
    from django.db.models import signals

    ours = ("requests_app.", "sla.", "surveys.", "dashboards.", "operations.")
    hooks = [signal for signal in vars(signals).values() if isinstance(signal, ModelSignal)]
    assert hooks
    assert not {name for hook in hooks for name in listeners(hook) if name.startswith(ours)}
