"""Processes that are killed between two steps: a letter is kept and filed once, a call reaches its program again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from requests_app import clock
from requests_app.hooks.turns import LEASE as LEASE_OF_A_TURN
from requests_app.mailbox.processing import LEASE as LEASE_OF_A_LETTER
from requests_app.models import (
    Department,
    Hook,
    HookCall,
    HookTry,
    IncomingMail,
    Mailbox,
    RequestEvent,
    Service,
    ServiceRequest,
    WebhookHost,
)
from tests import imap
from tests.chaos.conftest import PATIENCE, Portal, kill, until
from tests.letters import make_mailbox, written
from tests.make import make_agent, make_department, make_hook, make_service, make_user
from tests.requests_app.receivers import running

pytestmark = [pytest.mark.slow, pytest.mark.long(seconds=180)]

# Runs until it comes to a step, says so by a file, and waits there to be killed.
STOPPING = """
import sys, time, django
from pathlib import Path
django.setup()
def stop(*_args, **_more):
    Path(sys.argv[1]).touch()
    time.sleep(600)
"""
FETCHING = (
    STOPPING
    + """
from imap_tools import BaseMailBox
from requests_app.mailbox import fetching
{step} = stop
fetching.fetch_all()
"""
)
DEALING = (
    STOPPING
    + """
from requests_app.mailbox import filing, processing
filing.notify = stop
processing.process_due()
"""
)
NETWORKS = {"WEBHOOK_NETWORKS": "127.0.0.0/8"}
CALLING = ("-c", "import django; django.setup(); from requests_app.hooks import calling; calling.call_due()")
SECRET = {"MAILBOX_IT_PASSWORD": imap.PASSWORD, "DJANGO_SETTINGS_MODULE": "config.settings"}


@pytest.fixture(scope="module")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[imap.Server]:
    if not imap.is_installed():
        pytest.skip("Dovecot is not installed: apt-get install dovecot-imapd")
    place = tmp_path_factory.mktemp("dovecot")
    for folder in (place, *place.parents[:3]):
        folder.chmod(0o755)  # its own user reads it
    with imap.running(place / "server") as server:
        with server.box() as box:
            box.folder.create("Done")
        yield server


@pytest.fixture
def service(portal: Portal) -> Service:
    make_user("Li Wei", email="li.wei@example.com")
    return make_service(make_department("it", "IT"), "laptop")


@pytest.fixture
def mailbox(service: Service, dovecot: imap.Server) -> Mailbox:
    with dovecot.box() as box:
        for folder in ("INBOX", "Done"):
            box.folder.set(folder)
            box.delete(box.uids())
    return make_mailbox(
        service, imap_host="127.0.0.1", imap_port=dovecot.port, imap_security="none", imap_user="it", secret_name="IT",
        done_folder="Done",
    )  # fmt: skip


def killed_at_its_step(portal: Portal, script: str, marker: Path) -> None:
    process = portal.run("stopping", "-c", script, str(marker), **SECRET)
    until(lambda: marker.exists() or process.poll() is not None, "the step")
    assert process.poll() is None, "it ended by itself"
    kill(process)


def fetched(portal: Portal) -> int:
    Mailbox.objects.update(asked_at=None)
    return portal.run("fetching", "manage.py", "fetch_mail", **SECRET).wait(PATIENCE)


@pytest.mark.parametrize(
    ("step", "kept"), [("fetching.store", 0), ("BaseMailBox.move", 1)], ids=["before-it-is-kept", "before-it-is-moved"]
)
def test_a_letter_whose_fetcher_is_killed_is_kept_once(
    portal: Portal, mailbox: Mailbox, dovecot: imap.Server, tmp_path: Path, step: str, kept: int
) -> None:
    dovecot.put(written("li.wei@example.com"))
    killed_at_its_step(portal, FETCHING.format(step=step), tmp_path / "there")
    assert (IncomingMail.objects.count(), dovecot.count(), dovecot.count("Done")) == (kept, 1, 0)
    assert fetched(portal) == 0
    assert (IncomingMail.objects.count(), dovecot.count(), dovecot.count("Done")) == (1, 0, 1)


def test_a_letter_whose_worker_is_killed_is_filed_once(
    portal: Portal, mailbox: Mailbox, dovecot: imap.Server, tmp_path: Path
) -> None:
    dovecot.put(written("li.wei@example.com"))
    assert fetched(portal) == 0
    killed_at_its_step(portal, DEALING, tmp_path / "there")
    letter = IncomingMail.objects.get()
    assert (letter.state, letter.attempts, ServiceRequest.objects.count()) == (IncomingMail.State.NEW, 1, 0)
    IncomingMail.objects.update(next_attempt_at=letter.next_attempt_at - LEASE_OF_A_LETTER)
    portal.run(
        "dealing", "-c", "import django; django.setup(); from requests_app.mailbox import processing as way;"
        "way.process_due(); way.process_due()", **SECRET,
    ).wait(PATIENCE)  # fmt: skip
    assert ServiceRequest.objects.get().title == "Monitor"
    assert IncomingMail.objects.get().outcome == IncomingMail.Outcome.FILED


def test_a_call_whose_worker_is_killed_comes_again_under_the_same_key(portal: Portal, service: Service) -> None:
    WebhookHost.objects.create(name="127.0.0.1")
    with running() as receiver:
        hook = make_hook(service.provider, make_agent("Maria Schulz", service.provider), url=receiver.url)
        call = _call(hook, service)
        called, ended = threading.Event(), threading.Event()

        def hold() -> None:
            called.set()
            ended.wait(PATIENCE)

        receiver.on_call = hold
        worker = portal.run("calling", *CALLING, **NETWORKS, DJANGO_SETTINGS_MODULE="config.settings")
        until(called.is_set, "the call")
        kill(worker)
        ended.set()
        call.refresh_from_db()
        assert (call.state, call.attempts) == ("pending", 1)
        assert not HookTry.objects.exists()
        _let_the_lease_pass()
        again = portal.run("calling", *CALLING, **NETWORKS, DJANGO_SETTINGS_MODULE="config.settings")
        assert again.wait(PATIENCE) == 0
        call.refresh_from_db()
        assert call.state == "sent"
        assert len(receiver.got) == 2
        assert len({headers["X-Counterpart-Delivery"] for headers, _body in receiver.got}) == 1


def _call(hook: Hook, service: Service) -> HookCall:
    now, it = clock.now(), Department.objects.get(code="it")
    li_wei = make_user("Wang Fang")
    request = ServiceRequest.objects.create(
        title="A laptop",
        service=service,
        department=it,
        requester=li_wei,
        filed_by=li_wei,
        filed_at=now,
        updated_at=now,
    )
    # Before the hook was made, so that reading the journal adds no call of its own.
    line = RequestEvent.objects.create(
        request=request, verb="submitted", new_status="new", department=it, at=now - timedelta(days=1)
    )
    return HookCall.objects.create(hook=hook, event=line, since=now, next_attempt_at=now)


def _let_the_lease_pass() -> None:
    hook, call = Hook.objects.get(), HookCall.objects.get()
    Hook.objects.update(busy_until=hook.busy_until - LEASE_OF_A_TURN)
    HookCall.objects.update(next_attempt_at=call.next_attempt_at - LEASE_OF_A_TURN)
