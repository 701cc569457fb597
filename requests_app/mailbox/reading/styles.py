"""What attributes of HTML say about how a letter looks, program by program."""

from __future__ import annotations

import re
from dataclasses import replace

from .runs import Look
from .tags import Tag

_ZERO = r":0+(?:\.0+)?(?:px|pt|em|%)?(?:;|!|$)"
_HIDDEN = re.compile(rf"display:none|visibility:hidden|mso-hide:all|(?:font-size|opacity){_ZERO}")
_NO_HEIGHT = re.compile(rf"(?:^|;|-)height{_ZERO}")
_BOLD = re.compile(r"font-weight:(bold|bolder|[6-9]00)")
_SIZE = re.compile(r"(?:^|;)(?:width|height):[0-2](?:px|pt)?(?:;|!|$)")

# Where a mail program puts what was written before, outside of a blockquote. Sent on, names begin with x_.
QUOTES = {
    *("divrplyfwdmsg", "appendonsend", "olk_src_body_section", "mail-editor-reference-message-container"),
    *("yahoo_quoted", "protonmail_quote", "zmail_extra", "tutanota_quote"),
}
SIGNATURES = {
    *("signature", "divsignature", "ms-outlook-mobile-signature", "ntes-pcmail-signature"),
    *("gmail_signature", "moz-signature", "protonmail_signature_block", "mobile-signature"),
}


def _style(tag: Tag) -> str:
    style = tag.attributes.get("style")
    return "".join(style.lower().split()) if style else ""


def _names(tag: Tag) -> set[str]:
    """Its id and its classes."""
    names = [tag.attributes.get("id", "")[:100], *tag.attributes.get("class", "")[:500].split()]
    return {name.lower().removeprefix("x_") for name in names}


def hides(tag: Tag) -> bool:
    style = _style(tag)
    if "hidden" in tag.attributes or not style:
        return "hidden" in tag.attributes
    return bool(_HIDDEN.search(style)) or ("overflow:hidden" in style and bool(_NO_HEIGHT.search(style)))


def is_tiny(tag: Tag) -> bool:
    """A picture nobody sees: it only tells its sender that somebody opened the letter."""
    sizes = (tag.attributes.get(name, "").strip().removesuffix("px") for name in ("width", "height"))
    return any(size in ("0", "1", "2") for size in sizes) or bool(_SIZE.search(_style(tag))) or hides(tag)


def look(tag: Tag, before: Look) -> Look:
    """How texts look inside of it."""
    style = _style(tag)
    match tag.name:
        case "b" | "strong" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            before = replace(before, bold="font-weight:normal" not in style)
        case "i" | "em":
            before = replace(before, italic="font-style:normal" not in style)
        case "s" | "strike" | "del":
            before = replace(before, struck=True)
        case "code" | "kbd" | "samp" | "tt":
            before = replace(before, code=True)
        case "a":
            before = replace(before, href=tag.attributes.get("href", ""))
    if style and _BOLD.search(style):
        before = replace(before, bold=True)
    return replace(before, struck=True) if "text-decoration:line-through" in style else before


def is_a_line(tag: Tag) -> bool:
    """A paragraph without room around it, as Outlook makes one of every line."""
    if tag.name != "p" or not tag.attributes:
        return False
    style = _style(tag)
    return (
        any(name.startswith(("msonormal", "msolist")) for name in _names(tag))
        or "margin:0" in style
        or ("margin-top:0" in style and "margin-bottom:0" in style)
    )


def only_indents(tag: Tag) -> bool:
    """A blockquote somebody made with the button that moves a paragraph to the right."""
    style = _style(tag)
    return _names(tag) == {""} and "border:none" in style and "040px" in style


def first_number(tag: Tag) -> int:
    start = tag.attributes.get("start", "")
    return int(start) if start.isascii() and start.isdecimal() and len(start) < 6 else 1


def begins_quote(tag: Tag) -> bool:
    return bool(tag.attributes) and not QUOTES.isdisjoint(_names(tag))


def is_signature(tag: Tag) -> bool:
    return bool(tag.attributes) and not SIGNATURES.isdisjoint(_names(tag))


def is_point(tag: Tag) -> bool:
    """What Word puts before a paragraph of a list."""
    return "mso-list:ignore" in _style(tag)


def point(text: str) -> str:
    """A point or number of a list by Word: its own signs are letters of a font of symbols."""
    stripped = text.strip(" \u00a0\n\t")
    if not stripped:
        return ""
    return f"{stripped} " if stripped[0].isdigit() else "- "
