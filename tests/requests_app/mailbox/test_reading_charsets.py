"""Letters in the charsets of their countries, named rightly, wrongly or not at all."""

from __future__ import annotations

import base64

import pytest

from requests_app.mailbox.reading import Defect, read

CHINESE = "您好，三楼的打印机今天早上坏了，请尽快派人来看一下。谢谢！"
TAIWAN = "您好，三樓的印表機今天早上壞了，請儘快派人來看一下。謝謝！"
RUSSIAN = "Здравствуйте, принтер на третьем этаже сегодня утром сломался, посмотрите, пожалуйста."
JAPANESE = "お疲れ様です。三階のプリンターが今朝から動きません。"
KOREAN = "안녕하세요. 삼층 프린터가 오늘 아침부터 고장입니다."
WESTERN = "Le café du troisième étage est fermé, où être servi ? Größe, naïve."


def in_body(text: bytes, charset: str) -> bytes:
    named = f'; charset="{charset}"' if charset else ""
    return f"Subject: x\nContent-Type: text/plain{named}\n\n".encode() + text


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (CHINESE, "gb2312", "gb2312"),
        (CHINESE + "镕囧", "gb18030", "gb2312"),
        (CHINESE, "gbk", "GBK"),
        (CHINESE + "𠮷", "gb18030", "gb18030"),
        (CHINESE, "hz", "hz-gb-2312"),
        (TAIWAN, "big5", "Big5"),
        (RUSSIAN, "koi8-r", "KOI8-R"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "cp1251", "cp-1251"),
        (RUSSIAN, "iso8859-5", "ISO-8859-5"),
        (RUSSIAN, "cp866", "cp866"),
        (JAPANESE, "iso2022_jp", "ISO-2022-JP"),
        (JAPANESE, "shift_jis", "Shift_JIS"),
        (JAPANESE, "euc_jp", "euc-jp"),
        (KOREAN, "euc_kr", "ks_c_5601-1987"),
        (WESTERN, "cp1252", "iso-8859-1"),
        (RUSSIAN, "utf-16", "utf-16"),
        (CHINESE, "utf-8-sig", "utf-8"),
    ],
)
def test_named_rightly(text: str, encoding: str, named: str) -> None:
    letter = read(in_body(text.encode(encoding), named))
    assert letter.text == text
    assert Defect.BAD_CHARSET not in letter.defects


@pytest.mark.parametrize(
    "named", ["", "us-ascii", "iso-8859-1", "x-unknown", "utf-8", "utf-7", "unicode-escape", "zlib"]
)
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "gb18030"),
        (TAIWAN, "big5"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "utf-8"),
        (CHINESE, "utf-8"),
        (JAPANESE, "iso2022_jp"),
        (JAPANESE, "shift_jis"),
        (KOREAN, "euc_kr"),
        (WESTERN, "cp1252"),
    ],
)
def test_named_wrongly_or_not_at_all(text: str, encoding: str, named: str) -> None:
    assert read(in_body(text.encode(encoding), named)).text == text


@pytest.mark.parametrize("named", ["gb2312", "windows-1251", "koi8-r", "big5"])
def test_utf_8_under_another_name(named: str) -> None:
    letter = read(in_body(RUSSIAN.encode(), named))
    assert letter.text == RUSSIAN
    assert Defect.BAD_CHARSET in letter.defects


def test_a_damaged_place_does_not_lose_the_charset() -> None:
    broken = CHINESE.encode("gb18030") + b"\xff\xff" + CHINESE.encode("gb18030")
    assert read(in_body(broken, "gb2312")).text.startswith(CHINESE)


def test_utf_7_hides_nothing() -> None:
    assert read(in_body(b"+ADw-script+AD4-", "utf-7")).text == "+ADw-script+AD4-"


def subject(raw: bytes) -> str:
    return read(b"Subject: " + raw + b"\n\ntext").subject


def word(content: bytes, charset: str) -> bytes:
    return b"=?%b?B?%b?=" % (charset.encode(), base64.b64encode(content))


class TestHeaders:
    def test_words_that_were_cut_within_a_character(self) -> None:
        raw = CHINESE.encode()
        cut = b"\n ".join(word(raw[start : start + 10], "utf-8") for start in range(0, len(raw), 10))
        assert subject(cut) == CHINESE

    def test_words_cut_within_a_character_in_gbk(self) -> None:
        raw = CHINESE.encode("gbk")
        assert subject(word(raw[:9], "gb2312") + b" " + word(raw[9:], "gb2312")) == CHINESE

    def test_words_in_two_charsets(self) -> None:
        raw = word("Привет".encode("koi8-r"), "koi8-r") + b" " + word(", мир".encode(), "utf-8")
        assert subject(raw) == "Привет, мир"

    def test_words_with_a_language_and_underscores(self) -> None:
        assert subject(b"=?utf-8*ru?Q?=D0=9F=D1=80=D0=B8=D0=B2=D0=B5=D1=82_x?= y") == "Привет x y"

    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "koi8-r", "cp1251"])
    def test_raw_bytes(self, encoding: str) -> None:
        text = CHINESE if encoding == "gb18030" else RUSSIAN
        assert subject(text.encode(encoding)) == text

    def test_one_line_without_what_nobody_sees(self) -> None:
        assert subject(b"=?utf-8?Q?a=0D=0ABcc:_x@y=E2=80=AE_b?=\n  c") == "a Bcc: x@y b c"

    @pytest.mark.parametrize("raw", [b"=?utf-8?B?", b"=?x?Q?a?=", b"=?utf-8?B?!!!?=", b"=?utf-8?X?a?=", b"=??B?YQ==?="])
    def test_broken_words_are_no_failure(self, raw: bytes) -> None:
        assert isinstance(subject(raw), str)


class TestPeople:
    @pytest.mark.parametrize(
        ("raw", "name", "email"),
        [
            (b'"Petrova, Olga" <Olga@Example.com>', "Petrova, Olga", "olga@example.com"),
            (b"olga@example.com (Olga Petrova)", "Olga Petrova", "olga@example.com"),
            (b"=?utf-8?B?0J/QtdGC0YDQvtCy0LAsINCe0LvRjNCz0LA=?= <o@example.com>", "Петрова, Ольга", "o@example.com"),
            (b'"=?gb2312?B?wO7OsA==?=" <li@example.com>', "李伟", "li@example.com"),
            ("李伟 <li@example.com>".encode("gb18030"), "李伟", "li@example.com"),
            ("Ольга <o@example.com>".encode(), "Ольга", "o@example.com"),
            (b"<o@example.com>", "", "o@example.com"),
            (b"o@example.com <o@example.com>", "", "o@example.com"),
            (b'"li@example.com" <o@example.com>', "li@example.com", "o@example.com"),
            (b'"=?utf-8?Q?a=22_=3Cevil=40x=2Ecom=3E?=" <o@example.com>', 'a" <evil@x.com>', "o@example.com"),
        ],
    )
    def test_names_and_addresses(self, raw: bytes, name: str, email: str) -> None:
        sender = read(b"From: " + raw + b"\n\ntext").from_
        assert sender is not None
        assert (sender.name, sender.email) == (name, email)

    @pytest.mark.parametrize(
        "raw", [b"", b"MAILER-DAEMON <>", b"undisclosed-recipients:;", b"(((((" * 1000, b"@", b"a@"]
    )
    def test_nobody(self, raw: bytes) -> None:
        assert read(b"From: " + raw + b"\n\ntext").from_ is None

    @pytest.mark.parametrize(
        "headers",
        [
            b"From: li@example.com\nFrom: o@example.com",
            b"From: li@example.com, o@example.com",
            b"From: li@example.com <o@example.com>",
            b"From: <li@example.com> <o@example.com>",
            b"From: li@example.com(x)@o@example.com",
            b"From: o@example.com)li@example.com",
            b"From: <o@example.com>li@example.com",
        ],
    )
    def test_who_wrote_it_is_one_or_nobody(self, headers: bytes) -> None:
        """The server may have checked one of them, and the portal must not take the other for the writer."""
        assert read(headers + b"\n\ntext").from_ is None
