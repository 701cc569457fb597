"""Reading an e-mail: who wrote what to whom, whatever the program it was written with."""

from __future__ import annotations

import pytest

from requests_app.mailbox.reading import Address, Automatic, Letter, Limits, Unreadable, read

PLAIN = b"""From: "Petrova, Olga" <Olga.Petrova@Example.com>
To: IT <it@portal.example.com>, second@example.com
Subject: =?utf-8?B?0J3QtSDRgNCw0LHQvtGC0LDQtdGC?=
Message-ID: <one@example.com>
In-Reply-To: <zero@portal.example.com>
References: <first@portal.example.com> <zero@portal.example.com>
Date: Mon, 23 Nov 2026 10:00:00 +0300

The printer does not print.
"""


class TestALetter:
    def test_it_has_people_subject_and_text(self) -> None:
        letter = read(PLAIN)
        assert letter.from_ == Address("Petrova, Olga", "olga.petrova@example.com")
        assert [one.email for one in letter.recipients] == ["it@portal.example.com", "second@example.com"]
        assert letter.subject == "Не работает"
        assert letter.text == "The printer does not print."
        assert letter.date is not None
        assert letter.date.isoformat() == "2026-11-23T10:00:00+03:00"

    def test_what_it_answers_comes_nearest_first(self) -> None:
        assert read(PLAIN).answers == ("<zero@portal.example.com>", "<first@portal.example.com>")

    def test_nothing_is_a_letter_too(self) -> None:
        assert read(b"") == Letter(defects=read(b"").defects)

    def test_a_portals_own_mail_is_known(self) -> None:
        assert read(b"X-Counterpart-Mail: 1\n" + PLAIN).automatic is Automatic.OWN_LOOP


class TestLimits:
    def test_size(self) -> None:
        with pytest.raises(Unreadable, match="size"):
            read(PLAIN, limits=Limits(size=10))

    def test_depth(self) -> None:
        nested = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(100))
        with pytest.raises(Unreadable, match="depth"):
            read(nested)

    def test_parts(self) -> None:
        with pytest.raises(Unreadable, match="parts"):
            read(b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 2000)
