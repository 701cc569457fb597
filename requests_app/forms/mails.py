"""The company's own words for a message. The form checks gaps; `own_words` decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from requests_app.models import MailWording
from requests_app.notifications import gaps, own_words, texts
from requests_app.phrases import listed

from .editions import Edited

LONGEST = {"subject": 200, "line": 500, "why": 300, "action": 80}
ROWS = {"subject": 1, "line": 3, "why": 2, "action": 1}


class WordingForm(Edited):
    """A field a part, filled with what is said now; what says the same as the portal stays the portal's."""

    def __init__(self, *args: Any, kind: str, language: str, own: MailWording | None, **kwargs: Any) -> None:
        self.kind, self.language = kind, language
        self.shipped = own_words.shipped_in(kind, language)
        self.known = own_words.values_of(kind)
        said = {part: (getattr(own, part) if own else "") or self.shipped[part] for part in texts.PARTS}
        kwargs["initial"] = {"edition": own.edition if own else 0, **said}
        super().__init__(*args, **kwargs)
        for part in texts.PARTS:
            self.fields[part] = forms.CharField(
                label=own_words.LABELS[part],
                max_length=LONGEST[part],
                required=False,
                widget=_widget(ROWS[part], language),
                help_text=_("Empty: in the portal's words."),
            )

    @property
    def parts(self) -> list[tuple[BoundField, str]]:
        """Each field with the portal's words where the field says something else."""
        said = [(self[part], self.shipped[part]) for part in texts.PARTS]
        return [(field, usual if field.value() not in ("", usual) else "") for field, usual in said]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for part in texts.PARTS:
            if data.get(part):
                self._check(part, data[part])
        return data

    def _check(self, part: str, text: str) -> None:
        named = gaps.named_in(text)
        if unknown := [name for name in named if name not in self.known]:
            told = {"unknown": _listed(unknown), "known": _listed(self.known) or "–"}
            self.add_error(part, _("This is not known: %(unknown)s. What can be filled in: %(known)s") % told)
        elif gaps.is_broken(text):
            self.add_error(part, _("Braces must come in pairs, as in {{ title }}."))
        elif part == "action" and named:
            self.add_error(part, _("The word on the link is always the same: nothing can be filled in."))
        elif missing := [name for name in own_words.needed_in(self.kind, part) if name not in named]:
            told = {"missing": _listed(missing)}
            self.add_error(part, _("Without %(missing)s nobody can tell what it is about.") % told)

    def said(self) -> dict[str, str]:
        """Every part as it would be said: an empty one in the portal's words."""
        return {part: self.cleaned_data[part] or self.shipped[part] for part in texts.PARTS}


def _widget(rows: int, language: str) -> forms.Widget:
    attrs = {"lang": language}
    return forms.Textarea(attrs={**attrs, "rows": rows}) if rows > 1 else forms.TextInput(attrs=attrs)


def _listed(names: list[str]) -> str:
    return listed(f"{{{{ {name} }}}}" for name in names)
