"""Looking for bytes in a file without holding all of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import IO

CHUNK = 256 * 1024


def chunks(file: IO[bytes], overlap: int = 0) -> Iterator[bytes]:
    """The whole file in pieces; each begins with the last `overlap` bytes of the one before."""
    file.seek(0)
    tail = b""
    while piece := file.read(CHUNK):
        yield tail + piece
        tail = (tail + piece)[-overlap:] if overlap else b""


def contains(file: IO[bytes], needles: Collection[bytes]) -> bool:
    """Is one of these (given in small letters) somewhere in it, whatever its capitals?"""
    longest = max(len(needle) for needle in needles)
    return any(needle in piece for piece in map(bytes.lower, chunks(file, overlap=longest - 1)) for needle in needles)


def ends_with(file: IO[bytes], count: int) -> bytes:
    """The last `count` bytes, or all of a shorter file."""
    size = file.seek(0, 2)
    file.seek(max(0, size - count))
    return file.read(count)


def head_of(file: IO[bytes], count: int) -> bytes:
    file.seek(0)
    return file.read(count)


def size_of(file: IO[bytes]) -> int:
    return file.seek(0, 2)
