"""One verb for selected requests, as a browser does it: choose, say what, do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.test import Client

from requests_app.models import ServiceRequest


def in_bulk(client: Client, act: str, requests: Iterable[ServiceRequest], **form: Any) -> str:
    """The page one comes back to."""
    chosen = client.post("/queue/it/bulk/", {"act": act, "requests": [one.pk for one in requests]})
    assert chosen.status_code == 302
    return client.post(chosen.headers["Location"], form, follow=True).content.decode()
