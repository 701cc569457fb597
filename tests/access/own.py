"""What everybody has: signing in, one's account and news, search, and what a browser fetches by itself."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session

from requests_app import clock
from requests_app.models import Notification, SignedInBrowser, User
from tests.access.roles import (
    ADMINS,
    ANYBODY,
    EVERYBODY_SIGNED_IN,
    NEVER_SENT,
    NOBODY,
    NOT_ALLOWED,
    TO_SIGN_IN,
    Addresses,
    Scene,
    Table,
)

TABLE: Table = {
    "home": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    # What a browser fetches for everybody, before anybody has signed in
    "manifest": {"GET": ANYBODY, "POST": NEVER_SENT},
    "worker": {"GET": ANYBODY, "POST": NEVER_SENT},
    "offline": {"GET": ANYBODY, "POST": NEVER_SENT},
    "outbox": {"GET": "204 200 200 200 200 200 200 204", "POST": NEVER_SENT},
    "search": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "palette": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "colleagues": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "accounts:sign_in": {"GET": "200 302 302 302 302 302 302 200", "POST": "422 302 302 302 302 302 302 422"},
    "accounts:demo_sign_in": {"GET": NEVER_SENT, "POST": NOBODY},
    # As above: outside the demo there are no tours.
    "tours:index": {"GET": "302 404 404 404 404 404 404 302", "POST": NOT_ALLOWED},
    "tours:begin": {"GET": NEVER_SENT, "POST": NOBODY},
    "tours:go": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 404 404 302"},
    "tours:end": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 404 404 302"},
    # Nobody has a second step, or is asked for one
    "accounts:second_step_question": {"GET": TO_SIGN_IN, "POST": TO_SIGN_IN},
    "accounts:second_step": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 422 422 422 422 422 422 302"},
    "accounts:recovery_codes": {"GET": NOT_ALLOWED, "POST": TO_SIGN_IN},
    "accounts:second_step_removal": {"GET": NOT_ALLOWED, "POST": TO_SIGN_IN},
    "accounts:sign_out": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "accounts:password_change": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 422 422 422 422 422 422 302"},
    "accounts:password_reset": {"GET": ANYBODY, "POST": ANYBODY},
    "accounts:password_sent": {"GET": ANYBODY, "POST": ANYBODY},
    "accounts:password_new": {"GET": ANYBODY, "POST": ANYBODY},
    "accounts:invitation": {"GET": ANYBODY, "POST": ANYBODY},
    "accounts:browsers": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "accounts:browser_end": {"GET": NOT_ALLOWED, "POST": "302 404 302 404 404 404 404 302"},
    "accounts:browsers_end": {"GET": NOT_ALLOWED, "POST": TO_SIGN_IN},
    "accounts:tokens": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 422 422 422 422 422 422 302"},
    "accounts:token_revocation": {"GET": NOT_ALLOWED, "POST": "302 404 302 404 404 404 404 302"},
    "accounts:preferences": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 302 302 302 302 302 302 302"},
    # A notification of the requester
    "notifications:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "live": {"GET": ANYBODY, "POST": NEVER_SENT},
    "notifications:read_all": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "notifications:open": {"GET": "302 404 302 404 404 404 404 302", "POST": NOT_ALLOWED},
    "notifications:read": {"GET": NOT_ALLOWED, "POST": "302 404 302 404 404 404 404 302"},
    "notifications:choices": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 422 422 422 422 422 422 302"},
    "notifications:mute": {"GET": NOT_ALLOWED, "POST": "302 404 302 302 404 302 404 302"},
    # A link that nobody was sent, as with approvals.
    "notifications:mute_by_mail": {"GET": NOBODY, "POST": "429 429 429 429 429 429 429 429"},
    # No host is allowed, and nobody has a webhook.
    "notifications:webhook": {"GET": "302 404 404 404 404 404 404 302", "POST": "302 404 404 404 404 404 404 302"},
    "notifications:webhook_secret": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 404 404 302"},
    "notifications:webhook_test": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 404 404 302"},
    "notifications:webhook_removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 404 404 302"},
    "notifications:hosts": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "notifications:host_removal": {"GET": NOT_ALLOWED, "POST": "302 403 403 403 403 403 404 302"},
    # Only in the demo
    "notifications:mailbox": {"GET": "302 404 404 404 404 404 404 302", "POST": "302 404 404 404 404 404 404 302"},
    "notifications:message": {"GET": "302 404 404 404 404 404 404 302", "POST": "302 404 404 404 404 404 404 302"},
    # Operations of the API have a table of their own, with scopes: tests/api/test_api_table.py. This one is a page.
    "api:docs": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
}


def make_signed_in_browser(person: User, key: str = "a-key-of-another-session") -> SignedInBrowser:
    """Of a session that goes on for another day."""
    now = clock.now()
    Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=1))
    return SignedInBrowser.objects.create(person=person, session_key=key, signed_in_at=now, seen_at=now)


def addresses(scene: Scene) -> Addresses:
    told = Notification.objects.filter(recipient=scene.li_wei).order_by("pk").first() or Notification.objects.create(
        recipient=scene.li_wei, kind="x", key="x", created_at=scene.request.filed_at
    )
    return {
        "manifest": {"language": "en"},
        "offline": {"language": "en"},
        "accounts": {"uidb64": "x", "token": "x"},
        "accounts:token_revocation": {"pk": scene.token.pk},
        "accounts:browser_end": {"pk": make_signed_in_browser(scene.li_wei).pk},
        "notifications": {"pk": told.pk, "name": "x", "token": "x"},
        "notifications:mute": {"pk": scene.request.pk},
    }
