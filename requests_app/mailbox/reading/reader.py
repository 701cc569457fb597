"""From bytes to a letter: the one way in."""

from __future__ import annotations

from . import automatic, bodies, files
from .headers import LONGEST_SUBJECT
from .letter import LIMITS, Letter, Limits, Unreadable
from .parts import Part, Splitter
from .rules import RULES, Rules


def read(raw: bytes, *, rules: Rules = RULES, limits: Limits = LIMITS) -> Letter:
    """Raises Unreadable beyond the first three limits, and nothing else on any bytes."""
    if len(raw) > limits.size:
        raise Unreadable("size")
    whole = Splitter(limits).split(raw)
    headers = whole.headers
    body = bodies.read(whole, limits)
    kind, why = automatic.kind(whole, rules)
    return Letter(
        message_id=next(iter(headers.ids("message-id")), ""),
        in_reply_to=headers.ids("in-reply-to"),
        references=headers.ids("references"),
        from_=next(iter(headers.addresses("from")), None),
        sender=next(iter(headers.addresses("sender")), None),
        reply_to=headers.addresses("reply-to"),
        to=headers.addresses("to"),
        cc=headers.addresses("cc"),
        delivered_to=headers.addresses("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-rcpt-to"),
        subject=headers.text("subject")[:LONGEST_SUBJECT],
        date=headers.date("date"),
        text=body.text,
        attachments=files.all_of(whole, body),
        automatic=kind,
        why_automatic=why,
        defects=tuple(sorted(body.defects.union(*(part.defects for part in _all(whole))))),
        headers=tuple((name, headers.text(name)) for name, _value in headers.fields),
    )


def _all(part: Part) -> list[Part]:
    return [part, *(one for child in part.parts for one in _all(child))]
