"""Which typeface of this machine can write the words of a picture."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from PIL import ImageFont

# Looked for where systems keep their fonts. Each file with the index of its face; the first that has every letter of a
# picture is taken.
ROOTS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
FACES = (
    ("DejaVuSans.ttf", 0),
    ("NotoSans-Regular.ttf", 0),
    ("LiberationSans-Regular.ttf", 0),
    ("Arial.ttf", 0),
    ("arial.ttf", 0),
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSansSC-Regular.otf", 0),
    ("SourceHanSansSC-Regular.otf", 0),
    ("wqy-microhei.ttc", 0),
    ("PingFang.ttc", 0),
    ("msyh.ttc", 0),
)


class NoFont(Exception):
    """No typeface of this machine has all the letters."""


class Face(NamedTuple):
    """A typeface and its files: the usual one, and the bold one where it is there."""

    family: str
    files: list[str]


def face_for(text: str) -> Face:
    """The first typeface that has every letter of `text`. Raises NoFont."""
    found = _face(frozenset(text))
    if found is None:
        raise NoFont(f"no typeface for {text[:40]!r}")
    path, index = found
    usual = Path(path)
    bold = usual.with_name(f"{usual.stem.removesuffix('-Regular')}-Bold{usual.suffix}")
    return Face(_opened(path, index).getname()[0] or "", [path, *([str(bold)] if bold.exists() else [])])


def can_write(text: str) -> bool:
    """Has this machine a typeface with every letter of `text`?"""
    return _face(frozenset(text)) is not None


@lru_cache(maxsize=256)
def _face(letters: frozenset[str]) -> tuple[str, int] | None:
    return next((face for face in _installed() if _writes(*face, letters)), None)


@lru_cache(maxsize=64)
def _opened(path: str, index: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, 24, index=index)


def _writes(path: str, index: int, letters: frozenset[str]) -> bool:
    """Does it draw each of them otherwise than what it has no shape for?"""
    font = _opened(path, index)
    missing = _shape(font, "\U0010fffd")
    return all(_shape(font, letter) != missing for letter in letters if not letter.isspace())


def _shape(font: ImageFont.FreeTypeFont, letter: str) -> bytes:
    return bytes(font.getmask(letter))


@cache
def _installed() -> tuple[tuple[str, int], ...]:
    return tuple(_found())


def _found() -> Iterator[tuple[str, int]]:
    if settings.CHART_FONT:
        yield settings.CHART_FONT, 0
    files = {path.name: path for root in ROOTS if Path(root).is_dir() for path in Path(root).rglob("*.[to]t[fc]")}
    yield from ((str(files[name]), index) for name, index in FACES if name in files)
