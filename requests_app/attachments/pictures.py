"""Pictures: whole, of a bearable size, and nothing else behind them; and how previews are drawn from them."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Callable
from io import BytesIO
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from . import kinds, packed
from .kinds import Kind
from .reading import contains, ends_with, head_of, size_of
from .unwelcome import BROKEN, TOO_MANY_PIXELS, TWO_IN_ONE, Unwelcome

# A JPEG is read at a fraction of its size, unless it comes in passes; of anything else every pixel has to be held.
MEGAPIXELS, JPEG_MEGAPIXELS = 50, 200
LARGE, THUMB = 1600, 320  # pixels of the longer side

# Names of things that no picture holds: a page, a program, another document.
FOREIGN = (b"<script", b"<html", b"<svg", b"<!doctype", b"<iframe", b"<?php", b"javascript:", b"%pdf-")

UNREADABLE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, EOFError, TypeError, IndexError)


def check(file: IO[bytes], kind: Kind) -> None:
    """Raises Unwelcome unless it is one whole picture and no more. Kinds that Pillow cannot read are only searched."""
    if contains(file, FOREIGN) or _begins_a_comment(file, kind) or packed.has_archive_at_end(file):
        raise Unwelcome(TWO_IN_ONE)
    if not kind.pillow:
        return
    _check_pixels(file, kind)
    ends = END_OF.get(kind)
    if ends is not None and not ends(file):
        raise Unwelcome(TWO_IN_ONE)


def _begins_a_comment(file: IO[bytes], kind: Kind) -> bool:
    # The width of a GIF and the length of a JPEG's first block, chosen so that a script engine skips the picture.
    places = {kinds.GIF: 6, kinds.JPEG: 4}
    return kind in places and head_of(file, 8)[places[kind] :][:2] == b"/*"


def _check_pixels(file: IO[bytes], kind: Kind) -> None:
    try:
        with _opened(file, kind) as picture:
            most = MEGAPIXELS if kind != kinds.JPEG or "progressive" in picture.info else JPEG_MEGAPIXELS
            if picture.width * picture.height > most * 1_000_000:
                raise Unwelcome(TOO_MANY_PIXELS, megapixels=most)
            picture.verify()
    except UNREADABLE:
        raise Unwelcome(BROKEN) from None


def _opened(file: IO[bytes], kind: Kind) -> Image.Image:
    """Only as what it was found to be: Pillow knows many formats, some of them hardly ever looked at."""
    file.seek(0)
    with warnings.catch_warnings():
        # It warns of many pixels, which are counted here before any is read.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return Image.open(file, formats=[kind.pillow])
        except Image.DecompressionBombError:
            raise Unwelcome(TOO_MANY_PIXELS, megapixels=MEGAPIXELS) from None


def pixels_of(file: IO[bytes], kind: Kind) -> int:
    with _opened(file, kind) as picture:
        return picture.width * picture.height


def previews(file: IO[bytes], kind: Kind) -> dict[str, bytes]:
    """`large` and `thumb` as WebP, drawn anew: upright, in sRGB-like RGB, without any of the original's metadata.

    Raises Unwelcome where the picture cannot be read after all.
    """
    try:
        with _opened(file, kind) as picture:
            picture.draft("RGB", (LARGE, LARGE))
            large = _upright(picture)
            large.thumbnail((LARGE, LARGE))
            thumb = large.copy()
            thumb.thumbnail((THUMB, THUMB))
            return {"large": _webp(large), "thumb": _webp(thumb)}
    except (*UNREADABLE, Image.DecompressionBombError, MemoryError):
        raise Unwelcome(BROKEN) from None


def _upright(picture: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(picture)
    return turned.convert("RGBA" if turned.has_transparency_data else "RGB")


def _webp(picture: Image.Image) -> bytes:
    drawn = BytesIO()
    # A fresh image has no metadata to hand on.
    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    fresh.save(drawn, "WEBP", quality=80)
    return drawn.getvalue()


# Does the file end where the picture ends? Telephones put films behind JPEGs, so those are only searched.


def _png_ends(file: IO[bytes]) -> bool:
    return ends_with(file, 12)[4:8] == b"IEND"


def _riff_ends(file: IO[bytes]) -> bool:
    said: int = struct.unpack("<L", head_of(file, 8)[4:])[0] + 8
    return size_of(file) in (said, said + said % 2)


def _bmp_ends(file: IO[bytes]) -> bool:
    return bool(struct.unpack("<L", head_of(file, 6)[2:])[0] == size_of(file))


def _gif_ends(file: IO[bytes]) -> bool:
    """Walk over the blocks to the trailer; the file ends there."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(10)
    packed_flags = file.read(3)[:1]
    _skip_colours(file, packed_flags)
    while introducer := file.read(1):
        if introducer == b";":
            return file.tell() == size
        if introducer == b"!":
            file.seek(1, 1)
        elif introducer == b",":
            _skip_colours(file, file.read(9)[8:])
            file.seek(1, 1)
        else:
            return False
        while (length := file.read(1)) and length != b"\0":
            file.seek(length[0], 1)
    return False


def _skip_colours(file: IO[bytes], flags: bytes) -> None:
    if flags and flags[0] & 0x80:
        file.seek(3 * 2 ** ((flags[0] & 7) + 1), 1)


END_OF: dict[Kind, Callable[[IO[bytes]], bool]] = {
    kinds.PNG: _png_ends,
    kinds.GIF: _gif_ends,
    kinds.WEBP: _riff_ends,
    kinds.BMP: _bmp_ends,
}
