"""A chart's elements with their look written into them, at a fixed size: what needs no style sheet."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree import ElementTree as ET

from requests_app.charts.scale import plain

from .sheet import Styled

HATCH = "hatch"
# Never drawn: what is inside is for others than eyes, or a definition.
SILENT = ("title", "defs")
PLACE = ("x", "y", "width", "height", "x1", "x2", "y1", "y2", "cx", "cy", "r", "d", "dx", "dy")
LOOK = (
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
    "stroke-linejoin", "paint-order", "opacity", "font-size", "font-weight", "text-anchor",
)  # fmt: skip


class Box(NamedTuple):
    """Where a picture stands, in px."""

    x: float
    y: float
    width: float
    height: float


def dressed(svg: ET.Element, box: Box, around: Styled) -> ET.Element:
    """What stands in an <svg>, as one of `box`'s place and size; per cents in it are of that size."""
    out = ET.Element("svg", {name: plain(value) for name, value in box._asdict().items()}, overflow="visible")
    out.extend(_inside(svg, (box.width, box.height), around))
    return out


def _inside(element: ET.Element, size: tuple[float, float], around: Styled) -> list[ET.Element]:
    return [
        _dressed(child, size, styled)
        for child in element
        if child.tag not in SILENT and (styled := around.inside(child)).look.get("display") != "none"
    ]


def _dressed(element: ET.Element, size: tuple[float, float], styled: Styled) -> ET.Element:
    # Links lead nowhere in a file: only what they hold is left.
    out = ET.Element("g" if element.tag == "a" else element.tag)
    out.attrib.update({name: value for name in PLACE if (value := element.get(name)) is not None})
    if element.tag == "svg":
        # As on the page, where style sheets say so.
        out.set("overflow", "visible")
    elif element.tag != "g" and element.tag != "a":
        out.attrib.update(_look(styled))
    if element.tag == "text":
        out.text = " ".join("".join(element.itertext()).split())
        return out
    out.extend(_inside(element, size, styled))
    if view := element.get("viewBox"):
        _unstretch(out, view, size)
    return out


def _look(styled: Styled) -> dict[str, str]:
    look = {name: value.removesuffix("px") for name in LOOK if (value := styled.look.get(name))}
    for name in ("fill", "stroke"):
        if name in look and not look[name].startswith("#"):
            look[name] = f"url(#{HATCH})" if look[name].startswith("url(") else "none"
    return look


def _unstretch(svg: ET.Element, view: str, size: tuple[float, float]) -> None:
    """Pictures that the page stretches to its width are written at their final size: their lines stay as thick."""
    _left, _top, *across = map(float, view.split())
    factors = size[0] / across[0], size[1] / across[1]
    svg.attrib |= {"width": plain(size[0]), "height": plain(size[1])}
    for path in svg.iter("path"):
        # Of M and L alone, so that numbers are x and y by turns.
        numbers = re.finditer(r"-?[\d.]+|[ML]", path.get("d", ""))
        place, parts = 0, []
        for found in numbers:
            if found.group() in "ML":
                parts.append(found.group())
            else:
                parts.append(plain(float(found.group()) * factors[place % 2]))
                place += 1
        path.set("d", " ".join(parts))
