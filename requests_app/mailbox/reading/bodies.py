"""Which parts of a letter are its text, and what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import marks, quotes, signatures
from .charsets import decoded
from .flowed import unflowed
from .letter import Defect, Limits
from .markup import Reader
from .parts import Part
from .pictures import Embedded, mark
from .rules import Rules
from .runs import clean

TEXTS = ("text/plain", "text/html", "text/enriched", "text/x-amp-html", "text/watch-html")
# Signatures over bytes that nobody keeps, and reports for machines: neither text nor files.
FOR_MACHINES = {
    *("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"),
    *("application/applefile", "message/external-body"),
}
ENCRYPTED = {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
_OUTLOOK_PICTURE = re.compile(r"\[cid:([^\]\s]{1,200})\]")


@dataclass(slots=True)
class Body:
    """The text of a letter taken apart. `spent`: parts that are no files, by their identity."""

    text: str = ""
    quoted: str = ""
    signature: str = ""
    forwarded: bool = False
    spent: set[int] = field(default_factory=set)
    given_ids: dict[int, str] = field(default_factory=dict)  # of parts that are shown, and had no id
    pictures: list[Embedded] = field(default_factory=list)
    defects: set[Defect] = field(default_factory=set)


def read(whole: Part, *, is_reply: bool, rules: Rules, limits: Limits) -> Body:
    gathered = _Gatherer(limits)
    source = "\n\n".join(piece for piece in gathered.pieces(whole) if piece)
    if len(source) > limits.text_characters:
        gathered.body.defects.add(Defect.CUT)
        source = source[: limits.text_characters]
    body = gathered.body
    split = quotes.split(source, is_reply=is_reply)
    body.forwarded = split.forwarded
    body.quoted = marks.without(split.quoted).strip()
    if split.forwarded:
        body.text = marks.without(split.text).strip()
    else:
        trimmed = signatures.trim(split.text, rules)
        body.text, body.signature = trimmed.text, trimmed.signature
    if not body.text:
        body.defects.add(Defect.NO_TEXT)
    return body


class _Gatherer:
    """Walks through the parts as a mail program would that shows them."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.body = Body()

    def pieces(self, part: Part) -> list[str]:
        """The texts in their order."""
        if part.content_type in FOR_MACHINES:
            self._spend(part)
        elif part.content_type in ENCRYPTED:
            self.body.defects.add(Defect.ENCRYPTED)
        elif part.content_type == "message/partial":
            self.body.defects.add(Defect.PARTIAL)
        elif part.content_type == "application/ms-tnef":
            self.body.defects.add(Defect.OUTLOOK_PACKED)
        if part.content_type in ENCRYPTED or part.disposition == "attachment":
            return []
        if part.parts:
            return self._of_many(part)
        return self._of_one(part)

    def _of_many(self, part: Part) -> list[str]:
        match part.content_type:
            case "multipart/alternative":
                return self._best(part)
            case "multipart/related":
                return self.pieces(part.parts[0])
            case "multipart/report":
                for other in part.parts[1:]:
                    self._spend(other)
                return self.pieces(part.parts[0])
        return [piece for child in part.parts for piece in self.pieces(child)]

    def _of_one(self, part: Part) -> list[str]:
        if part.content_type.startswith("image/") and part.disposition == "inline" and not part.content_id:
            # Apple Mail: texts and pictures one after the other.
            self.body.given_ids[id(part)] = f"part-{len(self.body.given_ids) + 1}"
            return [mark("", self.body.given_ids[id(part)])]
        if part.content_type not in TEXTS or part.file_name:
            return []
        self._spend(part)
        return [self._html(part) if part.content_type == "text/html" else self._plain(part)]

    def _best(self, part: Part) -> list[str]:
        """Of several versions the last that says anything; HTML loses to a plain text that says much more."""
        versions = [(child, "\n\n".join(filter(None, self.pieces(child)))) for child in part.parts]
        plain = next((text for child, text in versions if child.content_type == "text/plain"), "")
        rich = next((text for child, text in reversed(versions) if child.content_type != "text/plain" and text), "")
        return [plain if len(plain.split()) > 3 * len(rich.split()) + 20 else rich or plain]

    def _spend(self, part: Part) -> None:
        self.body.spent.update(id(leaf) for leaf in part.leaves())

    def _source(self, part: Part) -> str:
        content = part.content()
        if len(content) > self.limits.source_bytes:
            self.body.defects.add(Defect.CUT)
        text, is_right = decoded(content[: self.limits.source_bytes], part.charset)
        if not is_right and not text.isascii():
            self.body.defects.add(Defect.BAD_CHARSET)
        return text

    def _html(self, part: Part) -> str:
        reader = Reader(self.limits.text_characters)
        text = reader.read(self._source(part))
        self.body.pictures += reader.pictures
        if reader.is_cut:
            self.body.defects.add(Defect.CUT)
        return text

    def _plain(self, part: Part) -> str:
        text = self._source(part).replace("\r\n", "\n").replace("\r", "\n")
        parameters = part.headers.parameters("content-type")
        if parameters.get("format", "").lower() == "flowed":
            text = unflowed(text, deletes_spaces=parameters.get("delsp", "").lower() == "yes")
        lines = [clean(line).rstrip() for line in text.split("\n")]
        return _OUTLOOK_PICTURE.sub(lambda found: mark("", found[1]), "\n".join(lines)).strip("\n")
