"""Figures to chart specifications: plain values with finished geometry that a template only has to write down.

Every position is a ready string ("41.67%"), because templates write floats with the comma of the reader's language.
Positions are shares of the plot, so that one picture fits a phone and a wide screen with text of the same size.
All words arrive translated; a `number` function makes figures readable. Nothing to draw is None.

Templates: components/charts/line.html, bars.html, dots.html, spark.html, distribution.html, places.html (args: chart).
"""

from requests_app.charts.bars import BarChart, bar_chart
from requests_app.charts.distribution import DistributionChart, RatingPoint, distribution_chart
from requests_app.charts.dots import DotChart, DotFrame, DotRow, dot_chart
from requests_app.charts.line import LineChart, line_chart
from requests_app.charts.parts import Caption, Frame, Level, Series
from requests_app.charts.places import Axis, Place, PlaceChart, place_chart
from requests_app.charts.spark import Sparkline, sparkline

__all__ = [
    "Axis",
    "BarChart",
    "Caption",
    "DistributionChart",
    "DotChart",
    "DotFrame",
    "DotRow",
    "Frame",
    "Level",
    "LineChart",
    "Place",
    "PlaceChart",
    "RatingPoint",
    "Series",
    "Sparkline",
    "bar_chart",
    "distribution_chart",
    "dot_chart",
    "line_chart",
    "place_chart",
    "sparkline",
]
