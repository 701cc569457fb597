"""Archives and the documents that are archives: only their table of contents is read, nothing is ever unpacked."""

from __future__ import annotations

import struct
import zipfile
from pathlib import PurePosixPath
from typing import IO

from . import kinds
from .kinds import Kind
from .reading import ends_with, size_of
from .unwelcome import BAD_PATHS, BROKEN, MACROS, PACKED_TOO_TIGHT, PROGRAM, UNKNOWN, Unwelcome

# A table of contents longer than this would fill the memory of whoever reads it; it has room for 20,000 names.
LONGEST_TABLE = 2 * 2**20
# A sheet of zeros packs 1:60; bombs begin where the sum is large as well.
TIGHTEST, HARMLESS, MOST = 100, 100 * 2**20, 2 * 2**30

END = b"PK\5\6"
FAR_LOCATOR, FAR_END = b"PK\6\7", b"PK\6\6"
END_BYTES, COMMENT_BYTES, LOCATOR_BYTES, FAR_END_BYTES = 22, 2**16, 20, 56


def kind_of(file: IO[bytes]) -> Kind:
    """Raises Unwelcome for bombs, macros, programs and what is no archive after all."""
    if not _is_short(file):
        raise Unwelcome(PACKED_TOO_TIGHT)
    try:
        with zipfile.ZipFile(file) as archive:
            return _kind(archive, size_of(file))
    except (zipfile.BadZipFile, struct.error, OSError, ValueError, NotImplementedError, RuntimeError):
        raise Unwelcome(BROKEN) from None


def has_archive_at_end(file: IO[bytes]) -> bool:
    """Would an unpacker find an archive in it? For files that are something else."""
    if not zipfile.is_zipfile(file):
        return False
    if not _is_short(file):
        return True
    try:
        with zipfile.ZipFile(file) as archive:
            return bool(archive.filelist)
    except (zipfile.BadZipFile, struct.error, OSError, ValueError, NotImplementedError):
        return False


def _is_short(file: IO[bytes]) -> bool:
    """Whether the table of contents says that it is short; a program that believes it reads no more than that."""
    tail = ends_with(file, FAR_END_BYTES + LOCATOR_BYTES + END_BYTES + COMMENT_BYTES)
    at = len(tail) - END_BYTES
    # An end without a comment is looked at first, whatever is inside of it; so do those who unpack.
    if tail[at : at + 4] != END or tail[-2:] != b"\0\0":
        at = tail.rfind(END)
    if at < 0:
        return True
    if len(tail) < at + END_BYTES:
        return False
    length: int = struct.unpack_from("<L", tail, at + 12)[0]
    if tail[:at][-LOCATOR_BYTES:].startswith(FAR_LOCATOR):
        length = max(length, _far_length(tail[: at - LOCATOR_BYTES]))
    return length <= LONGEST_TABLE


def _far_length(before: bytes) -> int:
    """What the second, 64-bit end says, which counts more than the first for those who unpack."""
    end = before[-FAR_END_BYTES:]
    length: int = struct.unpack_from("<Q", end, 40)[0] if end.startswith(FAR_END) else 0
    return length


def _kind(archive: zipfile.ZipFile, size: int) -> Kind:
    members = archive.filelist
    names = {member.filename for member in members}
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST or (unpacked > HARMLESS and unpacked > TIGHTEST * size):
        raise Unwelcome(PACKED_TOO_TIGHT)
    if any(_leaves_its_folder(name) for name in names):
        raise Unwelcome(BAD_PATHS)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unwelcome(MACROS)
    if names & {"META-INF/MANIFEST.MF", "AndroidManifest.xml"}:
        raise Unwelcome(PROGRAM)
    return _document(archive, names) or kinds.ZIP


def _leaves_its_folder(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or name[1:2] == ":"


def _document(archive: zipfile.ZipFile, names: set[str]) -> Kind | None:
    if "[Content_Types].xml" in names:
        for folder, kind in (("word/", kinds.DOCX), ("xl/", kinds.XLSX), ("ppt/", kinds.PPTX)):
            if any(name.startswith(folder) for name in names):
                return kind
    if "mimetype" in names:
        return _open_document(archive)
    return None


def _open_document(archive: zipfile.ZipFile) -> Kind:
    told = archive.getinfo("mimetype")
    if told.compress_type != zipfile.ZIP_STORED or told.file_size > 200:
        raise Unwelcome(UNKNOWN)
    kind = kinds.OPEN_DOCUMENTS.get(archive.read(told).decode("ascii", "replace").strip())
    if kind is None:
        raise Unwelcome(UNKNOWN)
    return kind
