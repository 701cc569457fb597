"""The page a person opens to look at all pictures: small ones grouped by page, each leading to its full size."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from PIL import Image

# Small enough for hundreds on one page, large enough to see what stands where.
SMALL = (320, 400)
STYLE = """
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 120rem; padding: 1rem 1.5rem }
nav { columns: 14rem; margin-block: 1rem }
nav a { display: block }
section { border-top: 1px solid light-dark(#dedbd3, #35342f); padding-block: .75rem }
h2 { font-size: 1rem; margin: 0 0 .5rem }
small { font-weight: 400; opacity: .7 }
.pictures { display: flex; flex-wrap: wrap; gap: .75rem; align-items: flex-start }
figure { margin: 0; max-width: 20rem }
img { display: block; max-width: 100%; border: 1px solid light-dark(#dedbd3, #35342f) }
.found { padding: .75rem 1rem; border-inline-start: 4px solid #a8261f }
"""
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Screens</title><style>{style}</style></head>
<body><h1>{count} pictures of {pages} pages</h1>{found}<nav aria-label="Pages">{links}</nav>{sections}</body></html>
"""


def small_one_of(picture: Path) -> Path:
    """Beside the picture, the upper part of it in small: whole pages are far too tall to compare."""
    small = picture.with_suffix(".small.png")
    with Image.open(picture) as full:
        shown = full.convert("RGB").crop((0, 0, full.width, min(full.height, full.width * SMALL[1] // SMALL[0])))
        shown.thumbnail(SMALL)
        shown.save(small, optimize=True)
    return small


def write(
    folder: Path, groups: Mapping[str, Sequence[Path]], captions: Mapping[str, str], found: Iterable[str]
) -> Path:
    """The sheet of `groups` (pictures by page) in `folder`, where they lie; `found`: what is wrong with some."""
    sheet = folder / "index.html"
    shown = {name: pictures for name, pictures in groups.items() if pictures}
    page = PAGE.format(
        style=STYLE,
        count=sum(map(len, shown.values())),
        pages=len(shown),
        found=_found(list(found)),
        links="".join(f'<a href="#{html.escape(name)}">{html.escape(name)}</a>' for name in shown),
        sections="".join(_section(name, captions[name], pictures) for name, pictures in shown.items()),
    )
    sheet.write_text(page, encoding="utf-8")
    return sheet


def _found(sentences: Sequence[str]) -> str:
    if not sentences:
        return "<p>Nothing is too wide, cut off or over something else.</p>"
    items = "".join(f"<li>{html.escape(one)}</li>" for one in sentences)
    return f'<div class="found"><h2>{len(sentences)} things to look at</h2><ul>{items}</ul></div>'


def _section(name: str, caption: str, pictures: Sequence[Path]) -> str:
    figures = "".join(_figure(one, one.stem.removeprefix(f"{name}-")) for one in pictures)
    title = f"{html.escape(name)} <small>{html.escape(caption)}</small>"
    return f'<section id="{html.escape(name)}"><h2>{title}</h2><div class="pictures">{figures}</div></section>'


def _figure(picture: Path, look: str) -> str:
    image = f'<img src="{small_one_of(picture).name}" alt="{html.escape(picture.stem)}" loading="lazy">'
    return f'<figure><a href="{picture.name}">{image}</a><figcaption><small>{look}</small></figcaption></figure>'
