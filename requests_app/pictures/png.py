"""A chart as a PNG file, twice as fine as it is wide."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import resvg_py

from .fonts import face_for
from .layout import page_of

SHARP = 2  # pixels of the file per px


def png_of(figure: str) -> bytes:
    """The chart in the light theme's colours. Raises NoFont where this machine cannot write its words."""
    root = page_of(figure)
    face = face_for("".join(text.text or "" for text in root.iter("text")))
    root.set("font-family", face.family)
    # One typeface that has every letter, instead of a look at all of the machine's for each picture.
    svg = ET.tostring(root, encoding="unicode")
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=SHARP, skip_system_fonts=True, font_files=face.files))
