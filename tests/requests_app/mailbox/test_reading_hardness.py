"""Whatever arrives is read, and in time: random bytes, damaged letters, and letters made to be slow."""

from __future__ import annotations

import random
import tarfile
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from requests_app.mailbox.reading import Letter, Limits, Unreadable, read

# A letter of this size made of one piece again and again; quadratic readers take minutes for it.
SIZE = 1_000_000
# Such a letter takes a second or two on a quiet machine, and linear time with a much worse factor would still pass.
SECONDS = 30.0

HEADERS = [
    "Content-Type: text/plain; charset=utf-8",
    "Content-Type: text/html; charset=gb2312",
    "Content-Type: multipart/mixed; boundary=b",
    "Content-Type: multipart/alternative; boundary=b",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    "Content-Type: message/rfc822",
    "Content-Type: message/delivery-status",
    "Content-Transfer-Encoding: base64",
    "Content-Transfer-Encoding: quoted-printable",
    "Content-Transfer-Encoding: x-uuencode",
    "Content-Disposition: attachment; filename*0*=utf-8''%D0; filename*1=x",
    "Subject: =?gb2312?B?vMa7?= =?utf-8?Q?=D0?=",
    'From: "=?koi8-r?Q?=F0?=" <a@b.c>, (((',
    "Date: Mon, 31 Feb 2024 99:99:99 +9999",
    "In-Reply-To: <a@b> <c@d",
    "Auto-Submitted: auto-replied",
]
BODIES = [
    "\n--b\n",
    "\n--b--\n",
    "\n\n",
    "On Mon, May 6, 2024 at 2:05 PM IT <it@example.com> wrote:\n",
    "> quoted\n",
    "-----Original Message-----\n",
    "From: a@b.c\nSent: x\nTo: y\nSubject: z\n",
    "<table><tr><td>",
    "</td></table>",
    '<div style="display:none"><blockquote class="gmail_quote">',
    '<a href="http://x/(">[</a><img src="cid:x"><img src="data:image/png;base64,AA">',
    "<!-- ",
    "-- \n",
    "Sent from my iPhone\n",
    "\N{ZERO WIDTH SPACE}发件人：\n",
    "&#x110000;&#xD800;&#99999999999;",
]
lines = some.sampled_from([*HEADERS, *BODIES])
pieces = some.one_of(lines.map(str.encode), some.binary(max_size=40))
letters = some.lists(pieces, max_size=25).map(b"\n".join)


@settings(max_examples=60, deadline=None)
@given(letters)
def test_any_bytes_are_a_letter(raw: bytes) -> None:
    assert_is_whole(read(raw))


@pytest.mark.long(seconds=25)
@settings(max_examples=3_000, deadline=None)
@given(letters)
def test_very_many_bytes_are_letters(raw: bytes) -> None:
    assert_is_whole(read(raw))


def assert_is_whole(letter: Letter) -> None:
    """Every text can be stored and shown."""
    texts = [letter.subject, letter.text, letter.quoted, letter.signature, letter.why_automatic, letter.returned_id]
    texts += [file.name for file in letter.attachments] + [value for _name, value in letter.headers]
    texts += [file.content_type for file in letter.attachments] + [file.content_id for file in letter.attachments]
    people = [*letter.recipients, *letter.reply_to, *filter(None, [letter.from_, letter.sender])]
    texts += [part for person in people for part in (person.name, person.email)]
    texts += [part for failure in letter.failures for part in (failure.email, failure.words)]
    for text in texts:
        text.encode()
        assert "\0" not in text
    assert all(file.name for file in letter.attachments)
    assert "\ue000" not in letter.text + letter.quoted + letter.signature
    assert letter.date is None or letter.date.tzinfo is not None


@pytest.fixture(scope="module")
def corpus(portal_data: Path) -> list[bytes]:
    with tarfile.open(portal_data / "emails" / "messages.tar.gz") as archive:
        files = [archive.extractfile(member) for member in archive if member.name.endswith(".eml")]
        raws = [file.read() for file in files if file]
    return sorted((raw for raw in raws if len(raw) < 30_000), key=len)


def damaged(raw: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """Bytes changed, a piece left out or doubled, the end of another letter put in."""
    data = bytearray(raw)
    for _change in range(chance.randrange(1, 20)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.randrange(500))
    match chance.randrange(4):
        case 0:
            del data[start:end]
        case 1:
            data[start:start] = data[start:end]
        case 2:
            other = chance.choice(others)
            data[start:] = other[chance.randrange(len(other)) :]
        case _:
            data = bytearray(bytes(data).replace(b"\n", chance.choice([b"\r\n", b"\r", b"\n\n", b" "])))
    return bytes(data) or b"x"


@pytest.mark.parametrize("rounds", [1, pytest.param(40, marks=pytest.mark.long(seconds=30), id="many")])
def test_damaged_letters_are_read(corpus: Sequence[bytes], rounds: int) -> None:
    chance = random.Random(20261123)
    for _round in range(rounds):
        for raw in corpus:
            assert_is_whole(read(damaged(raw, chance, corpus)))


PLAIN = [
    "> ",
    ">\n",
    "On ",
    "On \n",
    "On Mon, May 6 wrote:\n",
    "a:\n",
    "From: \n",
    "From: a\nSubject: b\nTo: c\n",
    "-",
    "- \n",
    "--\n",
]
PLAIN += [
    "> a\nb\n",
    "wrote:\n",
    "<a@b>:\n",
    "写道：\n",
    "发件人：\n",
    "пишет:\n",
    "Sent from my iPhone\n",
    "[cid:",
    "a b ",
    "\t",
    "1:11 <a@",
]
HTML = [
    "<div>",
    "<blockquote>",
    "<",
    "<!--",
    "<a href='",
    '<a "',
    "<b>",
    "<table><tr><td>",
    "<td>",
    "&",
    "&#9",
    "<p>",
    "</p>",
    "<script>",
]
HTML += [
    "<ul><li>",
    "<style></style",
    "<br>",
    "<a x",
    "<div style='display:none'>",
    "<img src=data:image/png;base64,",
    "<span></div>",
    "<pre>",
]
HEAD = [
    "Subject: =?utf-8?B?",
    "From: (",
    "To: a@b.c, <",
    "References: <",
    "Content-Type: a; b=",
    "X: y\n",
    " folded\n",
    "Received: x\n\t",
]
HEAD += [
    'Content-Disposition: a; filename="',
    "Content-Type: multipart/mixed; boundary=b\n\n--b\n",
    "\n--b",
    "=?a?q?",
    'To: "',
    "\r",
]


@pytest.mark.parametrize("kind", ["plain", "html", "headers"])
@pytest.mark.long(seconds=50)
def test_nothing_takes_long(kind: str) -> None:
    for piece in [*PLAIN, *HTML, *HEAD]:
        assert_in_time(kind, piece)


@pytest.mark.parametrize(
    ("kind", "piece"),
    [("plain", ">"), ("plain", "On "), ("plain", "--\n"), ("html", "<div>"), ("html", '<a "'), ("headers", "From: (")],
)
def test_letters_made_to_be_slow(kind: str, piece: str) -> None:
    assert_in_time(kind, piece)


def assert_in_time(kind: str, piece: str) -> None:
    head = b"" if kind == "headers" else f"Subject: Re: x\nContent-Type: text/{kind}; charset=utf-8\n\n".encode()
    raw = head + piece.encode() * (SIZE // len(piece.encode()))
    began = time.process_time()
    try:
        assert_is_whole(read(raw))
    except Unreadable as refused:
        assert refused.reason in ("parts", "depth")  # noqa: PT017 - most are read, and some may be refused
    assert time.process_time() - began < SECONDS, (kind, piece)


def test_limits_are_those_that_were_asked_for() -> None:
    letter = read(b"Subject: x\n\n" + b"word " * 1000, limits=Limits(text_characters=100))
    assert len(letter.text) <= 100
