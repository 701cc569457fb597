"""Which things are configuration, and what of each is looked at before and after a change.

A kind names its fields one by one: what nobody named, such as a password, is never written down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import ForeignKey, ManyToManyField, Model
from django.utils.functional import Promise as LazyText

from requests_app.models import Translated, TranslatedField, User

Label = str | LazyText
# Field, or field and language (“name:ru”), with its value as plain JSON.
Picture = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Things of one model.

    `further`: what a thing says beside its columns, by name: its label, and how to read it. `labels`: words for columns
    that nobody fills in, and which have none of their own.
    """

    code: str
    label: Label
    model: type[Model] | None = None
    fields: tuple[str, ...] = ()
    further: Mapping[str, tuple[Label, Callable[[Any], Any]]] = field(default_factory=dict)
    labels: Mapping[str, Label] = field(default_factory=dict)
    # What a thing is called, where that is not its name, its title or what `str` says.
    name: Callable[[Any], Any] | None = None
    # The address of a thing's page, from its id as it is kept.
    page: Callable[[str], str] | None = None

    def look(self, pk: Any) -> tuple[Any, Picture] | None:
        """The thing's name and what it says now; None where there is no such thing."""
        assert self.model is not None  # noqa: S101 - kinds without a model are recorded by whoever owns them
        read = [one for one in self.fields if isinstance(self.model._meta.get_field(one), ForeignKey)]
        thing = self.model._default_manager.select_related(*read).filter(pk=pk).first()
        if thing is None:
            return None
        picture: Picture = {}
        for name in self.fields:
            picture |= _said(thing, name)
        for name, (_label, read_further) in self.further.items():
            picture[name] = plain(read_further(thing))
        return self.name(thing) if self.name else name_of(thing), picture


KINDS: dict[str, Kind] = {}
_BY_MODEL: dict[type[Model], Kind] = {}


def register(*kinds: Kind) -> None:
    """Called in `ready()` of the app whose things they are."""
    for kind in kinds:
        KINDS[kind.code] = kind
        if kind.model is not None:
            _BY_MODEL[kind.model] = kind


def kind_of(thing: Model) -> Kind:
    """Raises KeyError for what nobody registered."""
    return _BY_MODEL[type(thing)]


def add_further(code: str, name: str, label: Label, read: Callable[[Any], Any]) -> None:
    """Another app has something to say about a thing of this kind as well."""
    known = KINDS[code]
    register(replace(known, further={**known.further, name: (label, read)}))


def _said(thing: Model, name: str) -> Picture:
    column = thing._meta.get_field(name)
    value = getattr(thing, name)
    if isinstance(column, TranslatedField):
        return {f"{name}:{code}": value.get(code, "") for code, _language in settings.LANGUAGES}
    if isinstance(column, ManyToManyField):
        return {name: [plain(one) for one in value.order_by("pk")]}
    return {name: plain(value)}


def plain(value: Any) -> Any:
    """As JSON that can still be read when the thing is long gone: a reference keeps id and name."""
    if isinstance(value, Model):
        return {"id": value.pk if isinstance(value.pk, int) else str(value.pk), "name": name_of(value)}
    if isinstance(value, Translated | Mapping):
        return dict(value)
    if isinstance(value, LazyText):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def name_of(thing: Model) -> Any:
    """A text, or one per language. People with the same name are told apart by their address."""
    if isinstance(thing, User):
        return f"{thing.display_name} ({thing.email})"
    name = getattr(thing, "name", None) or getattr(thing, "title", None)
    if isinstance(name, Mapping):
        return dict(name) or {settings.LANGUAGE_CODE: str(thing)}
    return str(thing)
