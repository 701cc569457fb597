"""What admins say about the whole company. The forms translate; `company` decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from requests_app.company import set_company
from requests_app.models import Level, Priority, Translated, User, WaitingReason, WaitKind, company
from requests_app.models.priorities import matrix

from .languages import LANGUAGES, shown_fields
from .offering import offer

IDLE_MINUTES = (15, 30, 60, 120, 240, 480)


def in_words(minutes: int) -> str:
    if minutes < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    return ngettext("%(count)s hour", "%(count)s hours", minutes // 60) % {"count": minutes // 60}


class MatrixForm(forms.Form):
    """A choice a cell, named by impact and urgency."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for (impact, urgency), priority in matrix().items():
            self.fields[f"cell_{impact}_{urgency}"] = forms.TypedChoiceField(
                choices=Priority.choices,
                coerce=int,
                initial=priority.value,
                label=_("Impact: %(impact)s, urgency: %(urgency)s")
                % {"impact": Level(impact).label, "urgency": Level(urgency).label},
            )

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, BoundField]]]]:
        """By impact, the greatest first; in each the urgencies from low to high, with their names."""
        return [
            (str(impact.label), [(str(one.label), self[f"cell_{impact.value}_{one.value}"]) for one in Level])
            for impact in reversed(Level)
        ]

    @property
    def urgencies(self) -> list[str]:
        return [str(level.label) for level in Level]


class CompanyForm(forms.Form):
    """What the company is called, and in which languages it works."""

    name = forms.CharField(
        label=_("Name of the company"),
        max_length=60,
        help_text=_("Stands at the top of every page and as the sender of mails."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "What people can choose. It can be changed at any time, and nobody loses the language they read in."
        ),
        error_messages={"required": _("At least one language is needed.")},
    )

    admins_confirm = forms.BooleanField(
        label=_("Admins confirm their sign-in with a code"),
        required=False,
        help_text=_("From an authenticator app. Admins who have none yet set it up before they see another page."),
    )

    idle_minutes = forms.TypedChoiceField(
        label=_("Sign people out who do nothing for"),
        coerce=int,
        required=False,
        help_text=_("An open page that nobody touches counts as nothing. Sessions end after 14 days in any case."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        told = company.said()
        kwargs["initial"] = {
            "name": told.name,
            "languages": told.languages,
            "admins_confirm": told.admins_confirm,
            "idle_minutes": told.idle_minutes,
        }
        super().__init__(*args, **kwargs)
        offer(self, "idle_minutes", [(0, _("Never")), *((minutes, in_words(minutes)) for minutes in IDLE_MINUTES)])

    def clean_name(self) -> str:
        """In one line: it goes into the head of mails."""
        return " ".join(str(self.cleaned_data["name"]).split())

    def save(self, *, by: User) -> None:
        data = self.cleaned_data
        chosen = {"admins_confirm": data["admins_confirm"], "idle_minutes": data["idle_minutes"]}
        # Left out, as by a page of before: as it is.
        kept = {name: value for name, value in chosen.items() if value != ""}
        set_company(data["name"], data["languages"], by=by, **kept)


class WaitingReasonForm(forms.Form):
    code = forms.SlugField(
        label=_("Short name"),
        max_length=40,
        required=False,
        help_text=_(
            "Latin letters, digits and hyphens. Left empty, it is made from the English name. It never changes."
        ),
    )
    kind = forms.ChoiceField(
        label=_("It waits for"),
        choices=WaitKind.choices,
        help_text=_("What the portal makes of it: a question is reminded of, a planned date brings the request back."),
    )
    is_active = forms.BooleanField(
        label=_("Can be chosen"), required=False, initial=True,
        help_text=_("Set aside, it stays on requests that wait for it and in their journals."),
    )  # fmt: skip

    def __init__(self, *args: Any, reason: WaitingReason | None = None, **kwargs: Any) -> None:
        if reason is not None:
            names = {f"name_{suffix}": reason.name.get(code, "") for code, suffix, _language in LANGUAGES}
            kwargs["initial"] = {"kind": reason.kind, "is_active": reason.is_active, **names}
        super().__init__(*args, **kwargs)
        if reason is not None:
            del self.fields["code"]
        for _code, suffix, language in LANGUAGES:
            self.fields[f"name_{suffix}"] = forms.CharField(label=language, max_length=80, required=False)

    @property
    def names(self) -> list[BoundField]:
        return shown_fields(self, "name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(f"name_{suffix}") for _code, suffix, _language in LANGUAGES):
            self.add_error(self.names[0].name, _("Give it a name in at least one language."))
        if "code" in self.fields and not data.get("code"):
            data["code"] = slugify(data.get("name_en", ""))[:40]
            if not data["code"] and "code" not in self.errors:
                self.add_error("code", _("Without an English name it needs a short name."))
        return data

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        texts = {code: data[f"name_{suffix}"] for code, suffix, _language in LANGUAGES}
        name = Translated({code: text for code, text in texts.items() if text})
        return {"code": data.get("code"), "name": name, "kind": data["kind"], "is_active": data["is_active"]}
