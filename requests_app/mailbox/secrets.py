"""Passwords and tokens of mailboxes: named in a row, kept in the environment alone.

For a mailbox whose secret is called IT these are read, whichever are there: MAILBOX_IT_PASSWORD;
MAILBOX_IT_TOKEN_COMMAND, which prints a token; MAILBOX_IT_TOKEN_URL with _CLIENT_ID, _CLIENT_SECRET, _SCOPE and
_REFRESH_TOKEN, asked as OAuth 2 says. Nothing else of the environment can be named, whatever an admin writes.
"""

from __future__ import annotations

import json
import shlex
import subprocess
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils.translation import gettext as _

SECONDS = 20
MOST_BYTES = 64 * 1024
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


class NoSecret(LookupError):
    """It is not in the environment, or could not be had. The text is translated and made for admins."""


def password(name: str) -> str:
    """Raises NoSecret."""
    found = _value(name, "PASSWORD")
    if not found:
        raise NoSecret(_("%(variable)s is not in the portal's environment.") % {"variable": f"MAILBOX_{name}_PASSWORD"})
    return found


def token(name: str) -> str:
    """A fresh OAuth 2 access token. Raises NoSecret."""
    if command := _value(name, "TOKEN_COMMAND"):
        return _printed(command)
    if url := _value(name, "TOKEN_URL"):
        return _granted(name, url)
    variables = {"one": f"MAILBOX_{name}_TOKEN_COMMAND", "other": f"MAILBOX_{name}_TOKEN_URL"}
    raise NoSecret(_("Neither %(one)s nor %(other)s is in the portal's environment.") % variables)


def _value(name: str, what: str) -> str:
    return str(settings.MAILBOX_SECRETS.get(f"{name}_{what}", "")) if name else ""


def _printed(command: str) -> str:
    try:
        # No shell, and from the environment: whoever sets it up runs the portal.
        run = subprocess.run(shlex.split(command), capture_output=True, timeout=SECONDS, check=True, text=True)  # noqa: S603
    except (OSError, ValueError, subprocess.SubprocessError) as problem:
        raise NoSecret(
            _("The command for the token failed: %(problem)s") % {"problem": type(problem).__name__}
        ) from None
    return run.stdout.strip()


def _granted(name: str, url: str) -> str:
    """By refresh token where there is one, else by the client's own credentials."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in LOCAL_HOSTS:
        raise NoSecret(_("Tokens are only asked for over https."))
    refresh = _value(name, "REFRESH_TOKEN")
    asked = {
        "grant_type": "refresh_token" if refresh else "client_credentials",
        "client_id": _value(name, "CLIENT_ID"),
        "client_secret": _value(name, "CLIENT_SECRET"),
        "scope": _value(name, "SCOPE"),
        "refresh_token": refresh,
    }
    body = urlencode({key: value for key, value in asked.items() if value}).encode()
    try:
        asking = Request(url, data=body, headers={"Accept": "application/json"})  # noqa: S310 - https, looked at above
        with urlopen(asking, timeout=SECONDS) as told:  # noqa: S310 # nosec B310
            found = json.loads(told.read(MOST_BYTES))["access_token"]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        # Not its text: servers put into it what they were sent.
        raise NoSecret(_("No token was given: %(problem)s") % {"problem": type(problem).__name__}) from None
    return str(found)
