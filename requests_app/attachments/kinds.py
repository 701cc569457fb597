"""Which files are welcome: by their content, in groups an installation can leave out."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Kind:
    """What a content turned out to be. The first ending is the one a name gets that has none of them."""

    content_type: str
    endings: tuple[str, ...]
    group: str
    pillow: str = ""  # the format Pillow reads it as; empty: no preview is drawn


PNG = Kind("image/png", ("png",), "pictures", "PNG")
JPEG = Kind("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), "pictures", "JPEG")
GIF = Kind("image/gif", ("gif",), "pictures", "GIF")
WEBP = Kind("image/webp", ("webp",), "pictures", "WEBP")
BMP = Kind("image/bmp", ("bmp",), "pictures", "BMP")
TIFF = Kind("image/tiff", ("tif", "tiff"), "pictures", "TIFF")
HEIC = Kind("image/heic", ("heic", "heif"), "pictures")
AVIF = Kind("image/avif", ("avif",), "pictures")
PDF = Kind("application/pdf", ("pdf",), "pdf")

OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = Kind(f"{OFFICE}wordprocessingml.document", ("docx", "dotx"), "office")
XLSX = Kind(f"{OFFICE}spreadsheetml.sheet", ("xlsx", "xltx"), "office")
PPTX = Kind(f"{OFFICE}presentationml.presentation", ("pptx", "ppsx", "potx"), "office")
ODT = Kind("application/vnd.oasis.opendocument.text", ("odt",), "office")
ODS = Kind("application/vnd.oasis.opendocument.spreadsheet", ("ods",), "office")
ODP = Kind("application/vnd.oasis.opendocument.presentation", ("odp",), "office")
ODG = Kind("application/vnd.oasis.opendocument.graphics", ("odg",), "office")
OPEN_DOCUMENTS = {kind.content_type: kind for kind in (ODT, ODS, ODP, ODG)}

DOC = Kind("application/msword", ("doc", "dot"), "old_office")
XLS = Kind("application/vnd.ms-excel", ("xls", "xlt"), "old_office")
PPT = Kind("application/vnd.ms-powerpoint", ("ppt", "pps"), "old_office")
MSG = Kind("application/vnd.ms-outlook", ("msg",), "old_office")
RTF = Kind("application/rtf", ("rtf",), "old_office")

TEXT = Kind(
    "text/plain",
    (
        "txt", "log", "csv", "tsv", "md", "json", "xml", "yaml", "yml", "toml", "ini", "cfg", "conf", "properties",
        "eml", "ics", "vcf", "sql", "srt", "diff", "patch",
    ),
    "text",
)  # fmt: skip
ZIP = Kind("application/zip", ("zip",), "archives")
MP4 = Kind("video/mp4", ("mp4", "m4v"), "video")
MOV = Kind("video/quicktime", ("mov", "qt"), "video")
WEBM = Kind("video/webm", ("webm", "mkv"), "video")

# In the order people are told them.
GROUPS: dict[str, LazyText | str] = {
    "pictures": _("pictures"),
    "pdf": _("PDF"),
    "office": _("documents, tables and slides"),
    "old_office": _("older Office files and saved mails"),
    "text": _("plain text"),
    "archives": _("ZIP archives"),
    "video": _("screen recordings"),
}

ALL = tuple(kind for kind in list(globals().values()) if isinstance(kind, Kind))
_GROUP_BY_TYPE = {kind.content_type: kind.group for kind in ALL}


def group_of(content_type: str) -> str:
    """Empty where nothing of this type is known any more."""
    return _GROUP_BY_TYPE.get(content_type, "")
