"""What admins say about departments. The forms translate; `departments` and `reorganising` decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from requests_app import belongings
from requests_app.account_forms import zone_choices
from requests_app.models import Department, Service, Translated, User

from .colleague import ColleagueField
from .languages import LANGUAGES, shown_fields
from .offering import offer

TEXTS = ("name", "description")


class DepartmentForm(forms.Form):
    code = forms.SlugField(
        label=_("Name in addresses"),
        max_length=60,
        required=False,
        help_text=_(
            "Latin letters, digits and hyphens. Left empty, it is made from the English name. It never changes."
        ),
    )
    head = ColleagueField(
        label=_("Head"), required=False, help_text=_("E-mail address or full name of whoever leads it.")
    )
    parent = forms.ModelChoiceField(
        Department.objects.none(), label=_("Part of"), required=False, empty_label=_("No other department")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("In which its days begin and end."))

    def __init__(self, *args: Any, department: Department | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = _said(department) if department else {"time_zone": "UTC"}
        super().__init__(*args, **kwargs)
        self.fields |= _text_fields()
        zone = department.time_zone if department else "UTC"
        offer(self, "time_zone", zone_choices(zone))
        others = Department.objects.running()
        if department:
            others = others.exclude(pk=department.pk)
            del self.fields["code"]
        offer(self, "parent", others)

    @property
    def text_groups(self) -> list[tuple[Any, list[BoundField]]]:
        titles = (_("Name"), _("What it does"))
        return [(title, shown_fields(self, name)) for title, name in zip(titles, TEXTS, strict=True)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(f"name_{suffix}") for _code, suffix, _language in LANGUAGES):
            self.add_error(shown_fields(self, "name")[0].name, _("Give it a name in at least one language."))
        if "code" in self.fields and not data.get("code"):
            data["code"] = slugify(data.get("name_en", ""))[:60]
            if not data["code"] and "code" not in self.errors:
                self.add_error("code", _("Without an English name it needs a name in addresses."))
        return data

    def said(self) -> dict[str, Any]:
        plain = {name: self.cleaned_data[name] for name in ("head", "parent", "time_zone")}
        return plain | {name: self._translated(name) for name in TEXTS}

    def _translated(self, name: str) -> Translated:
        texts = {code: self.cleaned_data[f"{name}_{suffix}"] for code, suffix, _language in LANGUAGES}
        return Translated({code: text for code, text in texts.items() if text})


class MergerForm(forms.Form):
    into = forms.ModelChoiceField(
        Department.objects.none(), label=_("Which one takes over?"), empty_label=_("Choose …")
    )

    def __init__(self, *args: Any, department: Department, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Department.objects.running().exclude(pk=department.pk)
        offer(self, "into", others)


class SplitForm(DepartmentForm):
    """The new department, and what of the old one it takes."""

    services = forms.ModelMultipleChoiceField(
        Service.objects.none(), label=_("Services that go there"), required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("People who go there"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, former: Department, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["time_zone"], self.initial["parent"] = former.time_zone, former.parent_id
        offered = Service.objects.filter(provider=former).order_by("code")
        serving = User.objects.active().filter(memberships__department=former).by_name()
        offer(self, "services", offered)
        offer(self, "people", serving)
        for code, kind in belongings.BELONGINGS.items():
            there = [(str(one.pk), str(one)) for one in kind.rows(former).order_by("pk")] if kind.is_chosen else []
            if there:
                self.fields[_thing(code)] = forms.MultipleChoiceField(
                    choices=there, label=kind.label, required=False, widget=forms.CheckboxSelectMultiple
                )

    @property
    def thing_fields(self) -> list[BoundField]:
        """Of the kinds the department has something of."""
        return [self[_thing(code)] for code in belongings.BELONGINGS if _thing(code) in self.fields]

    def things(self) -> dict[str, list[str]]:
        """What was ticked, by kind."""
        return {code: self.cleaned_data.get(_thing(code), []) for code in belongings.BELONGINGS}


def _thing(code: str) -> str:
    return f"things_{code}"


def _text_fields() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for _code, suffix, language in LANGUAGES:
        fields[f"name_{suffix}"] = forms.CharField(label=language, max_length=120, required=False)
        area = forms.Textarea(attrs={"rows": 2})
        fields[f"description_{suffix}"] = forms.CharField(label=language, max_length=2000, required=False, widget=area)
    return fields


def _said(department: Department) -> dict[str, Any]:
    said: dict[str, Any] = {"time_zone": department.time_zone, "parent": department.parent_id}
    said["head"] = department.head.email if department.head else ""
    for name in TEXTS:
        said |= {f"{name}_{suffix}": getattr(department, name).get(code, "") for code, suffix, _language in LANGUAGES}
    return said
