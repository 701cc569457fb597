"""The chart of what came in, went out and stands open."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboards import words
from dashboards.figures import Grouped
from dashboards.figures.question import TOTAL
from dashboards.indicators import Link
from dashboards.period import Period
from dashboards.tally import Tally
from requests_app.charts import BarChart, Caption, DistributionChart, Frame, RatingPoint, Series, bar_chart
from requests_app.charts import distribution_chart as draw_distribution
from requests_app.charts.scale import GUTTERS, text_width
from surveys.release import GroupResult

# Beside the bars of a distribution, in px; where the words of a language need more, their numbers must do.
ROOM_FOR_LABELS = GUTTERS["xl"] - 8


def flow_chart(grouped: Grouped, period: Period, link: Link) -> BarChart | None:
    """Filed and done as bars, the open ones as a line; every mark leads to its requests."""
    firsts = period.buckets()
    heaps = [grouped.get(("bucket", first), Tally()) for first in firsts]
    spans = [(max(first, period.start), min(period.after(first), period.end)) for first in firsts]
    standing, backlog = grouped.get(TOTAL, Tally()).counts["open_before"], []
    for heap in heaps:
        standing += heap.counts["entered"] - heap.counts["left"]
        backlog.append(standing)
    if not any(backlog) and not any(heap.counts for heap in heaps):
        return None
    caption = Caption("flow", _("In, out and open"), _said(backlog))
    frame = Frame([_label(period, first) for first in firsts], _heading(period), words.number, whole=True)
    return bar_chart(
        caption,
        frame,
        [
            Series(_("Filed"), [heap.counts["filed"] for heap in heaps], _links(link, "filed", spans)),
            Series(_("Done"), [heap.counts["resolved"] for heap in heaps], _links(link, "resolved", spans)),
        ],
        line=Series(_("Open"), backlog, _links(link, "open", spans)),
    )


def ratings_chart(rated: GroupResult) -> DistributionChart | None:
    """How often each answer was given; None until there are answers enough."""
    if rated.distribution is None:
        return None
    words_of = [_("very dissatisfied"), _("dissatisfied"), _("neither"), _("satisfied"), _("very satisfied")]
    labels, said = [f"{score} · {word}" for score, word in enumerate(words_of, 1)], rated.words
    if any(text_width(label) > ROOM_FOR_LABELS for label in labels):
        labels, said = [str(score) for score in range(1, 6)], f"{rated.words} · 5: {words_of[-1]}, 1: {words_of[0]}"
    points = [
        RatingPoint(label, count, favourable=score >= 4)
        for score, (label, count) in enumerate(zip(labels, rated.distribution, strict=True), 1)
    ]
    return draw_distribution(
        Caption("answers", _("Satisfaction"), said),
        points[::-1],
        header=(pgettext("rating", "Answer"), _("People"), _("Share")),
        number=words.number,
        share=lambda value: words.share(value) or "",
    )


def _links(link: Link, figure: str, spans: list[tuple[date, date]]) -> list[str]:
    return [link(figure, days=span) for span in spans]


def _said(backlog: list[int]) -> str:
    values = {"now": words.number(backlog[-1]), "before": words.number(backlog[0])}
    if backlog[-1] > backlog[0]:
        return _("More came in than went out: %(now)s stay open, %(before)s at the beginning.") % values
    if backlog[-1] < backlog[0]:
        return _("More went out than came in: %(now)s stay open, %(before)s at the beginning.") % values
    return _("As much went out as came in: %(now)s stay open.") % values


def _label(period: Period, first: date) -> str:
    return words.month(first) if period.bucket == "month" else words.day(first)


def _heading(period: Period) -> str:
    return {"day": _("Day"), "week": _("Week from"), "month": _("Month")}[period.bucket]
