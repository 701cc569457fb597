"""Taking a file in, and letting it go: the row in the database, the content under a random name in the storage."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import datetime
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import transaction

from requests_app import clock
from requests_app.models import Attachment, User

from . import names
from .kinds import Kind
from .reading import chunks

logger = logging.getLogger(__name__)
PREVIEWS = ("large", "thumb")


def storage() -> Storage:
    return storages["attachments"]


def keep(content: IO[bytes], *, name: str, kind: Kind, by: User, now: datetime | None = None) -> Attachment:
    """Store a content whose kind is known already."""
    at = now or clock.now()
    check = Attachment.Check.WAITING if settings.SCANNER_URL else Attachment.Check.OFF
    file = Attachment(
        uploaded_by=by,
        name=names.with_ending(names.clean_name(name), kind),
        content_type=kind.content_type,
        created_at=at,
        check_state=check,
        process_at=at if check == Attachment.Check.WAITING or kind.pillow else None,
    )
    file.size, file.sha256 = _measured(content)
    content.seek(0)
    file.stored = storage().save(random_name(), File(content))
    try:
        file.save(force_insert=True)
    except BaseException:
        storage().delete(file.stored)
        raise
    return file


def _measured(content: IO[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    for piece in chunks(content):
        size += len(piece)
        digest.update(piece)
    return size, digest.hexdigest()


def random_name() -> str:
    """Says nothing of what it holds, and cannot be guessed. Two folders deep: no folder gets too full."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token[2:4]}/{token}"


def preview_name(stored: str, size: str) -> str:
    return f"{stored}.{size}"


@transaction.atomic
def discard(file: Attachment) -> None:
    """Forget an upload that was never sent, with its content. Raises DoesNotExist where it was sent meanwhile."""
    unsent = Attachment.objects.unsent().select_for_update().get(pk=file.pk)
    drop_content(unsent)
    unsent.delete()


def drop_content(file: Attachment) -> None:
    """Take the content away for good, once the transaction is through; the row is saved without it."""
    stored, had_preview = file.stored, file.has_preview
    file.stored, file.has_preview, file.process_at = "", False, None
    file.save(update_fields=["stored", "has_preview", "process_at"])
    if stored:
        transaction.on_commit(lambda: _delete(stored, had_preview))


def _delete(stored: str, had_preview: bool) -> None:
    gone = [stored, *(preview_name(stored, size) for size in PREVIEWS if had_preview)]
    for name in gone:
        try:
            storage().delete(name)
        except Exception:
            # The row no longer leads to it; whoever runs the storage finds the name here.
            logger.exception("The content %s could not be deleted", name)


def purge_forgotten(now: datetime, limit: int = 500) -> int:
    """Delete what was uploaded long ago and never sent; how many files."""
    with transaction.atomic():
        old = Attachment.objects.forgotten(now - settings.ATTACHMENTS.kept_unsent)
        files = list(old.select_for_update(skip_locked=True)[:limit])
        for file in files:
            drop_content(file)
        Attachment.objects.filter(pk__in=[file.pk for file in files]).delete()
    return len(files)
