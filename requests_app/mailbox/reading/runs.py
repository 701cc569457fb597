"""One paragraph on its way to Markdown: pieces of text, each with how it looked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_SPACE = re.compile(r"[ \t\r\n\f\u00a0\u2000-\u200a\u202f\u3000]+")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff\ufff9-\ufffc]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
LONGEST_ADDRESS = 2_000


@dataclass(frozen=True, slots=True)
class Look:
    """How a piece of text looked."""

    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    href: str = ""


PLAIN = Look()


class Runs:
    """Pieces of one paragraph; None is a line break."""

    def __init__(self) -> None:
        self.pieces: list[tuple[str, Look] | None] = []

    def add(self, text: str, look: Look) -> None:
        self.pieces.append((text, look))

    def add_break(self) -> None:
        self.pieces.append(None)

    def take(self) -> str | None:
        """The paragraph as Markdown, and a new one begins. None: nothing was there, not even an empty line."""
        pieces, self.pieces = self.pieces, []
        lines: list[list[tuple[str, Look]]] = [[]]
        for piece in pieces:
            if piece is None:
                lines.append([])
            else:
                lines[-1].append(piece)
        if len(lines) == 1 and not any(text.strip(" \t\r\n\f") for text, _look in lines[0]):
            return None
        return "\n".join(map(_line, lines))


def clean(text: str) -> str:
    """Without what nobody sees; invisible marks inside of words hide them from searches and from eyes."""
    return _INVISIBLE.sub("", _CONTROL.sub(" ", text))


def _line(pieces: list[tuple[str, Look]]) -> str:
    """One line of Markdown. Neighbours that looked the same become one, spaces go outside of marks."""
    out: list[str] = []
    for text, look in _merged(pieces):
        squeezed = _SPACE.sub(" ", text)
        inner = squeezed.strip()
        if not inner or look == PLAIN:
            out.append(squeezed)
            continue
        before, after = squeezed[: len(squeezed) - len(squeezed.lstrip())], squeezed[len(squeezed.rstrip()) :]
        out.append(f"{before}{_dressed(inner, look)}{after}")
    return _SPACE.sub(" ", "".join(out)).strip()


def _merged(pieces: list[tuple[str, Look]]) -> list[tuple[str, Look]]:
    """A space between two bold words is bold as well: `**a** **b**` is `**a b**`."""
    groups: list[tuple[list[str], Look]] = []
    for text, look in pieces:
        if groups and (groups[-1][1] == look or (not text.strip() and not look.href)):
            groups[-1][0].append(text)
        else:
            groups.append(([text], look))
    return [("".join(texts), look) for texts, look in groups]


def _dressed(text: str, look: Look) -> str:
    if look.href:
        text = _linked(text, look.href)
    elif look.code and "`" not in text:
        return f"`{text}`"
    if "*" in text or "~~" in text or text.startswith("!["):
        return text
    if look.struck:
        text = f"~~{text}~~"
    if look.bold:
        return f"**{text}**"
    return f"*{text}*" if look.italic and len(text) > 1 else text


def _linked(text: str, href: str) -> str:
    """A link, or both addresses where the text says another one than it leads to."""
    target = href.strip()
    if target.lower().startswith("mailto:"):
        address = target[7:].partition("?")[0]
        return text if "@" in text or not address else f"[{_unbracketed(text)}](mailto:{_safe(address)})"
    if not target.lower().startswith(("http://", "https://")) or len(target) > LONGEST_ADDRESS or text.startswith("!["):
        return text
    target = _safe(target)
    if _same(text, target):
        return target if text.lower().startswith("http") else text
    if text.lower().startswith(("http://", "https://", "www.")) and _host(text) != _host(target):
        return f"{text} ({target})"
    return f"[{_unbracketed(text)}]({target})"


def _safe(address: str) -> str:
    for sign, code in ((" ", "%20"), ("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E"), ("\n", ""), ("\\", "%5C")):
        address = address.replace(sign, code)
    return "".join(address.split())


def _unbracketed(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")


def _same(text: str, target: str) -> bool:
    return _bare(text) == _bare(target)


def _bare(address: str) -> str:
    return re.sub(r"^https?://", "", address.strip().lower()).rstrip("/")


def _host(address: str) -> str:
    try:
        return (urlsplit(address if "//" in address else f"//{address}").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
