"""What the note says of each reason, and where that leads."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import ngettext

from dashboards.words import number
from requests_app.notifications.body import Row


def _promised(count: int) -> str:
    return ngettext("%(count)s request promised for today", "%(count)s requests promised for today", count)


def _late(count: int) -> str:
    return ngettext("%(count)s request due today or late", "%(count)s requests due today or late", count)


def _unheard(count: int) -> str:
    return ngettext(
        "%(count)s request with a message that nobody answered",
        "%(count)s requests with a message that nobody answered",
        count,
    )


def _silent(count: int) -> str:
    return ngettext(
        "%(count)s request without a word for three working days",
        "%(count)s requests without a word for three working days",
        count,
    )


def _untaken(count: int) -> str:
    return ngettext(
        "%(count)s request of your department is due today and nobody works on it",
        "%(count)s requests of your department are due today and nobody works on them",
        count,
    )


def _asked(count: int) -> str:
    return ngettext(
        "%(count)s request of yours waits for your answer", "%(count)s requests of yours wait for your answer", count
    )


def _approvals(count: int) -> str:
    return ngettext("%(count)s approval waits for you", "%(count)s approvals wait for you", count)


# In the order of the note.
SAID: dict[str, Callable[[int], str]] = {
    "promised": _promised,
    "late": _late,
    "unheard": _unheard,
    "silent": _silent,
    "untaken": _untaken,
    "asked": _asked,
    "approvals": _approvals,
}


def said(code: str, count: int) -> str:
    """In the active language."""
    return SAID[code](count) % {"count": number(count)}


def load(open_requests: int, hours: float) -> str:
    """What is open against the hours there are for it; without hours of one's own, what is open."""
    if hours:
        told = ngettext(
            "%(count)s open request is with you; this week has %(hours)s of your hours left",
            "%(count)s open requests are with you; this week has %(hours)s of your hours left",
            open_requests,
        )
    else:
        told = ngettext("%(count)s open request is with you", "%(count)s open requests are with you", open_requests)
    return told % {"count": number(open_requests), "hours": number(hours)}


def row(code: str, count: int, only: int | None) -> Row:
    """One request: its page. Several: where the note lists them. What asks oneself is answered in its own place."""
    if only is not None:
        return Row(said(code, count), path=reverse("requests:detail", args=[only]))
    if code in ("asked", "approvals"):
        return Row(said(code, count), path=reverse("requests:waiting"))
    return Row(said(code, count), path=f"{reverse('morning:note')}#{code}")
