"""Messages that cross: somebody else said something while this person was writing."""

from __future__ import annotations

from .models import Message, RequestEvent, ServiceRequest, User


def newest_line(request: ServiceRequest) -> int:
    """The number a page remembers as the last journal line it showed; 0 where there is none."""
    return request.events.order_by("-pk").values_list("pk", flat=True).first() or 0


def said_since(request: ServiceRequest, line: int, *, to: User) -> RequestEvent | None:
    """The latest public message by somebody else after this journal line."""
    said = request.events.public().filter(pk__gt=line, message__isnull=False).exclude(actor=to)
    return said.select_related("actor", "message").order_by("pk").last()


def quotable(request: ServiceRequest, *, sees_notes: bool, pk: object) -> Message | None:
    """A message of this request that the reader may see, by what an address says."""
    messages = request.messages.select_related("author").filter(pk=int(str(pk))) if _is_number(pk) else None
    if messages is not None and not sees_notes:
        messages = messages.exclude(kind=Message.Kind.NOTE)
    return messages.first() if messages is not None else None


def _is_number(text: object) -> bool:
    return str(text).isascii() and str(text).isdecimal() and len(str(text)) < 19


def quoted(message: Message) -> str:
    """The text as a Markdown quotation, with an empty line after it to go on writing."""
    lines = (f"> {line}".rstrip() for line in message.text.splitlines())
    return "\n".join(lines) + "\n\n"
