"""Charts as files: SVG, PNG and CSV, made of the very markup that a page shows.

A page's chart is saved by asking for the page with `?chart=<name>.<kind>` beside its own parameters: the same view
answers, so filter, language and permission cannot differ from what was seen. `markup_of` is for what has no page.
"""

from __future__ import annotations

from collections.abc import Callable

from .fonts import NoFont
from .markup import chart_in, markup_of
from .png import png_of
from .svg import svg_of
from .tables import csv_of

__all__ = ["KINDS", "PARAMETER", "NoFont", "chart_in", "csv_of", "markup_of", "png_of", "svg_of"]

PARAMETER = "chart"
# Kind -> what makes it of a figure's markup.
KINDS: dict[str, Callable[[str], bytes]] = {"svg": svg_of, "png": png_of, "csv": csv_of}
