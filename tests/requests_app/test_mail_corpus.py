"""Real letters of many programs go the whole way: none is lost, fails or loops, and no robot gets an answer."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as outbox
from pytest_django.fixtures import Settings

from requests_app.mailbox import processing, reasons
from requests_app.mailbox.storing import Origin, store
from requests_app.models import IncomingMail, MailAnswer, Mailbox, Service, ServiceRequest, User
from tests.files import keep_files_in
from tests.letters import make_mailbox

State, Outcome = IncomingMail.State, IncomingMail.Outcome


@pytest.fixture
def corpus(portal_data: Path) -> dict[str, bytes]:
    with tarfile.open(portal_data / "emails" / "messages.tar.gz") as archive:
        files = [one for one in archive.getmembers() if one.isfile()]
        return {one.name: archive.extractfile(one).read() for one in files}  # type: ignore[union-attr]


@pytest.mark.long(seconds=40)
def test_every_letter_of_the_corpus_ends_somewhere(
    corpus: dict[str, bytes], portal_data: Path, laptop: Service, li_wei: User, settings: Settings, tmp_path: Path
) -> None:
    keep_files_in(settings, tmp_path)
    settings.MAIL_PER_SENDER_HOUR = 1000
    truth: dict[str, Any] = json.loads((portal_data / "emails" / "truth.json").read_text())["per_message"]
    mailbox = make_mailbox(laptop, unknown=Mailbox.Unknown.COLLEAGUE, colleague=li_wei)
    for raw in corpus.values():
        store(raw, Origin(mailbox))
    while processing.process_due():
        pass
    letters = IncomingMail.objects.all()
    assert len(truth) == 145
    assert len(letters) >= 145 - 5  # some of the files are the same
    assert not letters.filter(state=State.NEW).exists()
    assert not letters.filter(reason=reasons.FAILED).exists(), list(letters.values_list("error", flat=True))
    filed = letters.filter(outcome=Outcome.FILED)
    assert ServiceRequest.objects.count() == len(filed) > 30
    assert letters.filter(outcome__in=(Outcome.BOUNCE, Outcome.IGNORED)).count() >= 59
    assert not MailAnswer.objects.exists()
    assert not outbox.outbox
