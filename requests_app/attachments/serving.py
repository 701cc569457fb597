"""Giving a file out again: only as a download, and so that no browser takes it for anything else."""

from __future__ import annotations

import logging

from django.http import FileResponse, Http404, HttpResponseBase

from requests_app.models import Attachment

from . import storing

logger = logging.getLogger(__name__)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Whatever the file is: it runs nothing, loads nothing, and belongs to no origin.
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DRAWN_BY_US = "image/webp"


def download(file: Attachment) -> HttpResponseBase:
    """The content as it was uploaded."""
    return _response(file, file.stored, content_type=file.content_type, inline=False)


def preview(file: Attachment, size: str) -> HttpResponseBase:
    """The picture drawn by the portal: nothing of the uploaded bytes is in it. `size`: large or thumb."""
    return _response(file, storing.preview_name(file.stored, size), content_type=DRAWN_BY_US, inline=True)


def _response(file: Attachment, stored: str, *, content_type: str, inline: bool) -> HttpResponseBase:
    try:
        content = storing.storage().open(stored)
    except FileNotFoundError:
        logger.exception("The content of %s is missing", file.pk)
        raise Http404 from None
    response = FileResponse(content, as_attachment=not inline, filename=file.name, content_type=content_type)
    if not inline:
        # Not every store's file knows how long it is before it was read.
        response.headers["Content-Length"] = str(file.size)
    if inline:
        response.headers["Content-Disposition"] = "inline"
    for name, value in HEADERS.items():
        response.headers[name] = value
    # A preview never changes; five minutes spare a page with pictures, and are soon over for who may no longer see it.
    response.headers["Cache-Control"] = "private, max-age=300" if inline else "private, no-store"
    return response
