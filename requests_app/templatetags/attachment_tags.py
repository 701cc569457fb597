"""How a file looks in a list."""

from __future__ import annotations

from django import template

from requests_app import access
from requests_app.attachments import kinds
from requests_app.models import Attachment, User

register = template.Library()

ICONS = {
    "pictures": "photo",
    "pdf": "document-text",
    "office": "document-text",
    "old_office": "document-text",
    "text": "document-text",
    "archives": "archive-box",
    "video": "film",
}
OWN_ICONS = {
    kinds.XLSX.content_type: "table-cells",
    kinds.ODS.content_type: "table-cells",
    kinds.XLS.content_type: "table-cells",
    kinds.PPTX.content_type: "presentation-chart-bar",
    kinds.ODP.content_type: "presentation-chart-bar",
    kinds.PPT.content_type: "presentation-chart-bar",
    kinds.MSG.content_type: "envelope",
}


@register.filter
def file_icon(file: Attachment) -> str:
    """A heroicon of the micro set."""
    return OWN_ICONS.get(file.content_type) or ICONS.get(kinds.group_of(file.content_type), "document")


@register.filter
def removable_by(file: Attachment, user: User) -> bool:
    return access.can_remove_file(user, file)
