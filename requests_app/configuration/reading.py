"""A row of the list of changes, in the words of whoever reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from requests_app.models import ConfigurationChange, Translated
from requests_app.moments import day_in_words

from .kinds import KINDS, Kind
from .writing import Action

NOTHING = "–"
LANGUAGES = dict(settings.LANGUAGES)

# action: label, icon, tone
ACTIONS: dict[str, tuple[Any, str, str]] = {
    Action.CREATED: (pgettext_lazy("configuration", "Created"), "plus", "good"),
    Action.CHANGED: (pgettext_lazy("configuration", "Changed"), "pencil", "neutral"),
    Action.REMOVED: (pgettext_lazy("configuration", "Removed"), "trash", "late"),
    Action.PUBLISHED: (pgettext_lazy("configuration", "Published"), "check", "good"),
    Action.RETIRED: (pgettext_lazy("configuration", "Retired"), "archive-box", "neutral"),
    Action.DEACTIVATED: (pgettext_lazy("configuration", "Deactivated"), "no-symbol", "late"),
    Action.ACTIVATED: (pgettext_lazy("configuration", "Activated again"), "check", "good"),
    Action.MOVED: (pgettext_lazy("configuration", "Moved"), "arrows-right-left", "neutral"),
    Action.MERGED: (pgettext_lazy("configuration", "Merged"), "arrows-pointing-in", "accent"),
    Action.SPLIT: (pgettext_lazy("configuration", "Split"), "arrows-pointing-out", "accent"),
    Action.CLOSED: (pgettext_lazy("configuration", "Closed"), "lock-closed", "late"),
    Action.REOPENED: (pgettext_lazy("configuration", "Opened again"), "lock-open", "good"),
    Action.STARTED: (pgettext_lazy("configuration", "Started"), "play", "good"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a change. Of lists only what came and went is told."""

    what: str
    before: str = ""
    after: str = ""
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        return bool(self.gone or self.new)

    @property
    def as_text(self) -> str:
        """For a file: “Name: old → new”."""
        if self.is_list:
            return f"{self.what}: " + "; ".join([*(f"- {one}" for one in self.gone), *(f"+ {one}" for one in self.new)])
        return f"{self.what}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class Told:
    """A change as the page and the file show it."""

    change: ConfigurationChange
    kind: str
    action: str
    icon: str
    tone: str
    url: str
    lines: list[Line]


def told(change: ConfigurationChange) -> Told:
    kind = KINDS.get(change.kind)
    label, icon, tone = ACTIONS.get(change.action, (change.action, "pencil", "neutral"))
    lines = [_line(kind, one) for one in change.changes]
    return Told(change, str(kind.label) if kind else change.kind, str(label), icon, tone, _url(kind, change), lines)


def _url(kind: Kind | None, change: ConfigurationChange) -> str:
    if kind is None or kind.page is None or not change.thing or change.action == Action.REMOVED:
        return ""
    try:
        return kind.page(change.thing)
    except NoReverseMatch:
        return ""


def _line(kind: Kind | None, one: Mapping[str, Any]) -> Line:
    field, before, after = one["field"], one["before"], one["after"]
    if isinstance(field, Mapping):
        name, label = "", str(Translated(field))
    else:
        name, _colon, language = field.partition(":")
        label = label_of(kind, name)
        if language:
            label = _("%(field)s (%(language)s)") % {"field": label, "language": LANGUAGES.get(language, language)}
    if isinstance(before, list) or isinstance(after, list):
        old, new = (tuple(_value(kind, name, item) for item in side or ()) for side in (before, after))
        gone, came = (tuple(one for one in side if one not in other) for side, other in ((old, new), (new, old)))
        return Line(label, gone=gone, new=came) if gone or came else Line(label, after=_("In another order"))
    return Line(label, _value(kind, name, before), _value(kind, name, after))


def label_of(kind: Kind | None, name: str) -> str:
    """What a line of the change is called; of what nobody knows any more the bare name."""
    if kind is None:
        return name
    if name in kind.further or name in kind.labels:
        return str(kind.further[name][0] if name in kind.further else kind.labels[name])
    try:
        label = str(getattr(kind.model and kind.model._meta.get_field(name), "verbose_name", name))
    except FieldDoesNotExist:  # a column of an earlier version of the portal
        label = name
    return label[:1].upper() + label[1:]


def _value(kind: Kind | None, name: str, value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Mapping):
        return _mapping(value)
    choices = _choices(kind, name)
    if value in choices:
        return str(choices[value])
    return _moment(value) if isinstance(value, str) else str(value)


def _mapping(value: Mapping[str, Any]) -> str:
    if "name" in value and "id" in value:
        named = value["name"]
        return str(Translated(named)) if isinstance(named, Mapping) else str(named)
    if set(value) <= set(LANGUAGES):
        return str(Translated(value)) or NOTHING
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _choices(kind: Kind | None, name: str) -> dict[Any, Any]:
    if kind is None or kind.model is None or name in kind.further or not name:
        return {}
    try:
        return dict(getattr(kind.model._meta.get_field(name), "flatchoices", ()))
    except FieldDoesNotExist:
        return {}


def _moment(text: str) -> str:
    """Days and moments in the reader's words, anything else as it is."""
    try:
        day = parse_date(text)
        at = None if day else parse_datetime(text)
    except ValueError:
        return text
    if day is not None:
        return day_in_words(day, None)
    if at is None or at.tzinfo is None:
        return text
    local = timezone.localtime(at)
    return _("%(day)s %(time)s") % {"day": day_in_words(local.date(), None), "time": f"{local:%H:%M}"}
