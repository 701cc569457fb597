"""Reports of mail servers for machines: deliveries that failed, receipts, complaints (RFC 3464, 8098, 5965)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .headers import Headers, parsed
from .letter import Automatic, Failure
from .parts import Part

MOST_FAILURES = 100
MOST_BYTES = 200_000
STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
RECEIPT_TYPES = ("message/disposition-notification", "message/global-disposition-notification")
RETURNED_TYPES = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers")

_BLANK = re.compile(rb"(?:\r?\n[ \t]*){2,}")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]{1,120}@[^\s@<>()\[\],;:\"]{1,250}")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_RETURNED = re.compile(rb"^Message-ID:\s{0,5}(<[^<>\s]{1,500}>)", re.IGNORECASE | re.MULTILINE)
# qmail and those that write like it: a line with the address, the reason under it.
_QMAIL = re.compile(r"^<([^\s<>]{1,300})>:?[ \t]*$", re.MULTILINE)


def kind(whole: Part) -> Iterator[tuple[Automatic, str]]:
    """What kind of report it is, if it is one."""
    types = {leaf.content_type for leaf in whole.leaves()} if _may_report(whole) else set()
    is_report = whole.headers.value("content-type") == "multipart/report"
    declared = whole.headers.parameters("content-type").get("report-type", "").lower() if is_report else ""
    if "message/feedback-report" in types or declared == "feedback-report":
        yield Automatic.FEEDBACK_REPORT, "message/feedback-report"
    if types & set(RECEIPT_TYPES) or declared == "disposition-notification":
        yield Automatic.RECEIPT, "message/disposition-notification"
    if types & set(STATUS_TYPES) or declared == "delivery-status":
        yield _outcome(whole), "message/delivery-status"
    if is_report:
        yield Automatic.OTHER, "multipart/report"


def _may_report(whole: Part) -> bool:
    """A person may send a report on as a file; that is no report."""
    return whole.content_type != "multipart/mixed" or any(
        part.content_type in (*STATUS_TYPES, "message/feedback-report") and part.disposition != "attachment"
        for part in whole.parts
    )


def _outcome(whole: Part) -> Automatic:
    actions = {fields.value("action") for fields in _recipients(whole)} - {""}
    if "failed" in actions or not actions:
        return Automatic.BOUNCE
    return Automatic.DELAY if "delayed" in actions else Automatic.RECEIPT


def _recipients(whole: Part) -> Iterator[Headers]:
    """The fields of each recipient; those of the message itself, and blank blocks, are left out."""
    for leaf in whole.leaves():
        if leaf.content_type in STATUS_TYPES:
            for block in _BLANK.split(leaf.content()[:MOST_BYTES]):
                fields = parsed(block)
                if fields.has("final-recipient") or fields.has("original-recipient"):
                    yield fields


def failures(whole: Part, text: str) -> tuple[Failure, ...]:
    """Whom a bounce speaks of, from what is written for machines or, where nothing is, from `text`."""
    found = [one for fields in _recipients(whole) if (one := _failure(fields))]
    if not found:
        named = _EMAIL.findall(" ".join(whole.headers.all_texts("x-failed-recipients"))) or _QMAIL.findall(
            text[:20_000]
        )
        status = _STATUS.search(text[:20_000])
        permanent = status is None or not status[1].startswith("4")
        found = [Failure(one.lower(), permanent, status[1] if status else "") for one in named if _EMAIL.fullmatch(one)]
    return tuple(dict.fromkeys(found))[:MOST_FAILURES]


def _failure(fields: Headers) -> Failure | None:
    if fields.value("action") not in ("failed", "delayed", ""):
        return None
    # The original is the address that was written to; the final one is where somebody forwards it.
    named = fields.text("original-recipient") or fields.text("final-recipient")
    email = _EMAIL.search(named.rpartition(";")[2])
    if not email:
        return None
    status = _STATUS.search(fields.text("status"))
    code = status[1] if status else ""
    permanent = fields.value("action") != "delayed" and not code.startswith("4")
    return Failure(email[0].lower(), permanent, code, fields.text("diagnostic-code")[:500])


def returned_id(whole: Part) -> str:
    """The Message-ID of what came back, from the copy of it, wherever that is."""
    leaves = list(whole.leaves())
    for leaf in leaves:
        if leaf.content_type in RECEIPT_TYPES and (
            ids := parsed(leaf.content()[:MOST_BYTES]).ids("original-message-id")
        ):
            return ids[0]
    for leaf in leaves:
        if leaf.content_type in RETURNED_TYPES and (found := _RETURNED.search(leaf.content()[:MOST_BYTES])):
            return found[1].decode("ascii", "replace")
    found = _RETURNED.search(leaves[0].content()[:MOST_BYTES])
    return found[1].decode("ascii", "replace") if found else ""
