"""What happens to a file once it is stored: the scanner looks at it, a preview is drawn. Safe to do twice."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from requests_app import clock
from requests_app.models import Attachment

from . import kinds, pictures, scanning, storing
from .unwelcome import Unwelcome

logger = logging.getLogger(__name__)

# Drawn while the uploader waits; anything larger is a worker's.
AT_ONCE_BYTES, AT_ONCE_PIXELS = 2 * 2**20, 4_000_000
# For as long nobody else takes a file that somebody is at.
LEASE = timedelta(minutes=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)

BY_TYPE = {kind.content_type: kind for kind in kinds.ALL if kind.pillow}


def begin(file: Attachment) -> None:
    """At once where it costs little, else by a worker; if the broker forgets it, `process_due` finds it."""
    from requests_app import tasks

    if file.process_at is None:
        return
    if file.check_state == Attachment.Check.OFF and _is_quick(file):
        _process(file, now=file.created_at)
    else:
        tasks.process_attachment.delay_on_commit(str(file.pk))


def _is_quick(file: Attachment) -> bool:
    if file.size > AT_ONCE_BYTES:
        return False
    with storing.storage().open(file.stored) as content:
        return pictures.pixels_of(content, BY_TYPE[file.content_type]) <= AT_ONCE_PIXELS


def process_one(pk: UUID, now: datetime | None = None) -> None:
    """Unless somebody else is at it, or did it."""
    at = now or clock.now()
    if Attachment.objects.to_process(at).filter(pk=pk).order_by().update(process_at=at + LEASE):
        _try(Attachment.objects.get(pk=pk), at)


def process_due(now: datetime | None = None, limit: int = 50) -> int:
    """Everything whose time has come; how many files."""
    at = now or clock.now()
    with transaction.atomic():
        ids = [file.pk for file in Attachment.objects.to_process(at).select_for_update(skip_locked=True)[:limit]]
        Attachment.objects.filter(pk__in=ids).update(process_at=at + LEASE)
    for file in Attachment.objects.filter(pk__in=ids):
        _try(file, at)
    return len(ids)


def _try(file: Attachment, at: datetime) -> None:
    try:
        _process(file, now=at)
    except scanning.ScannerUnavailable as problem:
        logger.warning("The scanner did not answer for %s: %s", file.pk, problem)
        _postpone(file, at)
    except Exception:
        logger.exception("%s could not be processed", file.pk)
        _postpone(file, at)


def _postpone(file: Attachment, at: datetime) -> None:
    pause = min(FIRST_PAUSE * 2 ** min(file.tries, 10), LONGEST_PAUSE)
    Attachment.objects.filter(pk=file.pk).update(process_at=at + pause, tries=min(file.tries + 1, 1000))


def _process(file: Attachment, *, now: datetime) -> None:
    """Raises ScannerUnavailable: until it answered, nobody gets the file."""
    if file.is_gone:
        Attachment.objects.filter(pk=file.pk).update(process_at=None)
        return
    if file.check_state == Attachment.Check.WAITING and not _is_clean(file):
        return
    file.has_preview = _draw_previews(file)
    file.process_at = None
    # Not where somebody took the content away meanwhile.
    Attachment.objects.filter(pk=file.pk, stored=file.stored).update(has_preview=file.has_preview, process_at=None)


def _is_clean(file: Attachment) -> bool:
    with storing.storage().open(file.stored) as content:
        virus = scanning.scan(content)
    if virus is None:
        file.check_state = Attachment.Check.CLEAN
        file.save(update_fields=["check_state"])
        return True
    logger.warning("A virus was found in %s: %s", file.pk, virus)
    with transaction.atomic():
        storing.drop_content(file)
        file.check_state = Attachment.Check.INFECTED
        file.save(update_fields=["check_state"])
    return False


def _draw_previews(file: Attachment) -> bool:
    kind = BY_TYPE.get(file.content_type)
    if kind is None:
        return False
    storage = storing.storage()
    try:
        with storage.open(file.stored) as content:
            drawn = pictures.previews(content, kind)
    except Unwelcome:
        return False
    for size, picture in drawn.items():
        name = storing.preview_name(file.stored, size)
        # A second try replaces what a first one left.
        storage.delete(name)
        storage.save(name, ContentFile(picture))
    return True
