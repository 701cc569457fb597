"""A letter taken apart: a tree of parts by their boundaries, in time proportional to size and depth.

Not `email.parser`: it looks for every open boundary in every line and descends without a limit, so that a small letter
made for it takes minutes; and it gives back an attached letter otherwise than it came.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .headers import Headers, from_base64, parsed
from .letter import Defect, Limits, Unreadable

_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n|\r\r")
# What looks like one where the header has none: a line of dashes and signs, with a header of a part under it.
_SOME_BOUNDARY = re.compile(rb"\s*--([!-~]{1,100})[ \t]*\r?\n(?=Content-[A-Za-z-]{1,40}:)", re.IGNORECASE)
_WORD = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}", re.ASCII)
_NOT_ENCODED = re.compile(rb"[^A-Za-z0-9+/=\s]")


@dataclass(slots=True)
class Part:
    """`body` are the bytes between headers and the next boundary, encoded as they came."""

    headers: Headers
    body: bytes
    content_type: str = "text/plain"
    parts: list[Part] = field(default_factory=list)
    defects: set[Defect] = field(default_factory=set)

    def leaves(self) -> Iterator[Part]:
        """Parts without parts, in their order; an attached letter is one of them."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()

    @property
    def charset(self) -> str:
        return self.headers.parameters("content-type").get("charset", "")

    @property
    def disposition(self) -> str:
        return self.headers.value("content-disposition")

    @property
    def file_name(self) -> str:
        """As the letter has it: to be made safe before anybody sees it."""
        named = self.headers.parameters("content-disposition").get("filename", "")
        return named or self.headers.parameters("content-type").get("name", "")

    @property
    def content_id(self) -> str:
        return self.headers.text("content-id").strip("<> ")[:200]

    def content(self) -> bytes:
        """The body without its transfer encoding."""
        encoding = self.headers.value("content-transfer-encoding")
        if encoding == "base64":
            return self._from_base64()
        if encoding == "quoted-printable":
            return quopri.decodestring(self.body)
        if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
            return _from_uuencode(self.body)
        return self.body

    def _from_base64(self) -> bytes:
        """Lists write their footers under an encoded text, and some programs only say that they encode."""
        encoded = self.body
        if found := _NOT_ENCODED.search(encoded):
            self.defects.add(Defect.BAD_ENCODING)
            encoded = encoded[: encoded.rfind(b"\n", 0, found.start()) + 1]
            length = len(b"".join(encoded.split()))
            if length == 0 or length % 4 == 1:
                return self.body
        return from_base64(encoded)


class Splitter:
    """Takes one letter apart and counts what it finds."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.count = 0

    def split(self, raw: bytes, *, depth: int = 0, default: str = "text/plain") -> Part:
        self.count += 1
        if self.count > self.limits.parts:
            raise Unreadable("parts")
        if depth > self.limits.depth:
            raise Unreadable("depth")
        block, body = _head_and_body(raw)
        headers = parsed(block[: self.limits.header_bytes])
        part = Part(headers, body, _content_type(headers, default))
        if len(block) > self.limits.header_bytes:
            part.defects.add(Defect.CUT)
        if headers.broken:
            part.defects.add(Defect.BAD_HEADERS)
        if part.content_type.startswith("multipart/"):
            self._split_body(part, depth)
        return part

    def _split_body(self, part: Part, depth: int) -> None:
        boundary = part.headers.parameters("content-type").get("boundary", "")[:500].rstrip().encode()
        pieces, closed = _pieces(part.body, boundary) if boundary else ([], False)
        if not pieces and (found := _SOME_BOUNDARY.match(part.body)):
            pieces, closed = _pieces(part.body, found[1])[0], False
        if not closed:
            part.defects.add(Defect.BAD_STRUCTURE)
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        part.parts = [self.split(piece, depth=depth + 1, default=default) for piece in pieces]
        if not part.parts:
            # No boundary was found: people would see the body as it is, and so do we.
            part.content_type = "text/plain"


def _head_and_body(raw: bytes) -> tuple[bytes, bytes]:
    start = re.match(rb"[ \t\r\n]*\n", raw)
    if raw[:1] in (b"\n", b"\r"):
        return b"", raw[start.end() if start else 0 :]
    blank = _BLANK.search(raw)
    return (raw[: blank.start()], raw[blank.end() :]) if blank else _without_blank(raw)


def _without_blank(raw: bytes) -> tuple[bytes, bytes]:
    """No empty line: headers only, or a body only, as its first line says."""
    return (raw, b"") if re.match(rb"[!-9;-~]{1,80}[ \t]*:", raw) else (b"", raw)


def _pieces(body: bytes, boundary: bytes) -> tuple[list[bytes], bool]:
    """What stands between the lines of a boundary, and whether the last of them came."""
    line = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*\r?$\n?", re.MULTILINE)
    pieces: list[bytes] = []
    start: int | None = None
    for found in line.finditer(body):
        if start is not None:
            pieces.append(_without_last_break(body[start : found.start()]))
        start = found.end()
        if found[1]:
            return pieces, True
    if start is not None and body[start:].strip():
        pieces.append(body[start:])
    return pieces, False


def _without_last_break(piece: bytes) -> bytes:
    return piece[:-2] if piece.endswith(b"\r\n") else piece.removesuffix(b"\n")


def _content_type(headers: Headers, default: str) -> str:
    named = headers.value("content-type")
    if not named:
        return default
    if found := _WORD.match(named):
        return found[0]
    return "text/plain" if named == "text" else "text/html" if named == "html" else default


def _from_uuencode(body: bytes) -> bytes:
    out = bytearray()
    for line in body.splitlines():
        if line.startswith(b"begin ") or not line.strip() or line.strip() == b"end":
            continue
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            length = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out += binascii.a2b_uu(line[:length])
            except binascii.Error:
                break
    return bytes(out)
