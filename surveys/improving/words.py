"""What was measured, as people say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from surveys.models import Improvement

from . import metrics
from .metrics import HOURS_85, PERCENT, SCALE


def number(value: float) -> str:
    """With one decimal below a hundred, where it has one."""
    rounded = round(value, 1)
    return formats.number_format(rounded, 0 if rounded == int(rounded) or abs(rounded) >= 100 else 1)


def signed(value: float) -> str:
    """With a plus, or a minus that is one."""
    return f"{'+' if value > 0 else '−' if round(value, 1) < 0 else '±'}{number(abs(value))}"


def measured(unit: str, value: float) -> str:
    """“62 %”, “5.3 h”."""
    if unit == PERCENT:
        return _("%(number)s %%") % {"number": number(value)}
    if unit == SCALE:
        return mean(value)
    return _("%(hours)s h") % {"hours": number(value)}


def mean(value: float) -> str:
    """On a scale, always with one decimal."""
    return formats.number_format(round(value, 1), 1)


def sample(unit: str, kept: Mapping[str, Any] | None) -> str:
    """“62 % (n = 45)”, of times “half within 5.3 h (n = 45)”; a dash for what was not measured."""
    if not kept:
        return "—"
    told = {"value": measured(unit, kept["value"]), "n": formats.number_format(kept["n"], 0)}
    if unit in (PERCENT, SCALE):
        return _("%(value)s (n = %(n)s)") % told
    if unit == HOURS_85:
        return _("85 of 100 within %(value)s (n = %(n)s)") % told
    return _("half within %(value)s (n = %(n)s)") % told


def change(unit: str, test: Mapping[str, Any]) -> str:
    """The difference, with how far it may be chance."""
    if unit == HOURS_85:
        return _("The time within which 85 of 100 are there moved by %(change)s h.") % {
            "change": signed(test["change"])
        }
    if unit == SCALE:
        told = {"change": signed(test["change"]), "pairs": number(100 * test["improved"])}
        return (
            _(
                "The mean moved by %(change)s. Take one answer from before and one from after: "
                "in %(pairs)s of 100 such pairs the later one is higher, ties counted half."
            )
            % told
        )
    if unit != PERCENT:
        told = {"change": signed(test["change"]), "pairs": number(100 * test["improved"])}
        return (
            _(
                "The median moved by %(change)s h. Take one request from before and one from after: "
                "in %(pairs)s of 100 such pairs the later one did better."
            )
            % told
        )
    told = {name: signed(test[name]) for name in ("change", "low", "high")}
    return _("Changed by %(change)s points; with chance taken into account by %(low)s to %(high)s.") % told


def carried(verdict: str, least: float | None) -> str:
    """What one may say, and why."""
    if verdict == Improvement.Verdict.BETTER:
        return _("The figures carry “better”: chance is unlikely, and the change is as large as was set.")
    if verdict == Improvement.Verdict.WORSE:
        return _("The figures say “worse”: chance is unlikely.")
    return _(
        "The figures carry neither “better” nor “worse”. That does not mean that nothing changed: it cannot be seen."
    )


def target(improvement: Improvement) -> str:
    """“at least 80 %”, “at most 4 h”."""
    metric = metrics.named(improvement.metric)
    if metric is None or improvement.target is None:
        return "—"
    told = {"value": measured(metric.unit, improvement.target)}
    words = (
        pgettext("target", "at least %(value)s") if metric.more_is_better else pgettext("target", "at most %(value)s")
    )
    return words % told


def least(improvement: Improvement) -> str:
    """“5 points”, “0.5 h”."""
    metric = metrics.named(improvement.metric)
    if metric is None or improvement.least is None:
        return "—"
    if metric.unit != PERCENT:
        return measured(metric.unit, improvement.least)
    told = {"points": number(improvement.least)}
    return ngettext("%(points)s point", "%(points)s points", round(improvement.least)) % told
