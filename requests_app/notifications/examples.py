"""A message of a kind as somebody would get it: from their own news where there is one, else with made-up values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from requests_app.models import Department, MailWording, Notification, ServiceRequest, User, company

from . import own_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NUMBER = 10432


@dataclass(frozen=True, slots=True)
class Value:
    """Something a message can say: what it means, and one that somebody could read."""

    meaning: StrOrPromise
    example: Callable[[User, datetime], Any]


def _a_title(_reader: User, _now: datetime) -> str:
    return _("A laptop for a new colleague")


def _me(reader: User, _now: datetime) -> str:
    return reader.display_name


def _a_department(_reader: User, _now: datetime) -> str:
    return str(Department.objects.order_by("code").first() or _("Department"))


def _tomorrow(_reader: User, now: datetime) -> str:
    return (now + timedelta(days=1)).isoformat()


def _the_day_after(_reader: User, now: datetime) -> str:
    return (timezone.localtime(now).date() + timedelta(days=1)).isoformat()


VALUES: dict[str, Value] = {
    "number": Value(gettext_lazy("number of the request"), lambda _reader, _now: NUMBER),
    "title": Value(gettext_lazy("title of the request"), _a_title),
    "portal": Value(gettext_lazy("name of the portal"), lambda _reader, _now: company.said().portal),
    "actor": Value(gettext_lazy("who did it"), _me),
    "absent": Value(gettext_lazy("who is away"), _me),
    "department": Value(gettext_lazy("name of the department"), _a_department),
    "name": Value(gettext_lazy("what it is called"), _a_title),
    "part_of": Value(gettext_lazy("title of the whole request"), _a_title),
    "original": Value(gettext_lazy("number of the request it went into"), lambda _reader, _now: NUMBER + 1),
    "state": Value(gettext_lazy("state of the request"), lambda _reader, _now: pgettext("example", "in work")),
    "left": Value(gettext_lazy("working time that is left"), lambda _reader, _now: _("2 working hours")),
    "over": Value(gettext_lazy("working time since it was due"), lambda _reader, _now: _("2 working hours")),
    "checked": Value(gettext_lazy("how many were looked at"), lambda _reader, _now: 1250),
    "differing": Value(gettext_lazy("how many differ"), lambda _reader, _now: 3),
    "people": Value(gettext_lazy("names of people"), _me),
    "sender": Value(gettext_lazy("who wrote the letter"), lambda _reader, _now: "Ann Lee <ann.lee@example.com>"),
    "service": Value(gettext_lazy("name of the service"), _a_title),
    "subject_said": Value(gettext_lazy("subject of the letter"), _a_title),
    "count": Value(gettext_lazy("how many"), lambda _reader, _now: 3),
}
A_MOMENT = Value(gettext_lazy("a day and a time"), _tomorrow)
A_DAY = Value(
    gettext_lazy("a day"), lambda _reader, now: (timezone.localtime(now).date() + timedelta(days=1)).isoformat()
)
SOMETHING = Value(gettext_lazy("a value of this message"), lambda _reader, _now: "…")


def value_of(name: str) -> Value:
    if name in VALUES:
        return VALUES[name]
    return A_MOMENT if name.endswith("_at") else A_DAY if name.endswith("_day") else SOMETHING


def meanings(names: Iterable[str]) -> list[tuple[str, str]]:
    """Each value with what it means, in the active language."""
    return [(name, str(value_of(name).meaning)) for name in names]


def example_of(kind: str, reader: User, *, now: datetime) -> Notification:
    """In the active language. An unsaved row; of the reader's own news only what they may still see."""
    latest = Notification.objects.of(reader).filter(kind=kind).select_related("request").newest_first().first()
    if latest is not None and _is_complete(latest) and _sees(reader, latest):
        return Notification(recipient=reader, kind=kind, request=latest.request, params=latest.params)
    names = own_words.values_of(kind)
    told = {name: value_of(name).example(reader, now) for name in names if name not in own_words.OF_A_REQUEST}
    about = ServiceRequest(pk=NUMBER, title=_a_title(reader, now)) if "title" in names else None
    return Notification(recipient=reader, kind=kind, request=about, params=told, created_at=now)


def _is_complete(news: Notification) -> bool:
    known = {*news.params, *(own_words.OF_A_REQUEST if news.request_id else ())}
    return known.issuperset(own_words.values_of(news.kind))


def _sees(reader: User, news: Notification) -> bool:
    return news.request_id is None or ServiceRequest.objects.visible_to(reader).filter(pk=news.request_id).exists()


def draft_of(kind: str, language: str, said: dict[str, str]) -> MailWording:
    """Words nobody saved yet, to look at."""
    return MailWording(kind=kind, language=language, **said)
