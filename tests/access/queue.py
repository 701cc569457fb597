"""A department's queue: its views, what is done to many rows, and what is saved of it."""

from __future__ import annotations

from dataclasses import replace

from requests_app import batches, clock, queue_views
from requests_app.models import Batch, ServiceRequest
from tests.access.roles import NOT_ALLOWED, Addresses, Scene, Table

TABLE: Table = {
    "queue_own": {"GET": "302 302 302 302 302 302 302 302", "POST": NOT_ALLOWED},
    "queue": {"GET": "302 404 404 200 404 200 404 302", "POST": NOT_ALLOWED},
    "queue_view_new": {"GET": "302 404 404 200 404 200 404 302", "POST": "302 404 404 422 404 422 404 302"},
    # A view of the agent's that is shared with the department
    "queue_view": {"GET": "302 404 404 200 404 200 404 302", "POST": "302 404 404 422 404 422 404 302"},
    "queue_view_query": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 302 404 302"},
    "queue_view_removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 302 404 302"},
    "queue_view_restoration": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 302 404 302"},
    # Nothing changed since no moment
    "queue_news": {"GET": "302 404 404 204 404 204 404 302", "POST": NOT_ALLOWED},
    "queue_export": {"GET": "302 404 404 200 404 200 404 302", "POST": "302 404 404 200 404 200 404 302"},
    "queue_bulk": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 302 404 302"},
    # Begun by the agent
    "queue_batch": {"GET": "302 404 404 200 404 404 404 302", "POST": "302 404 404 302 404 404 404 302"},
    "queue_batch_undoing": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 404 404 302"},
    "queue_next": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 302 404 302"},
}


def addresses(scene: Scene) -> Addresses:
    shared = queue_views.Kept("Shared", is_shared=True)
    view = queue_views.save(scene.it, "view=open", shared, by=scene.olga, now=clock.now())
    gone = queue_views.save(scene.it, "view=open", replace(shared, name="Gone"), by=scene.olga, now=clock.now())
    queue_views.remove(gone, by=scene.olga, now=clock.now())
    held = ServiceRequest.objects.filter(pk=scene.request.pk)
    batch = batches.prepare(Batch.Act.ASSIGN, held, scene.it, by=scene.olga, now=clock.now())
    return {
        "queue_view": {"pk": view.pk},
        "queue_view_query": {"pk": view.pk},
        "queue_view_removal": {"pk": view.pk},
        "queue_view_restoration": {"pk": gone.pk},
        "queue_batch": {"pk": batch.pk},
        "queue_batch_undoing": {"pk": batch.pk},
    }
