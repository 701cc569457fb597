"""What every answer tells the browser: load nothing from elsewhere, stand in no frame, come by https."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from deploy.local.checks import PRODUCTION
from requests_app.models import User
from tests.conftest import TOP, SignedIn

PATHS = ("/", "/sign-in/", "/nowhere/", "/api/v1/me/", "/livez", "/static/nowhere.js", "/requests/")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("signed_in", [False, True])
def test_every_answer_says_it(path: str, signed_in: bool, li_wei: User, sign_in: SignedIn) -> None:
    browser = sign_in(li_wei) if signed_in else Client()
    heads = browser.get(path).headers
    policy = heads["Content-Security-Policy"]
    for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert heads["X-Frame-Options"] == "DENY"
    assert heads["X-Content-Type-Options"] == "nosniff"
    assert heads["Referrer-Policy"] == "same-origin"
    assert heads["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in heads


def test_over_https_it_comes_back_by_https_only(settings: Settings, db: None) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    assert Client().get("/sign-in/", secure=True)["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_cookies_of_production_are_for_this_host_and_https_alone() -> None:
    told = in_production("s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE")
    assert told == "('__Host-portal_session', '__Host-csrftoken', True, True)"
    told = in_production(
        "s.SESSION_COOKIE_SAMESITE, s.SESSION_COOKIE_HTTPONLY, s.SECURE_HSTS_SECONDS, s.SECURE_SSL_REDIRECT"
    )
    assert told == "('Lax', True, 31536000, True)"


def in_production(asked: str) -> str:
    """What the settings say where the portal runs behind https."""
    code = f"import django; django.setup(); from django.conf import settings as s; print(({asked}))"
    surroundings = {**PRODUCTION, "DJANGO_SETTINGS_MODULE": "config.settings", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", code], env=surroundings, cwd=TOP, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
