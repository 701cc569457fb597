"""A figure laid out for a page of its own: title, words, legend, plot, at one fixed width."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width
from xml.etree import ElementTree as ET

from requests_app.charts.scale import GUTTERS, plain, text_width

from .dressing import HATCH, Box, dressed
from .markup import classes_of, parsed, text_of
from .sheet import Styled, tokens

WIDTH, MARGIN = 900, 24
SQUARE = 544  # px: the plane of two figures stays readable
UNDER_THE_PLOT = 30
TYPE = 12  # px, what text_width measures
END, END_OF_VALUES = 12, 56


class Layout:
    """Goes down the parts of a figure."""

    def __init__(self, figure: ET.Element) -> None:
        self.figure, self.kinds = figure, classes_of(figure)
        self.around = Styled().inside(figure)
        self.root, self.y = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", role="img"), float(MARGIN)

    def page(self) -> ET.Element:
        """Everything the figure shows at once; what a reader opens (the table) is no part of the picture."""
        name = ET.SubElement(self.root, "title")
        self._hatch()
        ground = ET.SubElement(self.root, "rect", fill="#ffffff")
        for part in self.figure:
            if part.tag == "figcaption":
                name.text = self._caption(part)
            elif "plot-legend" in classes_of(part):
                self._legend(part)
            elif "plot-area" in classes_of(part):
                self._plot(part)
            elif "plot-list" in classes_of(part):
                self._list(part)
            elif "plot-feet" in classes_of(part):
                self._strip(part, 20)
        width, height = plain(WIDTH), plain(self.y + MARGIN)
        ground.attrib |= {"width": width, "height": height}
        self.root.attrib |= {"width": width, "height": height, "viewBox": f"0 0 {width} {height}"}
        return self.root

    def _hatch(self) -> None:
        pattern = ET.SubElement(ET.SubElement(self.root, "defs"), "pattern", id=HATCH, width="5", height="5")
        pattern.attrib |= {"patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
        ET.SubElement(pattern, "rect", width="5", height="5", fill="#ffffff")
        ET.SubElement(pattern, "rect", width="2.5", height="5", fill=tokens()["--c2"])

    def _caption(self, part: ET.Element) -> str:
        title, *said = (text_of(child) for child in part)
        self._text(title, 18, tokens()["--ink"], bold=True)
        for text in said:
            self._text(text, 13, tokens()["--soft"])
        self.y += 6
        return title

    def _text(self, text: str, size: float, colour: str, *, bold: bool = False) -> None:
        for line in wrapped(text, (WIDTH - 2 * MARGIN) * TYPE / size):
            self.y += size * 1.4
            written = self._words(MARGIN, self.y - size * 0.35, line, colour)
            written.set("font-size", plain(size))
            if bold:
                written.set("font-weight", "600")

    def _words(self, x: float, y: float, text: str, colour: str) -> ET.Element:
        """A line of the charts' own type."""
        place = {"x": plain(x), "y": plain(y), "font-size": plain(TYPE), "fill": colour}
        written = ET.SubElement(self.root, "text", place)
        written.text = text
        return written

    def _picture(self, svg: ET.Element, box: Box) -> None:
        self.root.append(dressed(svg, box, self.around))

    def _legend(self, part: ET.Element) -> None:
        x = float(MARGIN)
        for item in part:
            text = text_of(item)
            width = 32 + text_width(text) + 20
            if x > MARGIN and x + width > WIDTH - MARGIN:
                x, self.y = float(MARGIN), self.y + 18
            svg = item.find("svg")
            if svg is not None:
                self._picture(svg, Box(x, self.y + 2, 26, 12))
            self._words(x + 32, self.y + 12, text, tokens()["--soft"])
            x += width
        self.y += 26

    def _plot(self, part: ET.Element) -> None:
        left = MARGIN + next((px for name, px in GUTTERS.items() if f"plot-gutter-{name}" in self.kinds), 0)
        right = 0 if "plot-rows" in self.kinds else END_OF_VALUES if "plot-valued" in self.kinds else END
        whole = SQUARE if "plot-square" in self.kinds else WIDTH - 2 * MARGIN
        height = float(part.get("height", "0"))
        width = whole - (left - MARGIN) - right
        self._picture(part, Box(left, self.y + 8, width, height))
        self.y += 8 + height + UNDER_THE_PLOT

    def _list(self, part: ET.Element) -> None:
        for item in part:
            label, figure, svg = item
            said = text_of(figure)
            room = WIDTH - 2 * MARGIN - text_width(said) - 40
            begin = self.y
            for line in wrapped(text_of(label), room):
                self.y += 18
                self._words(MARGIN, self.y - 5, line, tokens()["--ink"]).set("font-size", "13")
            self._words(WIDTH - MARGIN, begin + 13, said, tokens()["--soft"]).set("text-anchor", "end")
            self._strip(svg, 28)

    def _strip(self, svg: ET.Element, height: float) -> None:
        self._picture(svg, Box(MARGIN + 6, self.y, WIDTH - 2 * MARGIN - 12, float(svg.get("height", "0"))))
        self.y += height


def page_of(figure: str) -> ET.Element:
    """A figure's markup as an <svg> of its own, in the light theme's colours."""
    return Layout(parsed(figure)).page()


def wrapped(text: str, room: float) -> Iterator[str]:
    """Lines no wider than `room` px at the charts' type size, broken between words, or between Chinese characters."""
    line = ""
    for piece in _pieces(text):
        if line.strip() and text_width(line + piece.rstrip()) > room:
            yield line.strip()
            line = ""
        line += piece
    if line.strip():
        yield line.strip()


def _pieces(text: str) -> Iterator[str]:
    word = ""
    for char in text:
        word += char
        if char == " " or east_asian_width(char) in "WF":
            yield word
            word = ""
    yield word
