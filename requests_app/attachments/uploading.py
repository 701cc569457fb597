"""One upload, from a browser nobody has to trust to a row that waits to be sent."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from requests_app.models import Attachment, User
from requests_app.phrases import listed

from . import kinds, names, processing, sniffing, storing
from .kinds import Kind
from .unwelcome import TOO_BIG, UNKNOWN, Unwelcome

TOO_MANY_UNSENT = _(
    "“%(name)s” was not taken: you have many files here that you did not send. Send or remove them first."
)


def accept(upload: UploadedFile[Any], *, by: User, now: datetime | None = None) -> Attachment:
    """Keep it for whoever uploaded it, until a verb claims it. Raises Unwelcome.

    What is forbidden is refused before anything is stored. Scanner and preview come at once where they are quick.
    """
    limits = settings.ATTACHMENTS
    if (upload.size or 0) > limits.file_bytes:
        raise Unwelcome(TOO_BIG, limit=filesizeformat(limits.file_bytes))
    if Attachment.objects.unclaimed_by(by).count() >= limits.unsent_files:
        raise Unwelcome(TOO_MANY_UNSENT)
    kind = _welcome_kind(upload, limits.groups)
    file = storing.keep(upload, name=upload.name or "", kind=kind, by=by, now=now)
    processing.begin(file)
    return file


def refusal(upload: UploadedFile[Any], problem: Unwelcome) -> str:
    """The sentence people read."""
    return problem.about(names.clean_name(upload.name or ""))


def taken(groups: Collection[str]) -> str:
    """What is taken, in words: “pictures, PDF, plain text”."""
    return listed(label for group, label in kinds.GROUPS.items() if group in groups)


def _welcome_kind(upload: UploadedFile[Any], groups: Collection[str]) -> Kind:
    try:
        kind = sniffing.kind_of(upload)
        if kind.group not in groups:
            raise Unwelcome(UNKNOWN)
    except Unwelcome as problem:
        problem.said.setdefault("kinds", taken(groups))
        raise
    return kind
