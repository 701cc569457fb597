"""What a file is, told by its content alone; what is dangerous or two things at once is Unwelcome."""

from __future__ import annotations

import codecs
from typing import IO

from . import compound, kinds, packed, pictures
from .kinds import Kind
from .reading import chunks, contains, head_of
from .unwelcome import BROKEN, EMPTY, PROGRAM, TWO_IN_ONE, UNKNOWN, WEB_PAGE, Unwelcome

HEAD = 4096

SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", kinds.PNG),
    (b"\xff\xd8\xff", kinds.JPEG),
    (b"GIF87a", kinds.GIF),
    (b"GIF89a", kinds.GIF),
    (b"BM", kinds.BMP),
    (b"II*\0", kinds.TIFF),
    (b"MM\0*", kinds.TIFF),
    (b"%PDF-", kinds.PDF),
    (b"{\\rtf", kinds.RTF),
    (b"\x1aE\xdf\xa3", kinds.WEBM),
)
# Brands of the container that videos and telephones' pictures share.
BRANDS: dict[bytes, Kind] = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"), kinds.HEIC),
    **dict.fromkeys((b"avif", b"avis"), kinds.AVIF),
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1"), kinds.MP4),
    **dict.fromkeys((b"M4V ", b"MSNV", b"dash", b"3gp4", b"3gp5", b"mmp4"), kinds.MP4),
    b"qt  ": kinds.MOV,
}
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"dex\n", b"\0asm")

# What a browser takes for a page, wherever it stands in a text that begins with a tag.
TAGS = (
    b"<html",
    b"<!doctype html",
    b"<svg",
    b"<script",
    b"<body",
    b"<head>",
    b"<iframe",
    b"<?xml-stylesheet",
    b"/xhtml",
)
WIDE_TAGS = tuple(tag.decode().encode(encoding) for tag in TAGS for encoding in ("utf-16-le", "utf-16-be"))
BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Control characters that no text has: all but tab, line feed, form feed, carriage return and escape.
NOT_IN_TEXTS = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"


def kind_of(file: IO[bytes]) -> Kind:
    """Raises Unwelcome for what is of no kind the portal knows, or not only of one."""
    head = head_of(file, HEAD)
    if not head:
        raise Unwelcome(EMPTY)
    kind = _signed(head)
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return packed.kind_of(file)
    if head.startswith(compound.SIGNATURE):
        return compound.kind_of(file)
    if kind is None:
        return _text(file, head)
    if kind.group == "pictures":
        pictures.check(file, kind)
    elif kind == kinds.PDF:
        _check_pdf(file, head)
    return kind


def _signed(head: bytes) -> Kind | None:
    if head.startswith(PROGRAMS):
        raise Unwelcome(PROGRAM)
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12])
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return kinds.WEBP
    return next((kind for signature, kind in SIGNATURES if head.startswith(signature)), None)


def _check_pdf(file: IO[bytes], head: bytes) -> None:
    # Readers look for both ends loosely; a page or an archive that is a PDF as well lives from that.
    if any(tag in head.lower() for tag in TAGS) or packed.has_archive_at_end(file):
        raise Unwelcome(TWO_IN_ONE)
    if not contains(file, (b"%%eof",)):
        raise Unwelcome(BROKEN)


def _text(file: IO[bytes], head: bytes) -> Kind:
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not (_decodes(file) if wide else _is_text(file)):
        raise Unwelcome(UNKNOWN)
    if _begins_with_tag(head) and contains(file, WIDE_TAGS if wide else TAGS):
        raise Unwelcome(WEB_PAGE)
    return kinds.TEXT


def _is_text(file: IO[bytes]) -> bool:
    """Of any encoding that keeps ASCII: UTF-8, GB 18030, Windows-1251 …"""
    return all(len(piece.translate(None, NOT_IN_TEXTS)) == len(piece) for piece in chunks(file))


def _decodes(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        return not any("\0" in decoder.decode(piece) for piece in chunks(file))
    except UnicodeDecodeError:
        return False


def _begins_with_tag(head: bytes) -> bool:
    for mark in BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip()[:1] == b"<"
