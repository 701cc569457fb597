"""Canned replies of departments; one's own are nobody's configuration. They are known by department and title."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import override

from operations.as_code.fields import LANGUAGES, Line, Plain, Record, Ref, Words
from operations.as_code.section import Author, Change, Section
from requests_app import canned
from requests_app.models import CannedReply, Department, Translated, User

from .looking_up import text

ENTRY = Record(
    {
        "department": Ref("departments", "department"),
        "title": Line(80),
        "text": Words(10_000, needed=True),
    },
    needed=("department", "title"),
)


def said() -> dict[str, Plain]:
    replies = CannedReply.objects.filter(department__isnull=False, department__closed_at=None)
    entries = [
        {"department": one.department.code, "title": one.title, "text": text(one.text)}
        for one in replies.select_related("department").order_by("department__code", "title")
        if one.department
    ]
    return {key_of(entry): entry for entry in entries}


def write(change: Change, author: Author) -> None:
    wanted = change.after
    if not wanted["title"] or not wanted["text"]:
        raise change.wrong("It needs a “title” and a “text”.")
    for words in wanted["text"].values():
        _check(change, words)
    reply = CannedReply() if change.before is None else _named(change.key)
    department = Department.objects.get(code=wanted["department"])
    wish = canned.Wish(wanted["title"], Translated(wanted["text"]), department)
    canned.save(reply, wish, by=author.by)


def _check(change: Change, words: str) -> None:
    try:
        with override(LANGUAGES[0]):
            canned.check(words)
    except ValidationError as problem:
        raise change.wrong(" ".join(problem.messages)) from problem


def _named(key: str) -> CannedReply:
    department, _slash, title = key.partition("/")
    return CannedReply.objects.select_related("department").get(department__code=department, title=title)


def drop(key: str, by: User) -> None:
    canned.remove(_named(key), by=by)


def key_of(entry: Plain) -> str:
    return f"{entry['department']}/{entry['title']}"


SECTION = Section(
    name="canned_replies",
    word="canned reply",
    entry=ENTRY,
    fresh={"text": {}},
    key_of=key_of,
    said=said,
    write=write,
    drop=drop,
    dropped="removed",
)
