"""How often signing in failed: from one address, whoever was tried; and for one account, wherever it was tried from.

django-axes counts per account and address; this counts somebody who tries one password on everybody, and many addresses
that try one account. The latter would lock its owner out, so a browser that this account signed in from before is not
asked: it keeps a signed cookie that tells which accounts those are. Kept in Redis: emptied, it begins anew.
"""

from __future__ import annotations

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

SALT, MOST_ACCOUNTS, KNOWN_SECONDS = "known-browser", 5, 180 * 24 * 3600


def note_failure(request: HttpRequest) -> None:
    _count(_of_address(request))
    if not _is_known(request):
        _count(_of_account(request))


def is_resting(request: HttpRequest) -> bool:
    """The same for accounts that exist and those that do not."""
    if int(cache.get(_of_address(request), 0)) >= settings.SIGN_IN_ATTEMPTS_OF_ADDRESS:
        return True
    many = int(cache.get(_of_account(request), 0)) >= settings.SIGN_IN_ATTEMPTS_OF_ACCOUNT
    return many and not _is_known(request)


def remember_browser(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """This account signed in here, so it may do so again while others try it from elsewhere."""
    accounts = [_mark(email), *(one for one in _known(request) if one != _mark(email))][:MOST_ACCOUNTS]
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME, signing.dumps(accounts, salt=SALT), max_age=KNOWN_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip


def _count(key: str) -> None:
    # The first one begins the wait; later ones do not prolong it, so that an office is let in again in any case.
    if not cache.add(key, 1, int(settings.AXES_COOLOFF_TIME.total_seconds())):
        cache.incr(key)


def _of_address(request: HttpRequest) -> str:
    return f"sign-in-failures:{get_client_ip_address(request)}"


def _of_account(request: HttpRequest) -> str:
    return f"sign-in-failures-of:{_mark(request.POST.get('username', ''))}"


def _is_known(request: HttpRequest) -> bool:
    return _mark(request.POST.get("username", "")) in _known(request)


def _known(request: HttpRequest) -> list[str]:
    sent = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, "")
    try:
        found = signing.loads(sent, salt=SALT, max_age=KNOWN_SECONDS)
    except signing.BadSignature:
        return []
    return [str(one) for one in found] if isinstance(found, list) else []


def _mark(email: str) -> str:
    """Of an address as the form compares them; it does not lead back to the address."""
    folded = email.strip().upper().lower()
    return salted_hmac(SALT, folded.encode("utf-8", "replace")).hexdigest()[:32]
