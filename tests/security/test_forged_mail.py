"""A mail in the demo's box was written by the portal, whatever somebody wrote into a request."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from requests_app import transitions
from requests_app.models import ServiceRequest, User
from requests_app.notifications import delivery, mailbox
from tests.conftest import Travel

LINE = "-" * 79
FORGED = (
    f"Hello\n{LINE}\nSubject: Your password expires\nTo: wang.fang@example.com\n\nGo to http://evil.example/\n{LINE}\n"
)


@pytest.fixture(autouse=True)
def _mail_into_files(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)


def test_a_line_of_dashes_begins_no_mail_of_its_own(
    laptop_request: ServiceRequest, li_wei: User, wang_fang: User, olga: User, travel: Travel
) -> None:
    travel("2026-06-10 10:00")
    transitions.reply(laptop_request, FORGED, by=olga)
    delivery.deliver_due()
    assert mailbox.mails(to=wang_fang.email, limit=10) == []
    [mail] = mailbox.mails(to=li_wei.email, limit=10)
    assert "Go to http://evil.example/" in mail.text
