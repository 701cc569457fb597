"""The icons of pages in one file that a browser keeps: drawn on every page they would be half of what it weighs.

`collectstatic` puts it together from the names that templates use. What is not in it - a sign of few pages whose name
comes from elsewhere, any heroicon that a file of configuration gives a service - is drawn on the page itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from heroicons.templatetags import heroicons

FILE = "img/icons.svg"
NAMED = re.compile(r"\{% heroicon_(micro|mini|outline|solid) \"([a-z0-9-]+)\"")
SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)"')
# What templates are told by others on many pages: the rail's outlines, the minis of services and of the verbs.
TOLD = {
    "micro": (
        "arrow-trending-up bolt-slash calendar chat-bubble-bottom-center-text chat-bubble-left-ellipsis eye-slash "
        "inbox light-bulb lock-closed pencil play scale wrench-screwdriver"
    ),
    "mini": (
        "arrow-right-circle "
        "archive-box arrow-uturn-left arrows-right-left banknotes bell-alert bolt building-office calculator "
        "circle-stack computer-desktop credit-card document-duplicate envelope gift globe-alt identification "
        "key lock-closed map-pin no-symbol paint-brush play puzzle-piece receipt-percent truck window wrench "
        "wrench-screwdriver x-circle"
    ),
    "outline": (
        "academic-cap adjustments-horizontal arrow-right-circle arrow-trending-up arrow-up-right "
        "building-office building-office-2 calendar-days chart-bar chart-bar-square chart-pie "
        "chat-bubble-left-ellipsis clipboard-document-check clipboard-document-list document-check flag "
        "hand-raised heart home inbox megaphone phone-arrow-down-left queue-list rectangle-stack scale "
        "server-stack squares-2x2 user-group users"
    ),
}


def identifier(style: str, name: str) -> str:
    return f"{style}-{name}"


def drawn(templates: Path) -> bytes:
    """The sprite: a symbol for each icon that the templates below this folder name, and for those of TOLD."""
    icons = {*_named(templates), *((style, name) for style, names in TOLD.items() for name in names.split())}
    symbols = "\n".join(_symbol(style, name) for style, name in sorted(icons))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'.encode()


def names(sprite: str) -> frozenset[str]:
    """What a sprite holds, as identifiers."""
    return frozenset(SYMBOL.findall(sprite))


def _named(templates: Path) -> Iterator[tuple[str, str]]:
    for file in templates.rglob("*.html"):
        yield from NAMED.findall(file.read_text(encoding="utf-8"))


def _symbol(style: str, name: str) -> str:
    picture = re.sub(r">\s+<", "><", getattr(heroicons, f"heroicon_{style}")(name, size=None))
    symbol = picture.replace("<svg ", f'<symbol id="{identifier(style, name)}" ', 1).replace("</svg>", "</symbol>")
    return symbol.replace(' aria-hidden="true"', "", 1).replace(" />", "/>")
