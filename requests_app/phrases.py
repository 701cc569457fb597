"""Several phrases as one, with the signs of the active language: Chinese has its own, and none but them in between."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def listed(items: Iterable[Any]) -> str:
    """“Monday, Tuesday, Friday”; for equals, without an “and”."""
    return pgettext("between the items of a list", ", ").join(str(item) for item in items)


def grouped(items: Iterable[Any]) -> str:
    """“Mon–Thu 09:00–12:30, 13:15–17:00; Fri 09:00–14:00”: between items that may be lists themselves."""
    return pgettext("between the groups of a list", "; ").join(str(item) for item in items)


def sentences(items: Iterable[Any]) -> str:
    """One after the other, as running text."""
    return reduce(_followed_by, (str(item) for item in items), "")


def named(name: Any, value: Any) -> str:
    """“Priority: high”."""
    return pgettext("a name and its value", "%(name)s: %(value)s") % {"name": name, "value": value}


def minutes(value: int) -> str:
    """“45 min”, “2 h 5 min”."""
    hours, rest = divmod(int(value), 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def _followed_by(text: str, sentence: str) -> str:
    if not text:
        return sentence
    return pgettext("two sentences", "%(first)s %(second)s") % {"first": text, "second": sentence}
