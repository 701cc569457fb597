"""From bytes to a letter: the one way in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import automatic, bodies, files, languages, reports
from .headers import LONGEST_SUBJECT, Headers
from .letter import LIMITS, Address, Automatic, Defect, Letter, Limits, Unreadable
from .parts import Part, Splitter
from .rules import RULES, Rules

REPLY = re.compile(
    r"\W{0,3}(?:re|aw|sv|antw|回复|回覆|答复|答覆|答复|отв|ответ|на)(?:\[\d{1,3}\])?\s?[:：]", re.IGNORECASE
)
FORWARD = re.compile(r"\W{0,3}(?:fwd?|wg|tr|转发|轉寄|轉發|пер|пересл|пересылка)\s?[:：]", re.IGNORECASE)
DELIVERED_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "x-rcpt-to")


def read(raw: bytes, *, rules: Rules = RULES, limits: Limits = LIMITS) -> Letter:
    """Raises Unreadable beyond the first three limits, and nothing else on any bytes."""
    if len(raw) > limits.size:
        raise Unreadable("size")
    whole = Splitter(limits).split(raw)
    headers = whole.headers
    kind, why = automatic.kind(whole, rules)
    body = bodies.read(whole, is_reply=_is_reply(headers), rules=rules, limits=limits)
    attachments = files.all_of(whole, body)
    is_bounce = kind in (Automatic.BOUNCE, Automatic.DELAY)
    return Letter(
        message_id=next(iter(headers.ids("message-id")), ""),
        in_reply_to=headers.ids("in-reply-to"),
        references=headers.ids("references"),
        from_=headers.author(),
        sender=_first(headers, "sender"),
        reply_to=headers.addresses("reply-to"),
        to=headers.addresses("to"),
        cc=headers.addresses("cc"),
        delivered_to=headers.addresses(*DELIVERED_TO),
        subject=headers.text("subject")[:LONGEST_SUBJECT],
        date=headers.date("date"),
        text=body.text,
        quoted=body.quoted,
        signature=body.signature,
        forwarded=body.forwarded,
        language=languages.guess(body.text if len(body.text) > 20 else f"{headers.text('subject')} {body.text}"),
        attachments=attachments,
        automatic=kind,
        why_automatic=why,
        failures=reports.failures(whole, body.text) if is_bounce else (),
        returned_id=_returned_id(whole) if kind is not Automatic.NO else "",
        defects=_defects(whole, body.defects),
        headers=tuple(headers.all()),
    )


def _first(headers: Headers, name: str) -> Address | None:
    return next(iter(headers.addresses(name)), None)


def _is_reply(headers: Headers) -> bool:
    """A letter sent on names what it sends on as what it answers; its subject tells the two apart."""
    subject = headers.text("subject")
    if FORWARD.match(subject):
        return False
    return bool(REPLY.match(subject) or headers.ids("in-reply-to") or headers.ids("references"))


def _returned_id(whole: Part) -> str:
    """What an automatic letter is about: the copy it brings, or what it says it answers."""
    answered = (*whole.headers.ids("in-reply-to"), *reversed(whole.headers.ids("references")))
    return reports.returned_id(whole) or next(iter(answered), "")


def _defects(whole: Part, of_body: set[Defect]) -> tuple[Defect, ...]:
    return tuple(sorted(of_body.union(*(part.defects for part in _all(whole)))))


def _all(part: Part) -> Iterator[Part]:
    yield part
    for child in part.parts:
        yield from _all(child)
