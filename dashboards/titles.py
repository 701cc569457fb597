"""What the lists of requests behind figures are called, and so which figures have one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from dashboards.tally import HORIZONS


def _within(days: int) -> str:
    text = ngettext("Solved within %(days)s day", "Solved within %(days)s days", days)
    return text % {"days": days}


def _wanted(days: int) -> str:
    text = ngettext(
        "Filed more than %(days)s day ago, not declined or cancelled",
        "Filed more than %(days)s days ago, not declined or cancelled",
        days,
    )
    return text % {"days": days}


def _by_days(name: str, title: Callable[[int], str]) -> dict[str, LazyText]:
    in_words: Any = lazy(title, str)
    return {f"{name}.{days}": in_words(days) for days in HORIZONS}


# What a list behind a figure is called. Ratings have none: they lead to nobody.
TITLES: dict[str, LazyText] = {
    "filed": pgettext_lazy("requests", "Filed"),
    "resolved": pgettext_lazy("requests", "Done"),
    "closed": pgettext_lazy("requests", "Closed"),
    "open": pgettext_lazy("requests", "Open at the end of the period"),
    "ageing": pgettext_lazy("requests", "Open for longer than most took"),
    "answered": pgettext_lazy("requests", "Answered"),
    "measured": pgettext_lazy("requests", "Filed and done"),
    "done": pgettext_lazy("requests", "Done at least once"),
    "clock.first_response.kept": _("First answer in time"),
    "clock.first_response.broken": _("First answer late or missing"),
    "clock.first_response.undecided": _("First answer not due yet"),
    "clock.next_reply.kept": _("Every next answer in time"),
    "clock.next_reply.broken": _("A next answer late or missing"),
    "clock.next_reply.undecided": _("Next answer not due yet"),
    "clock.promise.kept": _("Date named in time"),
    "clock.promise.broken": _("Date named late, or not at all"),
    "clock.promise.undecided": _("Date not named yet, and not due"),
    "clock.resolution.kept": _("Done in time"),
    "clock.resolution.broken": _("Done late or overdue"),
    "clock.resolution.undecided": _("Not due yet"),
    "clock.promised.kept": _("Done by the promised moment"),
    "clock.promised.broken": _("Not done by the promised moment"),
    "clock.promised.undecided": _("Promised moment still ahead"),
    "clock.approval.kept": _("Decided in time"),
    "clock.approval.broken": _("Decided late, or not at all"),
    "clock.approval.undecided": _("Approval not due yet"),
    "clock.ola.kept": _("The department's share done in time"),
    "clock.ola.broken": _("The department's share late or overdue"),
    "clock.ola.undecided": _("The department's share not due yet"),
    "first_done": _("Done for the first time, long enough ago to judge"),
    "first_contact": _("Solved at first contact"),
    "came_back": _("Came back within 14 days"),
    "reopened": _("Reopened"),
    "handed_over": _("Handed over"),
    "ping_pong": _("Handed over and straight back"),
    "revisited": _("Came back to a department that had it before"),
    "chased": _("Chased by the requester"),
    "clarified": _("With a question to the requester"),
    "incomplete": _("Asked back before work began"),
    "waited_unasked": _("Waited for the requester without a question"),
    "still_open": _("Filed in the period and open now"),
    "promised": _("With a promised date"),
    "promised_done": _("With a promised date, done"),
    "kept_first_date": _("Done by the first date promised"),
    "broken_first_date": _("Not done by the first date promised"),
    "undecided_first_date": _("First date promised still ahead"),
    "kept_last_date": _("Done by the last date promised"),
    "broken_last_date": _("Not done by the last date promised"),
    "undecided_last_date": _("Last date promised still ahead"),
    **_by_days("within", _within),
    **_by_days("wanted", _wanted),
}
