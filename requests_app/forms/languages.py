"""Texts in every portal language as fields of one form: `title_en`, `title_zh_hans`, `title_ru`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext as _

from requests_app.models import Translated, company

# (code, suffix of the field, the language's own name)
LANGUAGES = [(code, code.replace("-", "_"), name) for code, name in settings.LANGUAGES]


def line_fields(name: str, *, most: int = 120) -> dict[str, forms.Field]:
    """One short text a language."""
    return {
        f"{name}_{suffix}": forms.CharField(
            label=language, max_length=most, required=False, widget=forms.TextInput(attrs={"lang": code})
        )
        for code, suffix, language in LANGUAGES
    }


def text_fields(name: str, *, most: int, rows: int) -> dict[str, forms.Field]:
    """One long text a language."""
    return {
        f"{name}_{suffix}": forms.CharField(
            label=language, max_length=most, required=False, widget=forms.Textarea(attrs={"rows": rows, "lang": code})
        )
        for code, suffix, language in LANGUAGES
    }


def initial_of(name: str, text: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_{suffix}": text.get(code, "") for code, suffix, _language in LANGUAGES}


def shown_fields(form: forms.BaseForm, name: str) -> list[BoundField]:
    """Of the languages that the company offers, and of those in which something is said already; never none."""
    return asked_for((code, form[f"{name}_{suffix}"]) for code, suffix, _language in LANGUAGES)


def asked_for(fields: Iterable[tuple[str, BoundField]]) -> list[BoundField]:
    """The same of any fields, each with the code of its language."""
    offered = company.said().languages
    return [field for code, field in fields if code in offered or field.value()]


class InLanguages(forms.Form):
    """Reads such fields together."""

    def in_languages(self, name: str) -> list[BoundField]:
        return shown_fields(self, name)

    def translated(self, name: str, data: Mapping[str, Any] | None = None) -> Translated:
        """Without the languages that say nothing; of `data` where it is given, else of what is valid."""
        said = self.cleaned_data if data is None else data
        texts = {code: str(said.get(f"{name}_{suffix}") or "").strip() for code, suffix, _language in LANGUAGES}
        return Translated({code: text for code, text in texts.items() if text})


class Titled(InLanguages):
    """A thing with a title, which it needs in one language at least; other texts as the form adds them."""

    @property
    def titles(self) -> list[BoundField]:
        return self.in_languages("title")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.translated("title"):
            self.add_error(self.titles[0].name, _("Give it a title in at least one language."))
        return data
