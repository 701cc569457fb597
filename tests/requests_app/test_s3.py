"""The same files in a store that speaks S3: a small one, on this machine, that a real client talks to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from email.utils import formatdate
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import pytest
from django.core.files.storage import storages
from pytest_django.fixtures import Settings

from config.env import env_storage
from requests_app import transitions
from requests_app.models import Attachment, ServiceRequest, User
from tests.conftest import SignedIn
from tests.files import picture
from tests.make import make_file

pytestmark = pytest.mark.django_db


class Bucket(ThreadingHTTPServer):
    """Objects by path, and who asked for them; only for whoever signs with the key."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Speaker)
        self.objects: dict[str, bytes] = {}


class _Speaker(BaseHTTPRequestHandler):
    server: Bucket
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""

    @property
    def key(self) -> str:
        return unquote(urlsplit(self.path).path)

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            content = _without_chunks(content)
        if self._is_signed():
            self.server.objects[self.key] = content
            self._answer(200, b"", content)

    def do_GET(self) -> None:
        if not self._is_signed():
            return
        if self.key not in self.server.objects:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._answer(200, self.server.objects[self.key], self.server.objects[self.key])

    do_HEAD = do_GET  # noqa: N815

    def do_DELETE(self) -> None:
        if self._is_signed():
            self.server.objects.pop(self.key, None)
            self._answer(204, b"")

    def _is_signed(self) -> bool:
        signed = self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 Credential=portal-key/")
        if not signed:
            self._answer(403, b"<Error><Code>AccessDenied</Code></Error>")
        return signed

    def _answer(self, status: int, body: bytes, content: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{md5(content, usedforsecurity=False).hexdigest()}"')
        self.send_header("Last-Modified", formatdate(usegmt=True))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _without_chunks(body: bytes) -> bytes:
    content = b""
    while body:
        head, _, body = body.partition(b"\r\n")
        length = int(head.partition(b";")[0], 16)
        if not length:
            break
        content, body = content + body[:length], body[length + 2 :]
    return content


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Bucket]:
    with Bucket() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{running.server_port}"
        url = f"s3://portal-key:s%2Fcret@Files/portal?endpoint={address}&region=eu-central-1"
        monkeypatch.setenv("ATTACHMENTS_URL", url)
        store = env_storage("ATTACHMENTS_URL", "file:///nowhere")
        settings.STORAGES = {**settings.STORAGES, "attachments": store}
        yield running
        running.shutdown()


def test_a_file_lives_in_the_bucket_from_upload_to_removal(
    bucket: Bucket,
    laptop_request: ServiceRequest,
    li_wei: User,
    olga: User,
    sign_in: SignedIn,
    django_capture_on_commit_callbacks: pytest.FixtureRequest,
) -> None:
    content = picture(size=(500, 400))
    file = make_file(li_wei, laptop_request, content=content)
    names = {f"/Files/portal/{file.stored}{end}" for end in ("", ".large", ".thumb")}
    assert set(bucket.objects) == names

    web = sign_in(olga)
    given = web.get(f"/attachments/{file.pk}/")
    assert b"".join(given.streaming_content) == content  # type: ignore[attr-defined]
    assert given.headers["Content-Length"] == str(len(content))
    assert web.get(f"/attachments/{file.pk}/thumb/").headers["Content-Type"] == "image/webp"

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        transitions.remove_file(laptop_request, file, "No longer needed", by=olga)
    assert bucket.objects == {}


def test_a_content_that_is_missing_is_a_404_and_not_an_error(bucket: Bucket, li_wei: User, sign_in: SignedIn) -> None:
    file = make_file(li_wei)
    bucket.objects.clear()
    assert sign_in(li_wei).get(f"/attachments/{file.pk}/").status_code == 404


def test_a_store_that_refuses_leaves_no_row_behind(bucket: Bucket, li_wei: User) -> None:
    storages["attachments"].access_key = "somebody-else"  # type: ignore[attr-defined]
    with pytest.raises(Exception, match=r"AccessDenied|Forbidden"):
        make_file(li_wei)
    assert not Attachment.objects.exists()
