"""Finished requests: they lose words or files by verbs and never go as rows, since figures are counted from those."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.db.models import QuerySet

from requests_app import transitions
from requests_app.models import ServiceRequest

logger = logging.getLogger(__name__)

# Each takes about twenty statements and sends its journal line; a transaction stays below a few seconds.
AT_ONCE = 50


def with_words(before: datetime) -> QuerySet[ServiceRequest]:
    return ServiceRequest.objects.ended_before(before).with_words()


def with_files(before: datetime) -> QuerySet[ServiceRequest]:
    return ServiceRequest.objects.ended_before(before).with_files()


def _each(verb: Callable[[ServiceRequest], ServiceRequest], pks: Sequence[int]) -> None:
    for request in ServiceRequest.objects.filter(pk__in=pks).select_related("service", "requester").order_by("pk"):
        try:
            verb(request)
        except (transitions.Refused, transitions.IllegalMove):
            # Protected or opened again since it was chosen; the next chunk is chosen without it.
            logger.info("Request %s keeps what it has", request.pk)


empty = partial(_each, transitions.empty)
drop_files = partial(_each, transitions.drop_files)
