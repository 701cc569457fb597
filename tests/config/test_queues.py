"""The watch over promises has a queue of its own, and every worker takes from both by turns."""

from __future__ import annotations

import pytest
from celery import current_app


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("sla.tasks.sweep", "clocks"),
        ("sla.tasks.handle_events", "clocks"),
        ("requests_app.tasks.deliver_due", "celery"),
    ],
)
def test_it_waits_behind_nothing_else(task: str, queue: str) -> None:
    assert current_app.amqp.router.route({}, task)["queue"].name == queue


def test_a_worker_that_is_told_nothing_takes_from_both() -> None:
    assert set(current_app.amqp.queues.consume_from) == {"clocks", "celery"}


def test_no_message_goes_to_both() -> None:
    """Without keys of their own both get whatever is sent to one."""
    keys = [(queue.exchange.name, queue.routing_key) for queue in current_app.amqp.queues.values()]
    assert len(set(keys)) == len(keys) == 2
