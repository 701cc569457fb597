"""Figures as people read them, in the reader's language."""

from __future__ import annotations

from datetime import date

from babel.dates import format_skeleton
from django.utils import formats
from django.utils.translation import gettext as _

from requests_app.moments import locale

MINUTE, HOUR, DAY = 60, 3600, 86400


def number(value: float) -> str:
    """A count, or a figure with at most one decimal."""
    decimals = 0 if value == int(value) or value >= 100 else 1
    return formats.number_format(round(value, 1), decimals, use_l10n=True, force_grouping=True)


def share(value: float | None) -> str | None:
    """A part of one as per cent; whole from the first per cent on, so that noise does not look like precision."""
    return None if value is None else _("%(number)s %%") % {"number": formats.number_format(round(100 * value), 0)}


def part(some: float, of: float) -> str:
    """“201 of 214”: what a share was made of."""
    return _("%(part)s of %(whole)s") % {"part": number(some), "whole": number(of)}


def span(hours: float | None, *, working: bool = False) -> str | None:
    """A duration in its two largest units. Working time knows no days: how long one is, differs by calendar."""
    if hours is None:
        return None
    seconds = hours * HOUR
    if seconds < MINUTE:
        return _("%(seconds)s s") % {"seconds": round(seconds)}
    minutes = round(seconds / MINUTE)
    if minutes < 60:
        return _("%(minutes)s min") % {"minutes": minutes}
    if minutes < 24 * 60 or (working and minutes < 100 * 60):
        hours, rest = divmod(minutes, 60)
        if rest == 0:
            return _("%(hours)s h") % {"hours": hours}
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
    if working:
        return _("%(hours)s h") % {"hours": number(round(hours))}
    return _("%(days)s d") % {"days": number(seconds / DAY)}


def day(value: date, *, year: bool = False) -> str:
    """“7 Sep”, or “7 Sep 2026”."""
    skeleton: str = format_skeleton("yMMMd" if year else "MMMd", value, locale=locale())
    return skeleton


def month(value: date) -> str:
    skeleton: str = format_skeleton("yMMM", value, locale=locale())
    return skeleton


def quarter(value: date) -> str:
    """“Q3 2026”."""
    skeleton: str = format_skeleton("yQQQ", value, locale=locale())
    return skeleton
