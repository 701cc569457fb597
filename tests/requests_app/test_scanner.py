"""With a virus scanner nobody gets a file before it was found clean: told by a real server that speaks its protocol."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from requests_app import transitions
from requests_app.attachments import processing
from requests_app.models import Attachment, ServiceRequest, User
from requests_app.transitions import Refused
from tests.conftest import SignedIn, Travel
from tests.files import EICAR, keep_files_in, picture, upload
from tests.make import utc

pytestmark = pytest.mark.django_db


class Scanner:
    """clamd, as far as the portal speaks with it: INSTREAM, over TCP or a local socket."""

    def __init__(self, listener: socket.socket, url: str) -> None:
        self.listener, self.url = listener, url
        self.seen: list[bytes] = []
        self.answer: bytes | None = None
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            with connection:
                connection.sendall(self._verdict(connection))

    def _verdict(self, connection: socket.socket) -> bytes:
        stream = connection.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", stream.read(4))[0]:
            content += stream.read(length)
        self.seen.append(content)
        if self.answer is not None:
            return self.answer
        return b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0"

    def stop(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def listening(address: tuple[str, int] | str) -> socket.socket:
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.bind(address)
    listener.listen()
    return listener


@pytest.fixture(params=["tcp", "unix"])
def scanner(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, settings: Settings
) -> Iterator[Scanner]:
    if request.param == "tcp":
        listener = listening(("127.0.0.1", 0))
        url = f"clamd://127.0.0.1:{listener.getsockname()[1]}"
    else:
        path = tmp_path_factory.mktemp("s") / "c"
        listener, url = listening(str(path)), f"clamd://{path}"
    settings.SCANNER_URL = url
    running = Scanner(listener, url)
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> Path:
    """An empty storage of this test's own."""
    return keep_files_in(settings, tmp_path / "attachments")


def added(web: Client, content: bytes, name: str = "note.txt") -> Attachment:
    assert web.post("/attachments/", {"file": upload(name, content)}).status_code == 201
    return Attachment.objects.latest("created_at")


def test_a_clean_file_is_given_out_once_it_was_checked(
    scanner: Scanner, travel: Travel, li_wei: User, sign_in: SignedIn
) -> None:
    travel("2026-06-11 14:00")
    web = sign_in(li_wei)
    content = picture(size=(300, 200))
    file = added(web, content, "photo.png")
    before = web.get(f"/attachments/{file.pk}/")
    assert before.status_code == 503
    assert "The virus scanner has not answered yet" in before.content.decode()
    assert web.get(f"/attachments/{file.pk}/thumb/").status_code == 404
    assert "Being checked" in web.get(f"/attachments/?id={file.pk}").content.decode()

    processing.process_due(utc(2026, 6, 11, 14))

    assert scanner.seen == [content]
    assert web.get(f"/attachments/{file.pk}/").status_code == 200
    assert web.get(f"/attachments/{file.pk}/thumb/").status_code == 200


def test_an_infected_file_is_deleted_and_whoever_looks_is_told(
    scanner: Scanner,
    laptop_request: ServiceRequest,
    li_wei: User,
    olga: User,
    sign_in: SignedIn,
    store: Path,
    django_capture_on_commit_callbacks: pytest.FixtureRequest,
) -> None:
    file = added(sign_in(li_wei), b"hello " + EICAR)
    transitions.reply(laptop_request, "Look", files=[file.pk], by=li_wei)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        processing.process_due()

    file.refresh_from_db()
    assert file.check_state == Attachment.Check.INFECTED
    assert [path for path in store.rglob("*") if path.is_file()] == []
    answer = sign_in(olga).get(f"/attachments/{file.pk}/")
    assert answer.status_code == 410
    assert "The scanner found a virus in it" in answer.content.decode()
    assert "Removed: a virus was found" in sign_in(olga).get(f"/requests/{laptop_request.pk}/").content.decode()


def test_what_was_found_infected_before_it_was_sent_cannot_be_sent(
    scanner: Scanner, laptop_request: ServiceRequest, li_wei: User, sign_in: SignedIn
) -> None:
    file = added(sign_in(li_wei), EICAR)
    processing.process_due()
    with pytest.raises(Refused, match=r"“note\.txt” was removed: a virus was found in it"):
        transitions.reply(laptop_request, "Look", files=[file.pk], by=li_wei)


def test_while_the_scanner_is_down_nobody_gets_the_file_and_it_is_asked_again(
    scanner: Scanner, travel: Travel, li_wei: User, sign_in: SignedIn
) -> None:
    travel("2026-06-11 14:00")
    web = sign_in(li_wei)
    file = added(web, b"hello")
    scanner.answer = b""  # it hangs up
    processing.process_due(utc(2026, 6, 11, 14))
    assert web.get(f"/attachments/{file.pk}/").status_code == 503
    # 30 seconds later, then a minute, then two …
    assert processing.process_due(utc(2026, 6, 11, 14, 0, 29)) == 0
    assert processing.process_due(utc(2026, 6, 11, 14, 0, 30)) == 1
    assert processing.process_due(utc(2026, 6, 11, 14, 1, 29)) == 0
    scanner.answer = None
    assert processing.process_due(utc(2026, 6, 11, 14, 1, 30)) == 1
    assert web.get(f"/attachments/{file.pk}/").status_code == 200


@pytest.mark.parametrize("answer", [b"stream: OK FOUND?\0", b"INSTREAM size limit exceeded. ERROR\0", b"garbage"])
def test_an_answer_that_is_none_counts_as_none(
    scanner: Scanner, answer: bytes, li_wei: User, sign_in: SignedIn
) -> None:
    file = added(sign_in(li_wei), b"hello")
    scanner.answer = answer
    processing.process_due()
    file.refresh_from_db()
    assert file.check_state == Attachment.Check.WAITING
    assert file.process_at is not None


def test_nobody_listens_there(li_wei: User, sign_in: SignedIn, settings: Settings) -> None:
    listener = listening(("127.0.0.1", 0))
    settings.SCANNER_URL = f"clamd://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()
    file = added(sign_in(li_wei), b"hello")
    assert processing.process_due() == 1
    file.refresh_from_db()
    assert (file.check_state, file.tries) == (Attachment.Check.WAITING, 1)
    assert sign_in(li_wei).get(f"/attachments/{file.pk}/").status_code == 503
