"""Figures to chart specifications: plain values with finished geometry that a template only has to write down.

Every position is a ready string ("41.67%"), because templates write floats with the comma of the reader's language.
Positions are shares of the plot, so that one picture fits a phone and a wide screen with text of the same size.
All words arrive translated; a `number` function makes figures readable. Nothing to draw is None.

Each kind names the template in components/charts/ that writes it (args: chart); `requests_app.pictures` makes files of
what is written.
"""

from requests_app.charts.bars import BarChart, bar_chart
from requests_app.charts.control import Control, ControlChart, control_chart
from requests_app.charts.distribution import DistributionChart, RatingPoint, distribution_chart
from requests_app.charts.dots import DotChart, DotFrame, DotRow, dot_chart
from requests_app.charts.grid import GridChart, GridFrame, grid_chart
from requests_app.charts.line import LineChart, line_chart
from requests_app.charts.parts import Caption, Chart, Frame, Level, Series
from requests_app.charts.places import Axis, Place, PlaceChart, place_chart
from requests_app.charts.spans import SpanChart, SpanFrame, SpanRow, span_chart
from requests_app.charts.spark import Sparkline, sparkline

__all__ = [
    "Axis",
    "BarChart",
    "Caption",
    "Chart",
    "Control",
    "ControlChart",
    "DistributionChart",
    "DotChart",
    "DotFrame",
    "DotRow",
    "Frame",
    "GridChart",
    "GridFrame",
    "Level",
    "LineChart",
    "Place",
    "PlaceChart",
    "RatingPoint",
    "Series",
    "SpanChart",
    "SpanFrame",
    "SpanRow",
    "Sparkline",
    "bar_chart",
    "control_chart",
    "distribution_chart",
    "dot_chart",
    "grid_chart",
    "line_chart",
    "place_chart",
    "span_chart",
    "sparkline",
]
