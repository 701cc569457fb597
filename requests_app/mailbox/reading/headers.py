"""The headers of a letter or of a part: unfolded, decoded, and read as addresses, ids, dates and parameters."""

from __future__ import annotations

import base64
import quopri
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from .charsets import decoded
from .letter import Address

MOST_ADDRESSES = 500
MOST_IDS = 100
MOST_FIELDS = 500
LONGEST_VALUE = 20_000
LONGEST_PARAMETERS = 4_000
LONGEST_SUBJECT = 1_000

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_ID = re.compile(r"<[^<>\s]{1,500}>")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,120}@[^\s@<>()\[\],;:\"\\]{1,250}")
_PARAMETER = re.compile(r"[;\s]*([^\s;=\"]{1,100})\s*=\s*")
_COMMENT = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)


class Headers:
    """Raw values in their order; a name in small letters. Nothing here fails on what a value says."""

    def __init__(self, fields: Sequence[tuple[str, bytes]] = (), *, broken: bool = False) -> None:
        self.fields = fields
        self.broken = broken

    def raw(self, name: str) -> bytes:
        return next((value for key, value in self.fields if key == name), b"")

    def text(self, name: str) -> str:
        """The first value, decoded, in one line without what nobody can see."""
        return plain(words(self.raw(name)))

    def all_texts(self, name: str) -> list[str]:
        return [plain(words(value)) for key, value in self.fields if key == name]

    def has(self, name: str) -> bool:
        return any(key == name for key, _value in self.fields)

    def value(self, name: str) -> str:
        """What stands before the parameters, in small letters: `multipart/mixed`, `attachment`."""
        return as_text(self.raw(name)[:LONGEST_PARAMETERS]).partition(";")[0].strip().strip('"').lower()

    def parameters(self, name: str) -> dict[str, str]:
        """Parameters by their names in small letters, decoded as RFC 2231 says or as programs write them instead."""
        text = as_text(self.raw(name)[:LONGEST_PARAMETERS])
        return joined(raw_parameters(text.partition(";")[2] if ";" in text else ""))

    def addresses(self, *names: str) -> tuple[Address, ...]:
        found = (addresses(value) for key, value in self.fields if key in names)
        return tuple(dict.fromkeys(one for some in found for one in some))[:MOST_ADDRESSES]

    def author(self) -> Address | None:
        """Who says to have written it, unless that can be read in two ways: a server may have checked the other."""
        values = [value for name, value in self.fields if name == "from"]
        found = addresses(values[0]) if len(values) == 1 else []
        if len({one.email for one in found}) != 1:
            return None
        # What is quoted or in brackets is a name, whatever it looks like.
        bare = _COMMENT.sub(" ", _QUOTED.sub(" ", as_text(values[0][:LONGEST_VALUE])))
        return found[0] if {email.lower() for email in _EMAIL.findall(bare)} == {found[0].email} else None

    def all(self) -> Iterator[tuple[str, str]]:
        """Names and decoded values in their order, as many as a letter can reasonably have."""
        return ((name, plain(words(value))) for name, value in self.fields[:MOST_FIELDS])

    def ids(self, name: str) -> tuple[str, ...]:
        found = _ID.findall(" ".join(as_text(value) for key, value in self.fields if key == name)[:LONGEST_VALUE])
        return tuple(dict.fromkeys(found))[:MOST_IDS]

    def date(self, name: str) -> datetime | None:
        """The moment, aware; a date without a zone is UTC, and an impossible one is None."""
        try:
            moment = parsedate_to_datetime(as_text(self.raw(name)[:200]).strip())
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            # A zone may lead over the edge of what can be counted, which only shows when somebody counts.
            moment.astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        return moment


def parsed(block: bytes) -> Headers:
    """Headers of a block without its empty last line. Lines that are none are left out, and `broken` says so."""
    fields: list[tuple[str, bytearray]] = []
    broken = False
    for number, line in enumerate(block.splitlines()):
        if line[:1] in b" \t" and line.strip():
            if fields:
                fields[-1][1].extend(b" " + line.strip())
            else:
                broken = True
        elif found := _FIELD.match(line):
            fields.append((found[1].decode("ascii").lower(), bytearray(line[found.end() :].strip())))
        elif line.strip() and not (number == 0 and line.startswith((b"From ", b">From "))):
            broken = True
    return Headers([(name, bytes(value)) for name, value in fields], broken=broken)


def as_text(raw: bytes) -> str:
    return decoded(raw)[0]


def words(raw: bytes) -> str:
    return decoded_words(as_text(raw[:LONGEST_VALUE]))


def plain(text: str) -> str:
    """One line, without control, invisible and turning characters."""
    text = re.sub(r"\s+", " ", text)
    return "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co")).strip()


def decoded_words(text: str) -> str:
    """`=?charset?B?…?=` as text. Words next to each other are one: programs cut characters in two between them."""
    if "=?" not in text:
        return text
    text = _BETWEEN_WORDS.sub(r"\1", text)
    out: list[str] = []
    open_charset, open_bytes, end = "", b"", 0
    for found in _WORD.finditer(text):
        charset = found[1].partition("*")[0].lower()
        if open_bytes and (found.start() != end or charset != open_charset):
            out.append(decoded(open_bytes, open_charset)[0])
            open_bytes = b""
        out.append(text[end : found.start()])
        open_charset, end = charset, found.end()
        open_bytes += _word_bytes(found[2], found[3])
    return "".join([*out, decoded(open_bytes, open_charset)[0] if open_bytes else "", text[end:]])


def _word_bytes(encoding: str, content: str) -> bytes:
    raw = content.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return quopri.decodestring(raw.replace(b"_", b" "), header=True)
    return from_base64(raw)


def from_base64(raw: bytes) -> bytes:
    """Whatever can be had of it: without foreign signs, and with the end some programs leave off."""
    clean = re.sub(rb"[^A-Za-z0-9+/=]", b"", raw)
    return b"".join(_segment(segment) for segment in re.split(rb"=+", clean))


def _segment(encoded: bytes) -> bytes:
    """Between two paddings: some programs encode line by line."""
    whole = encoded[:-1] if len(encoded) % 4 == 1 else encoded
    return base64.b64decode(whole + b"=" * (-len(whole) % 4))


def addresses(raw: bytes) -> list[Address]:
    """Names are decoded after the list was taken apart: an encoded name may hold commas and brackets."""
    text = re.sub(r"\s+", " ", as_text(raw[:LONGEST_VALUE]))
    try:
        pairs = getaddresses([text])
    except (ValueError, IndexError, RecursionError):
        pairs = []
    read = [Address(plain(decoded_words(name)), email.strip().lower()) for name, email in pairs[:MOST_ADDRESSES]]
    good = [one for one in read if _EMAIL.fullmatch(one.email)]
    return good or [Address("", found.lower()) for found in _EMAIL.findall(text)[:1]]


def raw_parameters(text: str) -> list[tuple[str, str]]:
    """Names in small letters and values as they stand; a quote that is never closed is part of its value."""
    found: list[tuple[str, str]] = []
    at, may_be_quoted = 0, True
    while name := _PARAMETER.match(text, at):
        at = name.end()
        quoted = _QUOTED.match(text, at) if may_be_quoted and text[at : at + 1] == '"' else None
        if quoted:
            value, at = re.sub(r"\\(.)", r"\1", quoted[1]), quoted.end()
        else:
            may_be_quoted = may_be_quoted and text[at : at + 1] != '"'
            end = text.find(";", at)
            value, at = text[at : end if end >= 0 else None].strip().strip('"'), end if end >= 0 else len(text)
        found.append((name[1].lower(), value))
    return found


def joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Parameters whole again: `name*0*=`, `name*1=` … in their order, charsets and percent signs undone."""
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    simple: dict[str, str] = {}
    for key, value in pairs:
        name, star, rest = key.partition("*")
        if not star:
            simple.setdefault(name, decoded_words(value))
            continue
        number = rest.rstrip("*")
        order = int(number) if number.isdecimal() and len(number) < 5 else 0
        pieces.setdefault(name, {}).setdefault(order, (value, key.endswith("*")))
    return simple | {name: _whole([some[order] for order in sorted(some)]) for name, some in pieces.items()}


def _whole(pieces: list[tuple[str, bool]]) -> str:
    charset, content = "", b""
    for number, (value, is_encoded) in enumerate(pieces):
        if is_encoded and number == 0 and value.count("'") >= 2:
            charset, _language, value = value.split("'", 2)
        content += unquote_to_bytes(value) if is_encoded else value.encode("utf-8", "surrogateescape")
    return decoded(content, charset)[0] if content else ""
