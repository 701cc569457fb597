"""What of a letter becomes text and files of the portal: title, words, and attachments that pass every check."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests_app.attachments import uploading
from requests_app.attachments.unwelcome import Unwelcome
from requests_app.models import ServiceRequest, User

from .reading import Attachment, Letter, placed

# As forms take it: what is filed by mail can be changed on the request's page.
MOST_CHARACTERS = 20_000
TITLE_CHARACTERS: int = ServiceRequest._meta.get_field("title").max_length or 200
# What mail programs put before a subject, in the portal's languages and a few more.
PREFIX = re.compile(
    r"^\s*(?:re|aw|sv|fw|fwd|wg|tr|rv|答复|回复|回覆|转发|轉寄|ответ|отв|пересл|пересылка)\s*(?:\[\d+\])?\s*[:：]\s*",
    re.I,
)
FIRST_LINE_MARKS = re.compile(r"^[\s#>*\-]+")


@dataclass(slots=True)
class Taken:
    """`remarks` are sentences about what was left out, in the active language."""

    files: list[UUID] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def title_of(letter: Letter) -> str:
    """The subject without what mail programs put before it; else how the text begins."""
    subject = " ".join(letter.subject.split())
    while (shorter := PREFIX.sub("", subject)) != subject:
        subject = shorter
    said = subject or FIRST_LINE_MARKS.sub("", letter.text.strip().partition("\n")[0]).strip()
    said = said.replace("\0", "") or _("A letter without a subject")
    return said if len(said) <= TITLE_CHARACTERS else said[: TITLE_CHARACTERS - 1].rstrip() + "…"


def files_of(letter: Letter, *, by: User, with_quoted: bool = True) -> Taken:
    """Kept as `by`'s uploads, for a verb to claim; those that are not are named in a remark."""
    taken = Taken()
    most = settings.ATTACHMENTS.sending_files
    # What only a quote shows, a colleague's logo most often, came with an earlier letter already.
    attachments = [one for one in letter.attachments if with_quoted or not one.is_old]
    if len(letter.text) > MOST_CHARACTERS:
        whole = letter.text.encode(errors="replace")
        attachments.insert(0, Attachment(name="letter.txt", content_type="text/plain", content=whole))
    for one in attachments[:most]:
        upload = SimpleUploadedFile(one.name, one.content, one.content_type)
        try:
            kept = uploading.accept(upload, by=by)
        except Unwelcome as problem:
            taken.remarks.append(uploading.refusal(upload, problem))
        else:
            taken.files.append(kept.pk)
            if one.content_id:
                taken.names[one.content_id] = kept.name
    if left := [one.name for one in attachments[most:]]:
        told = ngettext(
            "%(count)s file too many was left out: %(names)s",
            "%(count)s files too many were left out: %(names)s",
            len(left),
        )
        taken.remarks.append(told % {"count": len(left), "names": ", ".join(left[:20])})
    return taken


def words_of(letter: Letter, taken: Taken, *, with_quoted: bool) -> str:
    """What was written, as Markdown. `with_quoted`: what came along from before as well, as a quotation."""
    text = placed(letter.text, taken.names).strip()
    if len(text) > MOST_CHARACTERS:
        text = text[:MOST_CHARACTERS].rstrip() + "…"
    room = MOST_CHARACTERS - len(text)
    if with_quoted and letter.quoted.strip() and room > 0:
        quoted = placed(letter.quoted, taken.names).strip()[:room]
        text = "\n\n".join(filter(None, (text, _as_quotation(quoted))))
    return "\n\n".join(filter(None, (text.replace("\0", ""), *remarks(taken.remarks))))


def _as_quotation(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def remarks(said: Sequence[str]) -> list[str]:
    return [f"*{one.replace('*', '')}*" for one in said]
