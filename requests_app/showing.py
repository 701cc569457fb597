"""Files that belong to a text, as its page needs them."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from .models import Attachment


def pictures_of(files: Iterable[Attachment]) -> dict[str, str]:
    """Addresses by name of the files that can be shown within a text: `![words](name)`."""
    return {file.name: reverse("attachments:large", args=[file.pk]) for file in files if file.has_preview}
