"""Files of a request: brought by the verb they were written with, taken away again with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests_app.attachments import storing
from requests_app.models import Attachment, Message, ServiceRequest, User
from requests_app.states import Verb

from .base import Act, Refused, change, lock, moment
from .keeping import refuse_if_protected


def bring(
    request: ServiceRequest, ids: Iterable[UUID], *, by: User | None, message: Message | None = None, field: str = ""
) -> dict[str, Any]:
    """Let uploaded files belong to a request, inside the verb's transaction; what its journal line tells of them.

    Only the person's own that were not sent before; else Refused. `field` is the code of the form's field they answer.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted or by is None:
        return {}
    uploaded = {one.pk: one for one in Attachment.objects.unclaimed_by(by).select_for_update().filter(pk__in=wanted)}
    if len(uploaded) < len(wanted):
        raise Refused(_("A file is no longer there, or was sent before. Add it again."))
    files = [uploaded[pk] for pk in wanted]
    _refuse_gone(files)
    _refuse_too_much(request, files)
    Attachment.objects.filter(pk__in=wanted).update(request=request, message=message, field=field)
    return {"files": [{"id": str(file.pk), "name": file.name} for file in files]}


def _refuse_gone(files: Sequence[Attachment]) -> None:
    for file in files:
        if file.is_gone:
            raise Refused(_("“%(name)s” was removed: a virus was found in it.") % {"name": file.name})


def _refuse_too_much(request: ServiceRequest, files: Sequence[Attachment]) -> None:
    limits = settings.ATTACHMENTS
    if len(files) > limits.sending_files:
        raise Refused(
            ngettext(
                "At most %(count)s file goes with one message.",
                "At most %(count)s files go with one message.",
                limits.sending_files,
            )
            % {"count": limits.sending_files}
        )
    held = request.attachments.exclude(stored="").aggregate(count=Count("pk"), bytes=Sum("size", default=0))
    count, size = held["count"] + len(files), held["bytes"] + sum(file.size for file in files)
    if count > limits.request_files or size > limits.request_bytes:
        raise Refused(_("This request holds all the files it can take. Name a shared folder in your message instead."))


@transaction.atomic
def remove_file(
    request: ServiceRequest, file: Attachment, reason: str, *, by: User, now: datetime | None = None
) -> ServiceRequest:
    """Take a file's content away for good; name and reason stay as a trace."""
    if not reason.strip():
        raise Refused(_("Say why the file is to go."))
    request, at = lock(request), moment(now)
    refuse_if_protected(request)
    file = request.attachments.select_for_update(of=("self",)).select_related("message").get(pk=file.pk)
    if file.removed_at is not None:
        raise Refused(_("The file was removed before."))
    storing.drop_content(file)
    file.removed_at, file.removed_by, file.removed_because = at, by, reason.strip()
    file.save(update_fields=["removed_at", "removed_by", "removed_because"])
    # Of a note's file only those hear who read notes: its journal line is of a kind of its own.
    verb = Verb.NOTE_FILE_REMOVED if file.is_internal else Verb.FILE_REMOVED
    return change(request, Act(verb, by, at, data={"file": str(file.pk), "name": file.name, "reason": reason.strip()}))
