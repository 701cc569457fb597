"""The files of a letter, under names that harm nobody."""

from __future__ import annotations

from urllib.parse import quote

from requests_app.attachments.names import clean_name

from .bodies import Body
from .headers import parsed
from .letter import Attachment
from .parts import Part

LETTERS = ("message/rfc822", "message/global", "message/news")
# Where a letter gives a file no name: what it is, as the names of its kind end.
NAMES = {
    "text/calendar": "invitation.ics",
    "text/html": "message.html",
    "text/plain": "text.txt",
    "text/vcard": "contact.vcf",
    "text/x-vcard": "contact.vcf",
    "application/ms-tnef": "winmail.dat",
    "application/pdf": "document.pdf",
    "image/jpeg": "picture.jpg",
    "image/png": "picture.png",
    "image/gif": "picture.gif",
}


def all_of(whole: Part, body: Body) -> tuple[Attachment, ...]:
    """Everything that is not the text. What nobody named and holds nothing is left out."""
    parts = [part for part in whole.leaves() if id(part) not in body.spent]
    found = [_file(part, body) for part in parts]
    embedded = [
        Attachment(one.name, one.content_type, one.content, *_place(one.content_id, body)) for one in body.pictures
    ]
    return tuple(one for one in [*found, *embedded] if one is not None)


def _file(part: Part, body: Body) -> Attachment | None:
    content = part.content()
    if not content.strip() and not part.file_name:
        return None
    content_id, inline, is_old = _place(body.given_ids.get(id(part)) or part.content_id, body)
    return Attachment(
        name=clean_name(part.file_name or _own_name(part, content)),
        content_type=part.content_type,
        content=content,
        content_id=content_id,
        inline=inline or part.disposition == "inline",
        is_old=is_old,
    )


def _place(content_id: str, body: Body) -> tuple[str, bool, bool]:
    """The id if a text shows it, whether it is shown at all, and whether only old text shows it."""
    sign = f"(cid:{quote(content_id[:100], safe='@')})"
    if content_id and sign in body.text:
        return content_id, True, False
    if content_id and sign in body.quoted:
        return content_id, True, True
    is_signature = bool(content_id) and sign in body.signature
    return "", is_signature, is_signature


def _own_name(part: Part, content: bytes) -> str:
    if part.content_type in LETTERS:
        subject = parsed(content[:10_000].partition(b"\n\n")[0]).text("subject")
        return f"{subject[:100].replace('/', '-') or 'message'}.eml"
    if part.content_type in NAMES:
        return NAMES[part.content_type]
    kind, _slash, subtype = part.content_type.partition("/")
    return f"picture.{subtype[:5]}" if kind == "image" else "file"
