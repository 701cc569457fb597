"""Letters come by IMAP, LMTP and a pipe: from real servers, once, and whatever dies in between."""

from __future__ import annotations

import asyncio
import io
import json
import smtplib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.management import call_command
from django.db import OperationalError, connections
from imap_tools import BaseMailBox
from pytest_django.fixtures import Settings

from requests_app.mailbox import fetching, lmtp, processing, reasons, secrets, storing
from requests_app.models import IncomingMail, Mailbox, Service, ServiceRequest, User
from tests import imap
from tests.letters import ADDRESS, make_mailbox, written

TOKEN = "a-token-of-a-test"


class TokenServer(BaseHTTPRequestHandler):
    """Grants one token, and says whose it is."""

    asked: list[str] = []

    def do_POST(self) -> None:
        self.asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._tell({"access_token": TOKEN, "expires_in": 3600})

    def do_GET(self) -> None:
        self._tell({"email": "it@example.com"} if self.path.endswith(TOKEN) else {"error": "invalid"})

    def _tell(self, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(200 if "error" not in said else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def tokens() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), TokenServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def dovecot(tmp_path_factory: pytest.TempPathFactory, tokens: str) -> Iterator[imap.Server]:
    if not imap.is_installed():
        pytest.skip("Dovecot is not installed: apt-get install dovecot-imapd")
    place = tmp_path_factory.mktemp("dovecot")
    for folder in (place, *place.parents[:3]):
        folder.chmod(0o755)  # its own user reads it
    with imap.running(place / "server", f"{tokens}/info?token=") as server:
        yield server


@pytest.fixture
def mailbox(dovecot: imap.Server, laptop: Service, settings: Settings) -> Mailbox:
    settings.MAILBOX_SECRETS = {"IT_PASSWORD": imap.PASSWORD}
    with dovecot.box() as box:
        for folder in ("INBOX", "Done"):
            if folder == "Done" and not box.folder.exists("Done"):
                box.folder.create("Done")
            box.folder.set(folder)
            box.delete(box.uids())
    return make_mailbox(
        laptop, imap_host="127.0.0.1", imap_port=dovecot.port, imap_security="none", imap_user="it", secret_name="IT",
        done_folder="Done",
    )  # fmt: skip


class TestImap:
    def test_letters_are_filed_and_moved(
        self, dovecot: imap.Server, mailbox: Mailbox, li_wei: User, capsys: pytest.CaptureFixture[str]
    ) -> None:
        dovecot.put(written("li.wei@example.com", "一台显示器", subject="显示器"), written("li.wei@example.com"))
        call_command("fetch_mail")
        assert "it@example.com: 2 new" in capsys.readouterr().out
        processing.process_due()
        assert set(ServiceRequest.objects.values_list("title", flat=True)) == {"显示器", "Monitor"}
        assert (dovecot.count(), dovecot.count("Done")) == (0, 2)
        assert fetching.fetch(mailbox) == 0

    def test_or_marked_as_read_where_no_folder_is_named(self, dovecot: imap.Server, mailbox: Mailbox) -> None:
        Mailbox.objects.update(done_folder="")
        mailbox.refresh_from_db()
        dovecot.put(written("li.wei@example.com"))
        assert fetching.fetch(mailbox) == 1
        assert dovecot.count() == 1
        assert fetching.fetch(mailbox) == 0

    def test_what_could_not_be_kept_stays_there(
        self, dovecot: imap.Server, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dovecot.put(written("li.wei@example.com"))

        def full(*args: object) -> bool:
            raise OSError("no space left")

        with monkeypatch.context() as broken:
            broken.setattr(fetching, "store", full)
            assert fetching.fetch(mailbox) == 0
        mailbox.refresh_from_db()
        assert (mailbox.error, dovecot.count()) == ("OSError: no space left", 1)
        assert fetching.fetch(mailbox) == 1
        mailbox.refresh_from_db()
        assert (mailbox.error, dovecot.count()) == ("", 0)

    def test_a_crash_after_keeping_brings_it_once(
        self, dovecot: imap.Server, mailbox: Mailbox, li_wei: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dovecot.put(written("li.wei@example.com"))

        class Crash(BaseException):
            pass

        def dies(*args: object) -> None:
            raise Crash

        with monkeypatch.context() as broken:
            broken.setattr(BaseMailBox, "move", dies)
            with pytest.raises(Crash):
                fetching.fetch(mailbox)
        assert (IncomingMail.objects.count(), dovecot.count()) == (1, 1)
        assert fetching.fetch(mailbox) == 0
        assert (IncomingMail.objects.count(), dovecot.count(), dovecot.count("Done")) == (1, 0, 1)

    def test_one_that_is_too_big_leaves_a_trace(
        self, dovecot: imap.Server, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        small = SimpleNamespace(size=2000)
        monkeypatch.setattr(fetching, "LIMITS", small)
        dovecot.put(written("li.wei@example.com", "long " * 1000), written("li.wei@example.com"))
        assert fetching.fetch(mailbox) == 2
        aside = IncomingMail.objects.set_aside().get()
        assert aside.reason == reasons.TOO_BIG
        assert aside.size > 5000
        assert b"Subject: Monitor" in bytes(aside.raw or b"")
        assert b"long long" not in bytes(aside.raw or b"")

    def test_with_a_token(self, dovecot: imap.Server, mailbox: Mailbox, tokens: str, settings: Settings) -> None:
        settings.MAILBOX_SECRETS = {
            "IT_TOKEN_URL": f"{tokens}/token", "IT_CLIENT_ID": "portal", "IT_CLIENT_SECRET": "s", "IT_SCOPE": "imap",
        }  # fmt: skip
        Mailbox.objects.update(imap_login="xoauth2", imap_user="it@example.com", done_folder="")
        mailbox.refresh_from_db()
        dovecot.put(written("li.wei@example.com"), user="it@example.com")
        assert fetching.fetch(mailbox) == 1, Mailbox.objects.get().error
        assert "grant_type=client_credentials" in TokenServer.asked[-1]

    def test_a_wrong_password_is_kept_as_the_reason_and_named_nowhere(
        self, mailbox: Mailbox, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.MAILBOX_SECRETS = {"IT_PASSWORD": "wrong-secret"}
        fetching.fetch(mailbox)
        mailbox.refresh_from_db()
        assert "MailboxLoginError" in mailbox.error
        assert "wrong-secret" not in mailbox.error + caplog.text

    def test_one_mailbox_that_fails_stops_no_other(
        self, dovecot: imap.Server, mailbox: Mailbox, laptop: Service
    ) -> None:
        dead = {"imap_host": "127.0.0.1", "imap_port": imap.free_port(), "imap_security": "none"}
        make_mailbox(laptop, "hr@example.com", imap_user="hr", secret_name="IT", **dead)
        dovecot.put(written("li.wei@example.com"))
        assert fetching.fetch_all() == 1
        assert Mailbox.objects.get(address="hr@example.com").error.startswith("ConnectionRefusedError")


class TestSecrets:
    def test_nothing_else_of_the_environment_can_be_named(self, settings: Settings) -> None:
        settings.MAILBOX_SECRETS = {}
        for name in ("SECRET_KEY", "../SECRET_KEY", ""):
            with pytest.raises(secrets.NoSecret):
                secrets.password(name)

    def test_a_command_prints_a_token(self, settings: Settings) -> None:
        settings.MAILBOX_SECRETS = {"IT_TOKEN_COMMAND": "echo abc"}
        assert secrets.token("IT") == "abc"

    def test_tokens_are_not_asked_for_in_the_clear(self, settings: Settings) -> None:
        settings.MAILBOX_SECRETS = {"IT_TOKEN_URL": "http://login.example.com/token"}
        with pytest.raises(secrets.NoSecret, match="https"):
            secrets.token("IT")


class TestLmtp:
    @pytest.mark.django_db(transaction=True)
    def test_each_receiver_has_an_answer_once_the_letter_is_kept(
        self, laptop: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_mailbox(laptop)
        make_mailbox(laptop, "hr@example.com")
        raw = written("li.wei@example.com", "Привет\n.\n.. две точки")
        with listening() as port, smtplib.LMTP("127.0.0.1", port) as client:
            assert delivered(client, raw, ADDRESS, "hr@example.com", "nobody@example.com") == [250, 250, 550]
            kept = list(IncomingMail.objects.order_by("recipient").values_list("recipient", flat=True))
            assert kept == ["hr@example.com", ADDRESS]
            assert bytes(IncomingMail.objects.latest("pk").raw or b"") == raw
            # The server that did not hear "taken" brings it again.
            assert delivered(client, raw, ADDRESS) == [250]
            assert IncomingMail.objects.count() == 2

            def broken(*args: object) -> bool:
                raise OperationalError("the database is down")

            monkeypatch.setattr(lmtp, "store", broken)
            assert delivered(client, raw, ADDRESS, "hr@example.com") == [451, 451]


def delivered(client: smtplib.LMTP, raw: bytes, *receivers: str) -> list[int]:
    """The answer for each receiver, as RFC 2033 has it; smtplib itself reads only the first."""
    client.ehlo_or_helo_if_needed()
    client.mail("li.wei@example.com")
    answers = {one: client.rcpt(one)[0] for one in receivers}
    assert client.docmd("DATA")[0] == 354
    client.send(smtplib._quote_periods(raw) + b".\r\n")  # type: ignore[attr-defined]
    return [client.getreply()[0] if code == 250 else code for code in answers.values()]


class listening:  # noqa: N801 - read as a verb
    """The LMTP server in a thread of its own; the block gets its port."""

    def __enter__(self) -> int:
        self.port, self.loop = imap.free_port(), asyncio.new_event_loop()
        begun = threading.Event()
        self.thread = threading.Thread(target=self._serve, args=(begun.set,), daemon=True)
        self.thread.start()
        assert begun.wait(10)
        return self.port

    def _serve(self, begun: Callable[[], None]) -> None:
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(lmtp.listen(f"127.0.0.1:{self.port}"))
        self.loop.call_soon(begun)
        self.loop.run_forever()
        server.close()
        # What serves it is one thread of the whole process: its connection would outlive the tests' database.
        self.loop.run_until_complete(sync_to_async(connections.close_all)())
        self.loop.close()

    def __exit__(self, *args: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)


class TestAPipe:
    def pipe(self, monkeypatch: pytest.MonkeyPatch, raw: bytes, *arguments: str) -> int:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
        try:
            call_command("receive_mail", *arguments)
        except SystemExit as ended:
            return int(str(ended.code))
        return 0

    def test_it_is_taken(self, laptop: Service, li_wei: User, monkeypatch: pytest.MonkeyPatch) -> None:
        make_mailbox(laptop)
        assert self.pipe(monkeypatch, written("li.wei@example.com"), "--to", "IT+printer@example.com") == 0
        assert self.pipe(monkeypatch, written("li.wei@example.com", "Another")) == 0
        processing.process_due()
        assert ServiceRequest.objects.filter(service=laptop).count() == 2

    def test_for_nobody_it_is_refused(self, laptop: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        make_mailbox(laptop, is_active=False)
        assert self.pipe(monkeypatch, written("li.wei@example.com"), "--to", ADDRESS) == 67
        assert not IncomingMail.objects.exists()

    def test_without_a_database_it_shall_come_again(self, laptop: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        make_mailbox(laptop)

        def down(*args: object, **fields: object) -> bool:
            raise OperationalError("down")

        monkeypatch.setattr(storing, "_insert", down)
        assert self.pipe(monkeypatch, written("li.wei@example.com"), "--to", ADDRESS) == 75


def test_addressed_to_nobody_it_is_set_aside(li_wei: User, db: None) -> None:
    storing.store(written("li.wei@example.com", to="friend@elsewhere.example"), storing.Origin(None))
    processing.process_due()
    assert IncomingMail.objects.get().reason == reasons.NO_MAILBOX
