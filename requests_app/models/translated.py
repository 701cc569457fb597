"""Texts that admins write: one JSON object per text, a key per portal language, read in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Translated(dict[str, str]):
    """A text in several languages. `str()` is the text in the active language, else the first that exists."""

    def __str__(self) -> str:
        return self.in_language(get_language() or settings.LANGUAGE_CODE)

    def in_language(self, language: str) -> str:
        return self.get(self.language_for(language), "")

    def language_for(self, language: str) -> str:
        """In which a reader of `language` gets it: in theirs, else in the first that exists; empty without any."""
        wanted = (language.lower(), settings.LANGUAGE_CODE, *(code for code, _name in settings.LANGUAGES))
        return next((code for code in wanted if self.get(code)), "")

    def __bool__(self) -> bool:
        return any(self.values())


class TranslatedField(models.JSONField):
    """Holds a Translated; accepts any mapping of language codes to texts, or one text for the default language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Translated)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Translated | None:
        loaded = super().from_db_value(value, expression, connection)
        return None if loaded is None else Translated(loaded)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            return Translated({settings.LANGUAGE_CODE: value})
        return Translated(value) if isinstance(value, Mapping) else value

    def get_prep_value(self, value: Any) -> Any:
        return dict(self.to_python(value)) if value is not None else None

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        known = {code for code, _name in settings.LANGUAGES}
        if (
            not isinstance(value, Mapping)
            or not set(value) <= known
            or not all(isinstance(v, str) for v in value.values())
        ):
            raise ValidationError(_("Give one text per portal language."), code="languages")
