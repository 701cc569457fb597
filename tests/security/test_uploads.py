"""Files nobody has to trust: what is dangerous is refused with a sentence that names it, and nothing of it is kept."""

from __future__ import annotations

import html
import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from config import settings as product
from requests_app.attachments import kinds, names, sniffing
from requests_app.models import Attachment, Service, User
from tests.conftest import SignedIn
from tests.files import PDF, SVG, bomb, compound, docx, huge_png, keep_files_in, picture, upload
from tests.files import packed as zipped

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> Path:
    """An empty storage of this test's own."""
    return keep_files_in(settings, tmp_path / "attachments")


@pytest.fixture
def web(li_wei: User, sign_in: SignedIn) -> Client:
    return sign_in(li_wei)


def send(web: Client, name: str, content: bytes) -> Any:
    return web.post("/attachments/", {"file": upload(name, content)})


def said(response: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text)).strip()


def stored_files(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


JAVASCRIPT = b"=1;alert(document.domain)//"
GIF = picture("GIF")
PAGE = b"<!doctype html><html><script>alert(1)</script></html>"
ZIP = zipped({"a.txt": b"a"})

REFUSED = [
    # Two things at once
    ("photo.gif", GIF + b"/*" + JAVASCRIPT, "hides a second file"),
    ("photo.gif", b"GIF89a/*" + GIF[8:] + b"*/" + JAVASCRIPT, "hides a second file"),
    ("photo.gif", GIF[:-1] + b"!\xfe" + bytes([9]) + b"<script>x" + b"\0;", "hides a second file"),
    ("photo.jpg", picture("JPEG") + ZIP, "hides a second file"),
    ("photo.jpg", picture("JPEG", comment=b"<?php system($_GET[0]);"), "hides a second file"),
    ("photo.jpg", b"\xff\xd8\xff\xe0/*" + picture("JPEG")[6:], "hides a second file"),
    ("photo.png", picture() + ZIP, "hides a second file"),
    ("photo.png", picture() + PDF, "hides a second file"),
    ("photo.png", picture() + b"anything", "hides a second file"),
    ("photo.webp", picture("WEBP") + b"anything", "hides a second file"),
    ("photo.bmp", picture("BMP") + JAVASCRIPT, "hides a second file"),
    ("report.pdf", b"%PDF-1.4\n" + PAGE + PDF, "hides a second file"),
    ("report.pdf", PDF + ZIP, "hides a second file"),
    # Pages and pictures with programs, under any name and in any wrapping
    ("logo.svg", SVG, "is a web page or an SVG picture"),
    ("logo.png", SVG, "is a web page or an SVG picture"),
    ("logo.xml", b'<?xml version="1.0"?><!-- ' + b"x" * 9000 + b" -->" + SVG, "is a web page or an SVG picture"),
    ("notes.txt", PAGE, "is a web page or an SVG picture"),
    ("notes.txt", b"\xef\xbb\xbf \r\n\t" + PAGE.upper(), "is a web page or an SVG picture"),
    ("notes.txt", PAGE.decode().encode("utf-16"), "is a web page or an SVG picture"),
    ("report.pdf", PAGE + PDF, "is a web page or an SVG picture"),
    ("feed.xml", b'<x:a xmlns:x="http://www.w3.org/1999/xhtml"/>', "is a web page or an SVG picture"),
    # Programs
    ("setup.exe", b"MZ\x90\0" + bytes(100), "is a program"),
    ("invoice.pdf", b"MZ\x90\0" + bytes(100), "is a program"),
    ("tool", b"\x7fELF" + bytes(100), "is a program"),
    ("tool.zip", zipped({"META-INF/MANIFEST.MF": b"", "A.class": b""}), "is a program"),
    ("setup.doc", compound("Installer"), "is of a kind the portal does not take"),
    # Macros
    ("order.docx", docx({"word/vbaProject.bin": b"x"}), "holds macros"),
    ("order.docm", docx({"word/vbaProject.bin": b"x"}), "holds macros"),
    ("order.xls", compound("Workbook", "_VBA_PROJECT"), "holds macros"),
    # Archives that would unpack elsewhere, or to too much
    ("files.zip", zipped({"../../etc/cron.d/evil": b"x"}), "outside of its folder"),
    ("files.zip", zipped({"C:\\windows\\evil": b"x"}), "outside of its folder"),
    ("files.zip", zipped({"/etc/passwd": b"x"}), "outside of its folder"),
    # Not what it says, or nothing at all
    ("photo.png", picture()[:40], "is damaged"),
    ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "is damaged"),
    ("report.pdf", b"%PDF-1.4\n", "is damaged"),
    ("order.docx", ZIP[:40] + bytes(60), "is damaged"),
    ("data.bin", bytes(range(256)), "is of a kind the portal does not take"),
    ("empty.txt", b"", "is empty"),
    ("wall.png", huge_png(20_000, 20_000), "has too many pixels"),
    ("wall.png", huge_png(200_000, 200_000), "has too many pixels"),
]


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED, ids=lambda value: str(value)[:30])
def test_it_is_refused_by_name_and_nothing_is_kept(
    web: Client, store: Path, name: str, content: bytes, sentence: str
) -> None:
    response = send(web, name, content)

    assert response.status_code == 422
    assert f"“{name}” {sentence}" in said(response) or sentence in said(response)
    assert name in said(response)
    assert not Attachment.objects.exists()
    assert stored_files(store) == []


class TestBombs:
    def test_a_document_that_unpacks_to_far_more_than_it_weighs_is_refused(self, web: Client) -> None:
        response = send(web, "plan.docx", bomb())
        assert response.status_code == 422
        assert "“plan.docx” would unpack to far more than it weighs" in said(response)

    def test_a_table_of_contents_that_would_fill_the_memory_is_not_read(self, web: Client) -> None:
        many = zipped({f"{number:060}": b"" for number in range(30_000)})
        assert len(many) < settings.ATTACHMENTS.file_bytes
        assert send(web, "many.zip", many).status_code == 422

    def test_entries_that_overlap_count_as_often_as_they_are_named(self, web: Client) -> None:
        one = bytearray(zipped({"a": bytes(3 * 2**20)}))
        start = one.rindex(b"PK\1\2")
        end = one.rindex(b"PK\5\6")
        entry = bytes(one[start:end])
        tail = bytearray(one[end:])
        tail[8:12] = (1000).to_bytes(2, "little") * 2
        tail[12:16] = (len(entry) * 1000).to_bytes(4, "little")
        response = send(web, "quilt.zip", bytes(one[:start]) + entry * 1000 + bytes(tail))
        assert "would unpack to far more" in said(response)

    def test_nothing_is_unpacked_to_find_that_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def unpack(*args: object, **kwargs: object) -> bytes:
            raise AssertionError("unpacked")

        document = docx()
        monkeypatch.setattr(zipfile.ZipFile, "open", unpack)
        assert sniffing.kind_of(BytesIO(document)) == kinds.DOCX


class TestTooMuch:
    def test_a_file_above_the_limit_is_refused_by_name(self, web: Client, store: Path) -> None:
        response = send(web, "film.txt", b"x" * (settings.ATTACHMENTS.file_bytes + 1))
        assert response.status_code == 422
        assert "“film.txt” is too big: at most 25.0 MB per file are taken." in said(response)
        assert stored_files(store) == []

    def test_a_request_that_announces_too_much_is_refused_before_it_is_read(self, web: Client) -> None:
        class Endless:
            taken = 0

            def read(self, size: int = -1) -> bytes:
                Endless.taken += 1
                return b"x" * 1024

            readline = read

        response = web.generic(
            "POST",
            "/attachments/",
            b"",
            **{  # type: ignore[arg-type]
                "wsgi.input": Endless(),
                "CONTENT_LENGTH": str(10 * 2**30),
                "CONTENT_TYPE": "multipart/form-data; boundary=b",
            },
        )
        assert response.status_code == 413
        assert "too big" in said(response)
        assert Endless.taken == 0

    def test_ten_thousand_files_in_one_request_are_refused_early(
        self, web: Client, store: Path, laptop: Service
    ) -> None:
        part = b'--b\r\nContent-Disposition: form-data; name="files-new"; filename="a.txt"\r\n\r\nhello\r\n'
        body = part * 10_000 + b"--b--\r\n"
        response = web.generic("POST", "/services/it/laptop/", body, content_type="multipart/form-data; boundary=b")
        assert response.status_code == 413
        assert "Too many files at once" in said(response)
        assert stored_files(store) == []
        assert not Attachment.objects.exists()

    def test_nobody_can_fill_the_disk_with_what_they_never_send(
        self, web: Client, li_wei: User, settings: Settings
    ) -> None:
        settings.ATTACHMENTS = replace(settings.ATTACHMENTS, sending_files=1)
        for number in range(5):
            assert send(web, f"{number}.txt", b"hello").status_code == 201
        response = send(web, "6.txt", b"hello")
        assert response.status_code == 422
        assert "“6.txt” was not taken: you have many files here that you did not send." in said(response)

    def test_a_name_that_no_disk_takes_is_no_trouble(self, web: Client) -> None:
        assert send(web, "x" * 5000 + ".txt", b"hello").status_code == 201
        assert len(Attachment.objects.get().name) <= 150


NAMES = [
    ("../../../etc/passwd", "passwd"),
    ("..\\..\\windows\\system32\\a.txt", "a.txt"),
    ("/etc/shadow.txt", "shadow.txt"),
    ("C:\\secret\\plan.txt", "plan.txt"),
    ("invoice\u202etxt.exe", "invoicetxt.exe"),
    ("a\0b.txt", "ab.txt"),
    ("line\r\nSet-Cookie: x=1.txt", "lineSet-Cookie_ x=1.txt"),
    ("zero\u200bwidth\ufeff.txt", "zerowidth.txt"),
    ('quo"te<b>.txt', "quo_te_b_.txt"),
    ("CON.txt", "_CON.txt"),
    ("nul", "_nul"),
    ("...", "file"),
    ("", "file"),
    (" . .txt", "txt"),
    ("报销单 2026.txt", "报销单 2026.txt"),
    ("отпуск.txt", "отпуск.txt"),
    ("e\u0301.txt", "\u00e9.txt"),
]


@pytest.mark.parametrize(("raw", "clean"), NAMES)
def test_names_are_cleaned(raw: str, clean: str) -> None:
    assert names.clean_name(raw) == clean


def test_long_names_keep_their_ending_and_their_letters_whole() -> None:
    name = names.clean_name("报" * 300 + ".docx")
    assert name.endswith("报.docx")
    assert len(name.encode()) <= 150


ENDINGS = [
    ("evil.pdf", picture(), "evil.png"),
    ("photo.PNG", picture(), "photo.PNG"),
    ("shell.php", picture("JPEG"), "shell.php.jpg"),
    ("run.bat", b"echo hello", "run.bat.txt"),
    ("page.html", b"just words", "page.html.txt"),
    ("letter", PDF, "letter.pdf"),
    ("data.csv", b"a;b\n1;2\n", "data.csv"),
    ("plan.zip", docx(), "plan.docx"),
    ("old.xls", compound("Workbook"), "old.xls"),
    ("mail.doc", compound("__properties_version1.0", "WordDocument"), "mail.msg"),
]


@pytest.mark.parametrize(("name", "content", "kept_as"), ENDINGS)
def test_the_ending_agrees_with_the_content(web: Client, name: str, content: bytes, kept_as: str) -> None:
    assert send(web, name, content).status_code == 201
    assert Attachment.objects.get().name == kept_as


class TestHowItIsKept:
    def test_under_a_random_name_that_says_nothing(self, web: Client, store: Path) -> None:
        send(web, "salaries.pdf", PDF)
        (path,) = stored_files(store)
        assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}", str(path.relative_to(store)))
        assert path.stat().st_mode & 0o077 == 0

    def test_outside_of_what_the_web_server_gives_out(self) -> None:
        options: Any = product.STORAGES["attachments"]["OPTIONS"]
        place = Path(options["location"]).resolve()
        for shown in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS):
            assert not place.is_relative_to(Path(str(shown)).resolve())


class TestHowItIsGivenOut:
    @pytest.mark.parametrize(
        ("name", "content", "content_type"),
        [("a.txt", b"hello", "text/plain"), ("a.pdf", PDF, "application/pdf"), ("a.png", picture(), "image/png")],
    )
    def test_as_a_download_that_runs_nothing(self, web: Client, name: str, content: bytes, content_type: str) -> None:
        send(web, name, content)
        response = web.get(f"/attachments/{Attachment.objects.get().pk}/")

        assert b"".join(response.streaming_content) == content  # type: ignore[attr-defined]
        assert response.headers["Content-Type"] == content_type
        assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["Content-Length"] == str(len(content))

    def test_names_of_all_languages_travel_safely(self, web: Client) -> None:
        send(web, "报销<1>.txt", b"hello")
        told = web.get(f"/attachments/{Attachment.objects.get().pk}/").headers["Content-Disposition"]
        assert told == "attachment; filename*=utf-8''%E6%8A%A5%E9%94%80_1_.txt"

    def test_a_preview_holds_nothing_of_what_was_uploaded(self, web: Client) -> None:
        secret = b"taken at 52.5200 N 13.4050 E"
        exif = Image.Exif()
        exif[0x010E] = secret.decode()
        send(web, "home.jpg", picture("JPEG", size=(2000, 1500), exif=exif))
        file = Attachment.objects.get()
        for size, longest in (("thumb", 320), ("large", 1600)):
            response = web.get(f"/attachments/{file.pk}/{size}/")
            drawn = b"".join(response.streaming_content)  # type: ignore[attr-defined]
            assert response.headers["Content-Type"] == "image/webp"
            assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
            assert secret not in drawn
            assert max(Image.open(BytesIO(drawn)).size) == longest
            assert not Image.open(BytesIO(drawn)).getexif()
