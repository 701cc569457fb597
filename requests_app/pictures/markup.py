"""The markup of one chart: found on a page, or written for itself."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from django.template.loader import render_to_string

from requests_app.charts import Chart


def chart_in(html: str, name: str) -> str | None:
    """The figure of that name on a page; None where there is none."""
    figure = rf'<figure [^>]*data-chart="{re.escape(name)}"[^>]*>.*?</figure>'
    found = re.search(figure, html, re.DOTALL)
    return found.group() if found else None


def markup_of(chart: Chart) -> str:
    """A chart as a page would write it, in the active language."""
    return render_to_string(chart.template, {"chart": chart})


def parsed(figure: str) -> ET.Element:
    """The elements of a figure, without namespaces."""
    plain = re.sub(r' xmlns="[^"]*"', "", figure)
    return ET.fromstring(plain)  # noqa: S314 # nosec B314 - of our own templates, which escape every word


def classes_of(element: ET.Element) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def first(element: ET.Element, tag: str) -> ET.Element | None:
    return next(element.iter(tag), None)


def text_of(element: ET.Element | None) -> str:
    """All words inside, with single blanks."""
    return "" if element is None else " ".join("".join(element.itertext()).split())
