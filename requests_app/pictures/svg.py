"""A chart as an SVG file that needs no style sheet."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from .layout import page_of

FAMILY = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"


def svg_of(figure: str) -> bytes:
    """The chart in the light theme's colours."""
    root = page_of(figure)
    root.set("font-family", FAMILY)
    svg: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return svg
