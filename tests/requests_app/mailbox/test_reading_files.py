"""The files of letters: under names that harm nobody, with their bytes, and in their place."""

from __future__ import annotations

import base64

import pytest

from requests_app.mailbox.reading import Attachment, Defect, Letter, read
from tests.files import picture

PNG = picture()


def with_parts(*parts: bytes, kind: str = "mixed") -> Letter:
    body = b"".join(b"--b\n%b\n" % part for part in parts)
    return read(f'Subject: x\nContent-Type: multipart/{kind}; boundary="b"\n\n'.encode() + body + b"--b--\n")


def part(headers: str, content: bytes = b"content") -> bytes:
    return f"{headers}\nContent-Transfer-Encoding: base64\n\n".encode() + base64.encodebytes(content)


TEXT = b"Content-Type: text/plain; charset=utf-8\n\nSee the file."


def only_file(headers: str, content: bytes = b"content") -> Attachment:
    letter = with_parts(TEXT, part(headers, content))
    assert letter.text == "See the file."
    (file,) = letter.attachments
    return file


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ('Content-Disposition: attachment; filename="plan.pdf"', "plan.pdf"),
        ("Content-Disposition: attachment; filename=plan a.pdf", "plan a.pdf"),
        ('Content-Type: application/pdf; name="plan.pdf"', "plan.pdf"),
        ("Content-Disposition: attachment; filename*=utf-8''%D0%BF%D0%BB%D0%B0%D0%BD.pdf", "план.pdf"),
        ("Content-Disposition: attachment; filename*=gb2312'zh'%BC%C6%BB%AE.pdf", "计划.pdf"),
        ("Content-Disposition: inline;\n filename*0*=utf-8''%D0%BF%D0;\n filename*1*=%BB;\n filename*2=.pdf", "пл.pdf"),
        ('Content-Disposition: attachment; filename="=?utf-8?B?0L/Qu9Cw0L0ucGRm?="', "план.pdf"),
        ('Content-Disposition: attachment; filename="=?gb2312?B?vMa7?= =?gb2312?B?ri5wZGY=?="', "计划.pdf"),
        ('Content-Disposition: attachment; filename="计划.pdf"', "计划.pdf"),
        ('Content-Disposition: attachment; filename="../../etc/passwd"', "passwd"),
        ('Content-Disposition: attachment; filename="C:\\\\Users\\\\o\\\\plan.pdf"', "plan.pdf"),
        ('Content-Disposition: attachment; filename="a\u202efdp.exe"', "afdp.exe"),
        ('Content-Disposition: attachment; filename="con.txt"', "_con.txt"),
        ('Content-Disposition: attachment; filename=""\nContent-Type: application/pdf', "document.pdf"),
        ("Content-Type: text/calendar; method=REQUEST", "invitation.ics"),
        ("Content-Type: application/ms-tnef", "winmail.dat"),
        ("Content-Disposition: attachment; filename=\"a;b'c.pdf\"", "a;b'c.pdf"),
        ('Content-Disposition: attachment; filename="plan.pdf', "plan.pdf"),
    ],
)  # fmt: skip
def test_names(headers: str, name: str) -> None:
    assert only_file(headers).name == name


@pytest.mark.parametrize(
    ("encoding", "body", "content"),
    [
        ("base64", b"Y29u\r\ndGVu\r\ndA==", b"content"),
        ("base64", b"Y29udGVudA", b"content"),
        ("base64", b"Y29u dGVudA==\n\n_____\nThe footer of a list", b"content"),
        ("base64", b"not encoded, it only says so", b"not encoded, it only says so"),
        ("quoted-printable", b"con=\r\ntent=3D", b"content="),
        ("x-uuencode", b"begin 644 a\n'8V]N=&5N=```\n`\nend", b"content"),
        ("8bit", b"content", b"content"),
        ("nonsense", b"content", b"content"),
    ],
)
def test_transfer_encodings(encoding: str, body: bytes, content: bytes) -> None:
    head = f"Content-Disposition: attachment; filename=a.bin\nContent-Transfer-Encoding: {encoding}\n\n"
    (file,) = with_parts(TEXT, head.encode() + body).attachments
    assert file.content == content


def test_pictures_stand_in_their_place() -> None:
    html = b'Content-Type: text/html; charset=utf-8\n\nLook: <img src="cid:screen@x"> there'
    image = part('Content-Type: image/png; name="screen.png"\nContent-ID: <screen@x>\nContent-Disposition: inline', PNG)
    letter = with_parts(html, image, kind="related")
    (file,) = letter.attachments
    assert letter.text == "Look: ![](cid:screen@x) there"
    assert (file.content_id, file.inline, file.is_old, file.content) == ("screen@x", True, False, PNG)


def test_pictures_between_texts() -> None:
    image = part("Content-Type: image/png; name=a.png\nContent-Disposition: inline; filename=a.png", PNG)
    after = b"Content-Type: text/plain\n\nThanks."
    letter = with_parts(TEXT, image, after)
    assert letter.text == f"See the file.\n\n![](cid:{letter.attachments[0].content_id})\n\nThanks."


def test_the_logo_of_a_signature_is_old() -> None:
    html = b'Content-Type: text/html\n\n<p>Hello</p><div class="gmail_signature">Olga<img src="cid:logo@x"></div>'
    image = part("Content-Type: image/png; name=logo.png\nContent-ID: <logo@x>", PNG)
    (file,) = with_parts(html, image, kind="related").attachments
    assert (file.content_id, file.is_old) == ("", True)


def test_a_picture_of_what_was_quoted_is_old_and_has_its_place() -> None:
    html = b'Content-Type: text/html\n\n<p>Hello</p><div class="yahoo_quoted">Look: <img src="cid:old@x"></div>'
    image = b"Content-Type: image/png; name=old.png\nContent-ID: <old@x>\n\n" + PNG
    letter = read(
        b'Subject: Re: x\nContent-Type: multipart/related; boundary="b"\n\n--b\n%b\n--b\n%b\n--b--' % (html, image)
    )
    assert (letter.text, letter.quoted) == ("Hello", "Look: ![](cid:old@x)")
    assert [(file.content_id, file.is_old) for file in letter.attachments] == [("old@x", True)]


def test_an_attached_letter_is_a_file_with_its_bytes() -> None:
    inner = b"From: a@example.com\nSubject: =?utf-8?B?0KHRh9GR0YI=?=\n\nPay, please."
    letter = with_parts(TEXT, b"Content-Type: message/rfc822\n\n" + inner)
    (file,) = letter.attachments
    assert (file.name, file.content_type, file.content) == ("Счёт.eml", "message/rfc822", inner)
    assert not letter.is_automatic


def test_an_invitation_is_a_file_beside_the_text() -> None:
    letter = with_parts(TEXT, part("Content-Type: text/calendar; method=REQUEST"), kind="alternative")
    assert letter.text == "See the file."
    assert [file.name for file in letter.attachments] == ["invitation.ics"]


def test_a_text_that_was_attached_is_a_file() -> None:
    file = only_file('Content-Type: text/plain; name="log.txt"\nContent-Disposition: attachment')
    assert (file.name, file.content) == ("log.txt", b"content")


def test_a_file_alone() -> None:
    letter = read(b"Content-Type: application/pdf; name=scan.pdf\nContent-Transfer-Encoding: base64\n\nY29udGVudA==")
    assert [(file.name, file.content) for file in letter.attachments] == [("scan.pdf", b"content")]
    assert Defect.NO_TEXT in letter.defects


def test_signatures_of_bytes_are_no_files() -> None:
    signature = part("Content-Type: application/pkcs7-signature; name=smime.p7s\nContent-Disposition: attachment")
    assert with_parts(TEXT, signature, kind="signed").attachments == ()


@pytest.mark.parametrize(
    ("content_type", "defect"),
    [
        ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", Defect.ENCRYPTED),
        ("application/ms-tnef; name=winmail.dat", Defect.OUTLOOK_PACKED),
        ("message/partial; id=a; number=1", Defect.PARTIAL),
    ],
)
def test_what_cannot_be_read_is_said(content_type: str, defect: Defect) -> None:
    letter = read(f"Content-Type: {content_type}\n\ncontent".encode())
    assert {defect, Defect.NO_TEXT} <= set(letter.defects)
    assert len(letter.attachments) == 1
