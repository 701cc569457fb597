"""What is known of an e-mail once it has been read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# Whose mail nobody reads.
NOBODY = re.compile(r"(?:no|do-?not|donot)[-._]?reply.*|mailer-daemon|postmaster|.*-?bounces?(?:[-+=].*)?|nobody")


class Automatic(StrEnum):
    """Who wrote it: a person, or which kind of program. Only NO may become a request or be answered."""

    NO = "no"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    DELAY = "delay"  # not delivered yet, the server goes on trying: no address fails
    RECEIPT = "receipt"  # delivered, read, or deleted unread
    LIST = "list"
    FEEDBACK_REPORT = "feedback_report"
    OWN_LOOP = "own_loop"  # a portal wrote it: this one or another
    OTHER = "other"  # says that a program made it, but not what for


class Defect(StrEnum):
    """What was wrong with it, or could not be read. None of them keeps a letter from being read."""

    BAD_HEADERS = "bad_headers"
    BAD_STRUCTURE = "bad_structure"  # a boundary is missing, doubled or never comes
    BAD_ENCODING = "bad_encoding"  # base64 or quoted-printable that is none
    BAD_CHARSET = "bad_charset"  # unknown, refused or not what the bytes say; the text is a good guess
    CUT = "cut"  # a text or a header was too long to be read to its end
    ENCRYPTED = "encrypted"  # nobody here has the key: there is no text
    OUTLOOK_PACKED = "outlook_packed"  # winmail.dat: its files can only be had from it
    PARTIAL = "partial"  # one of several pieces of a mail
    NO_TEXT = "no_text"


class Unreadable(Exception):
    """Beyond a limit of `Limits`; the letter is not read at all. `reason` is the name of the limit."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """Beyond `size` (bytes), `parts` and `depth` a letter is Unreadable; beyond the others it is cut."""

    size: int = 50 * 2**20
    parts: int = 500
    depth: int = 30
    header_bytes: int = 256 * 2**10
    text_characters: int = 200_000  # of a text after it was made plain
    source_bytes: int = 4 * 2**20  # of one text part before


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Address:
    """`email` in small letters and with one @. `name`, maybe empty, is what its owner chose and proves nothing."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along. `name` is safe to show and to store, never empty.

    `content_type` is what the letter says, not what the content is. `content_id` is there when `Letter.text` or
    `Letter.quoted` shows the picture in its place. `is_old`: only what was quoted, or a signature, shows it: a logo,
    most often, that an answer does not need.
    """

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False
    is_old: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A recipient a bounce speaks of. `status` like 5.1.1, empty where the bounce does not say."""

    email: str
    permanent: bool
    status: str = ""
    words: str = ""

    @property
    def blames_address(self) -> bool:
        """Whether nothing will ever reach it: not a full mailbox, nor a server that refuses what or who is writing."""
        return self.permanent and not self.status.startswith(("5.2.2", "5.2.3", "5.3", "5.6", "5.7"))


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail as its reader would see it.

    `text` is what was newly written, as Markdown of the portal: with what somebody forwards, and `![words](cid:ID)`
    where a picture among the attachments stood (`pictures.placed` puts file names there). `quoted` is what was written
    before and came along, `signature` what was under it; neither is in `text`. `date` is aware, or None.
    `from_` is None where more than one person could be meant. Ids have their angle brackets. `returned_id`: the
    Message-ID of what a bounce or an automatic reply is about.
    """

    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    from_: Address | None = None
    sender: Address | None = None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    # Where the server put it, beside what To and Cc say: Delivered-To, X-Original-To, Envelope-To.
    delivered_to: tuple[Address, ...] = ()
    subject: str = ""
    date: datetime | None = None
    text: str = ""
    quoted: str = ""
    signature: str = ""
    forwarded: bool = False
    language: str = ""  # "en", "zh-hans", "ru" or empty: what `text` seems to be written in
    attachments: tuple[Attachment, ...] = ()
    automatic: Automatic = Automatic.NO
    why_automatic: str = ""  # the header and value that say so, for logs and admins
    failures: tuple[Failure, ...] = ()
    returned_id: str = ""
    defects: tuple[Defect, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()  # decoded; names in small letters

    @property
    def is_automatic(self) -> bool:
        return self.automatic is not Automatic.NO

    @property
    def may_be_answered(self) -> bool:
        """Whether a program may answer it (RFC 3834): somebody wrote it, can be reached, and does not mind."""
        suppressed = {word.strip() for word in self.header("x-auto-response-suppress").lower().split(",")}
        if self.is_automatic or self.from_ is None or suppressed & {"all", "autoreply", "oof"}:
            return False
        return not NOBODY.fullmatch(self.from_.email.partition("@")[0])

    @property
    def recipients(self) -> tuple[Address, ...]:
        """Everybody it was sent to, as far as it says: for finding the mailbox and the signed reply address."""
        return tuple(dict.fromkeys((*self.delivered_to, *self.to, *self.cc)))

    @property
    def answers(self) -> tuple[str, ...]:
        """Ids of what it answers, nearest first, each once."""
        return tuple(dict.fromkeys((*self.in_reply_to, *reversed(self.references))))

    def header(self, name: str) -> str:
        """The first value of a header, or an empty text."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), "")
