"""145 letters from the tests of mail libraries: bounces of many servers, replies of many programs, broken ones."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from requests_app.mailbox.reading import Automatic, Letter, read

# Where we read otherwise than Python's package does, and why that is better.
OTHER_SUBJECTS = {
    "flanker/long-header.eml": "130,429 characters are cut to a thousand",
    "flanker/mailformed-headers.eml": "raw bytes in no charset: Western is a guess, a replacement sign is none",
    "flanker/spam__broken-headers.eml": "raw bytes in Windows-1252",
}
OTHER_SENDERS = {
    "flanker/bounce__mailbox-full.eml": "the name stands in a comment behind the address",
    "flanker/bounce__zed.eml": "the name stands in a comment behind the address",
    "flanker/from-encoding.eml": "raw bytes in Latin 1",
    "sisimai/lhost-barracuda-01.eml": "no address: <>",
    "sisimai/lhost-dragonfly-01.eml": "no address: <>",
    "sisimai/lhost-postfix-01.eml": "the name stands in a comment behind the address",
    "sisimai/lhost-x6-01.eml": "no address: a name only",
    "sisimai/rhost-cloudflare-01.eml": "the name stands in a comment behind the address",
    "sisimai/rhost-cox-01.eml": "the name stands in a comment behind the address",
    "sisimai/rhost-iua-01.eml": "the name stands in a comment behind the address",
    "sisimai/rhost-mimecast-01.eml": "the name stands in a comment behind the address",
    "sisimai/rhost-tencent-01.eml": "the name stands in a comment behind the address",
    "sisimai/rhost-yahooinc-01.eml": "the name stands in a comment behind the address",
    "sisimai/rhost-zoho-01.eml": "the name stands in a comment behind the address",
}
ATTACHED_LETTER = "an attached letter is a file, with its bytes"
NOT_FOR_PEOPLE = "what is for machines is no file"
OTHER_FILES = {
    "django-helpdesk/pgp.eml": NOT_FOR_PEOPLE,
    "flanker/apache-message-news-mime.eml": ATTACHED_LETTER,
    "flanker/bounce__delayed-broken.eml": "the whole letter is a report, and nothing else",
    "flanker/enclosed-bad-encoding.eml": ATTACHED_LETTER,
    "flanker/enclosed-broken-body.eml": ATTACHED_LETTER,
    "flanker/enclosed-broken.eml": ATTACHED_LETTER,
    "flanker/enclosed-endless.eml": ATTACHED_LETTER,
    "flanker/enclosed-global.eml": ATTACHED_LETTER,
    "flanker/enclosed.eml": ATTACHED_LETTER,
    "flanker/message-external-body.eml": "the file is elsewhere, and nobody fetches it",
    "flanker/signed.eml": "a signature over bytes nobody keeps is no file; the odd text type it signs is one",
    "flanker/torture-part.eml": ATTACHED_LETTER,
    "flanker/torture.eml": "attached letters are not taken apart; pictures and sounds without names are files too",
    "sisimai/lhost-amavis-01.eml": NOT_FOR_PEOPLE,
    "sisimai/lhost-amazonworkmail-01.eml": ATTACHED_LETTER,
    "sisimai/lhost-biglobe-01.eml": ATTACHED_LETTER,
    "sisimai/lhost-kddi-01.eml": ATTACHED_LETTER,
    "sisimai/lhost-mailfoundry-01.eml": ATTACHED_LETTER,
    "sisimai/lhost-mcafee-01.eml": ATTACHED_LETTER,
    "sisimai/lhost-sendgrid-01.eml": NOT_FOR_PEOPLE,
    "sisimai/lhost-trendmicro-01.eml": ATTACHED_LETTER,
    "sisimai/lhost-x5-01.eml": ATTACHED_LETTER,
}
# Labelled automatic, and nothing in them but Japanese sentences says so.
SILENT = {"sisimai/lhost-apachejames-01.eml", "sisimai/lhost-kddi-01.eml", "sisimai/lhost-trendmicro-01.eml"}
# Not labelled, and their headers say so.
AUTOMATIC_WITHOUT_LABEL = {
    "flanker/apache-message-news-mime.eml": Automatic.OTHER,
    "flanker/disposition-notification.eml": Automatic.RECEIPT,
    "flanker/from-encoding.eml": Automatic.OTHER,
    "flanker/message-external-body.eml": Automatic.OTHER,
}
KINDS = {
    "bounce": {Automatic.BOUNCE, Automatic.DELAY},
    "auto_reply": {Automatic.AUTO_REPLY},
    "feedback_report": {Automatic.FEEDBACK_REPORT},
}
# Servers that call their own bounces otherwise.
OTHER_KINDS = {
    "sisimai/lhost-fml-02.eml": Automatic.LIST,
    "sisimai/lhost-x3-01.eml": Automatic.OTHER,
    "sisimai/lhost-x6-01.eml": Automatic.AUTO_REPLY,
}


@pytest.fixture(scope="module")
def truth(portal_data: Path) -> dict[str, Mapping[str, Any]]:
    records = json.loads((portal_data / "emails" / "truth.json").read_text())["per_message"]
    return {record["file"]: record for record in records}


@pytest.fixture(scope="module")
def letters(portal_data: Path, truth: Mapping[str, object]) -> dict[str, Letter]:
    with tarfile.open(portal_data / "emails" / "messages.tar.gz") as archive:
        named = {member.name.removeprefix("./"): archive.extractfile(member) for member in archive if member.isfile()}
        return {name: read(file.read()) for name, file in named.items() if file and name in truth}


def test_all_are_read(letters: Mapping[str, Letter], truth: Mapping[str, object]) -> None:
    assert set(letters) == set(truth)
    assert len(letters) == 145


def test_subjects(letters: Mapping[str, Letter], truth: Mapping[str, Mapping[str, Any]]) -> None:
    others = {name for name, letter in letters.items() if letter.subject != truth[name].get("subject", "")}
    assert others == set(OTHER_SUBJECTS)


def test_senders(letters: Mapping[str, Letter], truth: Mapping[str, Mapping[str, Any]]) -> None:
    def sender(letter: Letter) -> str:
        return str(letter.from_ or "").lower()

    others = {
        name
        for name, letter in letters.items()
        if sender(letter) != truth[name].get("from", "").lower().replace('"', "")
    }
    assert others == set(OTHER_SENDERS)


def test_ids(letters: Mapping[str, Letter], truth: Mapping[str, Mapping[str, Any]]) -> None:
    for name, letter in letters.items():
        assert letter.message_id == truth[name].get("message_id", ""), name
        assert " ".join(letter.in_reply_to) == truth[name].get("in_reply_to", ""), name


def test_dates(letters: Mapping[str, Letter], truth: Mapping[str, Mapping[str, Any]]) -> None:
    for name, letter in letters.items():
        if not truth[name].get("date"):
            assert letter.date is None, name
            continue
        expected = parsedate_to_datetime(truth[name]["date"])
        assert letter.date is not None, name
        assert letter.date.utcoffset() == (expected.utcoffset() or timedelta()), name
        assert letter.date.replace(tzinfo=None) == expected.replace(tzinfo=None), name


def test_files(letters: Mapping[str, Letter], truth: Mapping[str, Mapping[str, Any]]) -> None:
    def files(letter: Letter) -> list[tuple[str, str, int]]:
        return [(file.name, file.content_type, len(file.content)) for file in letter.attachments]

    def expected(record: Mapping[str, Any]) -> list[tuple[str, str, int]]:
        return [(file["name"], file["type"], file["bytes"]) for file in record.get("attachments") or []]

    others = {name for name, letter in letters.items() if files(letter) != expected(truth[name])}
    assert others == set(OTHER_FILES)


def test_automatic_letters(letters: Mapping[str, Letter], truth: Mapping[str, Mapping[str, Any]]) -> None:
    for name, letter in letters.items():
        kinds = KINDS.get(truth[name]["label"])
        if name in SILENT:
            assert letter.automatic is Automatic.NO, name
        elif name in OTHER_KINDS:
            assert letter.automatic is OTHER_KINDS[name], name
        elif kinds:
            assert letter.automatic in kinds, name
        else:
            assert letter.automatic is AUTOMATIC_WITHOUT_LABEL.get(name, Automatic.NO), name
        assert letter.is_automatic or not truth[name]["auto_by_header"], name
        assert bool(letter.why_automatic) == letter.is_automatic, name


def test_nothing_automatic_may_be_answered(
    letters: Mapping[str, Letter], truth: Mapping[str, Mapping[str, Any]]
) -> None:
    answered = {name for name, letter in letters.items() if letter.may_be_answered and truth[name]["label"] in KINDS}
    assert answered <= {"sisimai/lhost-apachejames-01.eml"}


REPLIES = {
    "android": "Hello",
    "aol": "Hello",
    "apple_mail": "Hello",
    "apple_mail_2": "Hello",
    "comcast": "Hello",
    "gmail": "Hello",
    "hotmail": "Hello",
    "iphone": "Hello",
    "sparrow": "Hello",
    "thunderbird": "Hello",
    "yahoo": "Hello",
}


@pytest.mark.parametrize(("program", "text"), REPLIES.items())
def test_replies_hold_what_was_written(letters: Mapping[str, Letter], program: str, text: str) -> None:
    letter = letters[f"talon/{program}.eml"]
    assert letter.text == text
    assert "Hi" in letter.quoted or "Hello" in letter.quoted


def test_forwarded_letters_stay_in_the_text(letters: Mapping[str, Letter]) -> None:
    for name in ("django-helpdesk/forwarded-message", "django-helpdesk/utf-nondecodable", "talon/outlook"):
        letter = letters[f"{name}.eml"]
        assert letter.forwarded, name
        assert "From:" in letter.text, name


def test_bounces_name_whom_they_are_about(letters: Mapping[str, Letter]) -> None:
    bounces = [letter for letter in letters.values() if letter.automatic is Automatic.BOUNCE]
    assert sum(1 for letter in bounces if letter.failures) >= 54
    dead = letters["sisimai/rhost-zoho-01.eml"].failures[0]
    assert (dead.email, dead.status, dead.blames_address) == ("kijitora@zoho.example.com", "5.1.1", True)
    full = letters["sisimai/lhost-outlook-01.eml"].failures[0]
    assert (full.status, full.blames_address) == ("5.2.2", False)
    assert letters["sisimai/rhost-cloudflare-01.eml"].failures[0].permanent is False


def test_what_came_back_is_known_by_its_id(letters: Mapping[str, Letter]) -> None:
    assert letters["sisimai/rhost-zoho-01.eml"].returned_id == "<6E83AE85-5AF4-4E9B-8B33-64683EF86601@example.org>"
    assert letters["flanker/disposition-notification.eml"].returned_id == "<199509192301.23456@example.org>"
