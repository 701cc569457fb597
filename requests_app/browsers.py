"""Where somebody is signed in: noted at signing in, brought up to date now and then, ended there from here."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from axes.helpers import get_client_ip_address
from django.contrib.auth import user_logged_in
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import SignedInBrowser, User
from .models import company as companies

SEEN = "seen_at"  # of the session: seconds since 1970, when its person last did something
# How often a session and its row are written again; finer where a company ends sessions that rest.
RENEWED_SECONDS, RENEWED_WITH_LIMIT_SECONDS = 300, 60

# The first that fits: most browsers name several.
BROWSERS = (
    *(("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("SamsungBrowser", "Samsung Internet")),
    *(("Chrome/", "Chrome"), ("Safari/", "Safari")),
)
SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
    *(("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def connect() -> None:
    user_logged_in.connect(_on_sign_in, dispatch_uid="requests_app.browsers")


def _on_sign_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    now = timezone.now()
    request.session[SEEN] = int(now.timestamp())
    request.signed_in_now = user.email  # type: ignore[attr-defined]
    told = {
        "person": user,
        "signed_in_at": now,
        "seen_at": now,
        "agent": CONTROLS.sub("", request.META.get("HTTP_USER_AGENT", ""))[:300],
        "address": get_client_ip_address(request) if request.META.get("REMOTE_ADDR") else None,
    }
    SignedInBrowser.objects.update_or_create(session_key=request.session.session_key, defaults=told)


def has_rested_too_long(request: HttpRequest, now: datetime) -> bool:
    """Whether the company's limit is over. Never where it has none, or where nobody noted when."""
    limit, seen = companies.said().idle_minutes, request.session.get(SEEN)
    return bool(limit and seen is not None and now.timestamp() - seen > limit * 60)


def note(request: HttpRequest, now: datetime) -> None:
    """Somebody did something; written once in a while."""
    seen = request.session.get(SEEN)
    renewed = RENEWED_WITH_LIMIT_SECONDS if companies.said().idle_minutes else RENEWED_SECONDS
    if seen is None or now.timestamp() - seen > renewed:
        request.session[SEEN] = int(now.timestamp())
        SignedInBrowser.objects.filter(session_key=request.session.session_key).update(seen_at=now)


@transaction.atomic
def end(browser: SignedInBrowser) -> None:
    """Its next page is the one for signing in."""
    Session.objects.filter(session_key=browser.session_key).delete()
    browser.delete()


def end_others(person: User, *, keep: str) -> int:
    """All but the session with this key; how many."""
    others = person.browsers.alive().exclude(session_key=keep)
    ended = 0
    for browser in others:
        end(browser)
        ended += 1
    return ended


def forget(now: datetime) -> int:
    """Delete sessions that ended, and what was noted of them; how many sessions."""
    gone, _by_model = Session.objects.filter(expire_date__lte=now).delete()
    SignedInBrowser.objects.left_behind().delete()
    return gone


def name_of(agent: str) -> str:
    """“Firefox on Windows”, for whoever looks whether it is their own."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Another program")
