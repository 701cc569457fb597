"""Round scales, and labels that do not run into each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from unicodedata import east_asian_width

MOST_STEPS = 5
SAME = 1e-9  # values closer than this are one value with rounding on top
MARGIN = 20.0  # px to the right of the plot that a label may use
LETTER, IDEOGRAPH, GAP = 6.6, 12.0, 14.0  # px at the charts' 12 px type; a little generous
# Narrowest plot (px) of the container widths that charts.css tells apart.
PLOT_WIDTHS = {"s": 230, "m": 400, "l": 700}
BESIDE = 8  # px between a label and its plot
GUTTERS = {"xs": 22, "s": 34, "m": 52, "l": 76, "xl": 128}


@dataclass(frozen=True, slots=True)
class Scale:
    """Values low..high onto the band between `bottom` and `top`, both in per cent from the top of the plot."""

    low: float
    high: float
    ticks: tuple[float, ...]
    top: float = 0.0
    bottom: float = 100.0

    def at(self, value: float) -> float:
        """Position of a value in per cent from the top of the plot."""
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)


def nice_step(span: float, *, whole: bool = False) -> float:
    """The smallest of 1, 2, 5 times a power of ten that covers `span` in at most five steps."""
    rough = span / MOST_STEPS
    power = 10.0 ** floor(log10(rough))
    # Rounding may leave rough / power a hair above a round number.
    step = next(factor * power for factor in (1, 2, 5, 10) if factor >= round(rough / power, 9))
    return max(1.0, step) if whole else step


def nice_scale(
    values: Iterable[float], *, lowest: float | None = 0, highest: float | None = None, whole: bool = False
) -> Scale:
    """A scale with round ticks over `values`; `lowest` and `highest` are where it should begin and end if it can."""
    seen = list(values)
    low = min([*seen, *([] if lowest is None else [lowest])], default=0.0)
    high = max([*seen, *([] if highest is None else [highest])], default=1.0)
    if high - low <= SAME * max(1.0, abs(low), abs(high)):
        high = low + max(abs(low) / 2, 1.0 if whole or abs(low) < SAME else 0.0)
    step = nice_step(high - low, whole=whole)
    first, last = floor(round(low / step, 9)), ceil(round(high / step, 9))
    decimals = max(0, -floor(log10(step)))
    ticks = tuple(round(step * i, decimals) for i in range(first, last + 1))
    return Scale(low=ticks[0], high=ticks[-1], ticks=ticks)


def percent(position: float) -> str:
    """A coordinate as SVG wants it, in every language: `41.67%`."""
    return f"{plain(position)}%"


def plain(position: float) -> str:
    """A coordinate with at most two decimals and a point: `41.67`."""
    return f"{round(position, 2) + 0.0:.10g}"


def text_width(text: str) -> float:
    """Estimated width in px at the charts' type size; Chinese characters stand in squares."""
    return sum(IDEOGRAPH if east_asian_width(char) in "WF" else LETTER for char in text)


def shortened(text: str, keeping: str = "") -> str:
    """What of `text`, and all of `keeping` after it, stands in the widest gutter; what is cut ends in “…”."""
    room = GUTTERS["xl"] - BESIDE - text_width(keeping)
    if text_width(text) <= room:
        return text + keeping
    while text and text_width(text + "…") > room:
        text = text[:-1]
    return f"{text.rstrip()}…{keeping}"


def gutter_for(labels: Iterable[str]) -> str:
    """Name of the narrowest gutter that holds the longest label, for a class of charts.css."""
    needed = max(map(text_width, labels), default=0)
    return next((name for name, width in GUTTERS.items() if width - BESIDE >= needed), "xl")


def shown_from(labels: Sequence[str]) -> list[str]:
    """From which container width on each label has room: "s", "m", "l" or "" (never).

    Every second, fourth, eighth ... label stays, counted from the newest, so that wider sets hold the narrower ones.
    """
    widest = max(map(text_width, labels), default=0) + GAP
    every = {size: _power_of_two(len(labels) * widest / width) for size, width in PLOT_WIDTHS.items()}
    from_end = [len(labels) - 1 - i for i in range(len(labels))]
    return [next((size for size in PLOT_WIDTHS if back % every[size] == 0), "") for back in from_end]


def leaves_the_plot(label: str, categories: int) -> bool:
    """Would the newest label, centred under its category, run past the right margin of the narrowest plot?"""
    return text_width(label) / 2 > PLOT_WIDTHS["s"] / categories / 2 + MARGIN


def free_from(at: str, label: str, size: str, last: str) -> str:
    """From which container width on a label at `at` per cent, shown from `size`, ends before `last` begins.

    `last` ends with the plot. Empty where it never does.
    """
    wide_enough = list(PLOT_WIDTHS)[list(PLOT_WIDTHS).index(size) :]
    middle, half = float(at.removesuffix("%")) / 100, text_width(label) / 2

    def is_free(width: float) -> bool:
        return middle * width + half + GAP <= width - text_width(last)

    return next((size for size in wide_enough if is_free(PLOT_WIDTHS[size])), "")


def _power_of_two(at_least: float) -> int:
    power = 1
    while power < at_least:
        power *= 2
    return power
