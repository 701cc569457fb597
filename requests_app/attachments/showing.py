"""The files of one request as its page shows them: in the bubbles they came with, and all of them in one card."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from requests_app.compiled import compiled
from requests_app.models import Attachment, ServiceRequest
from requests_app.models.attachments import AttachmentQuerySet

SHOWN_IN_CARD = 30


@dataclass(frozen=True, slots=True)
class Files:
    """`of_message` is by message id; what came with the filing form is under None."""

    of_message: dict[int | None, list[Attachment]] = field(default_factory=dict)
    newest: Sequence[Attachment] = ()
    count: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.newest)


@compiled
def _all(request: int) -> AttachmentQuerySet:
    return Attachment.objects.filter(request=request).select_related("uploaded_by", "message").in_order()


@compiled
def _public(request: int) -> AttachmentQuerySet:
    return Attachment.objects.filter(request=request).public().select_related("uploaded_by", "message").in_order()


def files_of(request: ServiceRequest, *, sees_notes: bool) -> Files:
    """Read once; for who does not read internal notes, without their files."""
    if not request.has_files:
        return Files()
    files = _all(request.pk) if sees_notes else _public(request.pk)
    for file in files:
        file.request = request
    of_message: dict[int | None, list[Attachment]] = defaultdict(list)
    for file in files:
        # What answers a field of the form is shown with the answers.
        if not file.field:
            of_message[file.message_id].append(file)
    there = [file for file in files if not file.is_gone]
    return Files(dict(of_message), there[: -SHOWN_IN_CARD - 1 : -1], len(there))
