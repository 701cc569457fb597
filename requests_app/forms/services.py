"""What a manager says about a service. The form translates; `catalogue` decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.catalogue import Description
from requests_app.models import Department, Level, Service, Translated, User

from .colleague import named_colleague
from .editions import Edited
from .languages import LANGUAGES, shown_fields
from .levels import how_much, how_soon
from .offering import offer

TEXTS = ("name", "description", "to_bring")
LEVELS = ("default_impact", "default_urgency")
MOST_PEOPLE = 200

ICONS = [
    ("inbox", pgettext_lazy("icon", "Inbox")),
    ("computer-desktop", pgettext_lazy("icon", "Computer")),
    ("device-phone-mobile", pgettext_lazy("icon", "Phone")),
    ("printer", pgettext_lazy("icon", "Printer")),
    ("wifi", pgettext_lazy("icon", "Network")),
    ("key", pgettext_lazy("icon", "Key")),
    ("shield-check", pgettext_lazy("icon", "Security")),
    ("lifebuoy", pgettext_lazy("icon", "Help")),
    ("chart-bar", pgettext_lazy("icon", "Chart")),
    ("table-cells", pgettext_lazy("icon", "Table")),
    ("circle-stack", pgettext_lazy("icon", "Data")),
    ("document-text", pgettext_lazy("icon", "Document")),
    ("scale", pgettext_lazy("icon", "Scales")),
    ("banknotes", pgettext_lazy("icon", "Money")),
    ("receipt-percent", pgettext_lazy("icon", "Receipt")),
    ("credit-card", pgettext_lazy("icon", "Card")),
    ("calendar-days", pgettext_lazy("icon", "Calendar")),
    ("users", pgettext_lazy("icon", "People")),
    ("user-plus", pgettext_lazy("icon", "Newcomer")),
    ("academic-cap", pgettext_lazy("icon", "Training")),
    ("building-office", pgettext_lazy("icon", "Building")),
    ("truck", pgettext_lazy("icon", "Truck")),
    ("paper-airplane", pgettext_lazy("icon", "Travel")),
    ("megaphone", pgettext_lazy("icon", "Megaphone")),
    ("photo", pgettext_lazy("icon", "Picture")),
    ("wrench-screwdriver", pgettext_lazy("icon", "Tools")),
]


class ColleaguesField(forms.CharField):
    """Addresses or full names, one a line; cleans to the users."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_PEOPLE:
            problem = _("At most %(most)s people can be named. Choose their departments instead.")
            raise forms.ValidationError(problem, params={"most": MOST_PEOPLE})
        return [self._one(line) for line in lines]

    def _one(self, line: str) -> User:
        try:
            return named_colleague(line)
        except forms.ValidationError as problem:
            told = {"line": line, "problem": problem.messages[0]}
            raise forms.ValidationError(_("“%(line)s”: %(problem)s"), params=told) from None


_KEPT = ("icon", "default_impact", "default_urgency", "asking_share")
_NEW = {"icon": "inbox", "default_impact": 2, "default_urgency": 2, "asking_share": 25}


class ServiceForm(Edited):
    code = forms.SlugField(
        label=_("Name in addresses"),
        max_length=80,
        required=False,
        help_text=_("Latin letters, digits and hyphens. Left empty, it is made from the English name."),
    )
    icon = forms.ChoiceField(label=_("Icon"), choices=ICONS)
    default_impact = how_much()
    default_urgency = how_soon()
    audience = forms.ChoiceField(
        label=_("Who may ask for it"), choices=Service.Audience.choices, widget=forms.RadioSelect, initial="everybody"
    )
    audience_departments = forms.ModelMultipleChoiceField(
        Department.objects.running(), label=_("Departments"), required=False, widget=forms.CheckboxSelectMultiple
    )
    audience_people = ColleaguesField(
        label=_("People"), required=False, help_text=_("E-mail addresses or full names, one a line.")
    )
    is_confidential = forms.BooleanField(
        label=_("Confidential: only its handlers see what is asked"),
        required=False,
        help_text=_("Whoever asked sees their own request, as do those who approve it or were added to it."),
    )
    asking = forms.ChoiceField(
        label=_("Are requesters asked afterwards how it was?"),
        choices=Service.Asking.choices,
        widget=forms.RadioSelect,
        initial=Service.Asking.ALWAYS,
        help_text=_("Nobody is asked more often than the rules of the portal allow."),
    )
    asking_share = forms.IntegerField(
        label=_("How many of 100 are asked"),
        required=False,
        min_value=Service.SHARE_LEAST,
        max_value=Service.SHARE_MOST,
        help_text=_("Figures allow for it: an answer then counts for those who were not asked as well."),
    )
    handlers = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Handlers"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, provider: Department, service: Service | None, **kwargs: Any) -> None:
        kwargs["initial"] = _said(service) if service else _NEW
        super().__init__(*args, **kwargs)
        self.fields |= _text_fields()
        known = {code for code, _label in ICONS}
        if service and service.icon not in known:
            offer(self, "icon", [(service.icon, service.icon), *ICONS])
        offer(self, "handlers", User.objects.active().working_in(provider).by_name())
        if service:
            del self.fields["code"]

    def texts(self, name: str) -> list[BoundField]:
        return shown_fields(self, name)

    @property
    def text_groups(self) -> list[tuple[Any, list[BoundField]]]:
        titles = (_("Name"), _("What you get"), _("What you must bring"))
        return [(title, self.texts(name)) for title, name in zip(titles, TEXTS, strict=True)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(f"name_{suffix}") for _code, suffix, _language in LANGUAGES):
            self.add_error(self.texts("name")[0].name, _("Give it a name in at least one language."))
        draws_lots = data.get("asking") == Service.Asking.SAMPLED
        if draws_lots and not data.get("asking_share") and "asking_share" not in self.errors:
            self.add_error("asking_share", _("Say how many are asked."))
        if "code" in self.fields and not data.get("code"):
            data["code"] = slugify(data.get("name_en", ""))[:80]
            if not data["code"] and "code" not in self.errors:
                self.add_error("code", _("Without an English name it needs a name in addresses."))
        return data

    def description(self) -> Description:
        data = self.cleaned_data
        chosen = data["audience"] == Service.Audience.SOME
        return Description(
            name=self._translated("name"),
            description=self._translated("description"),
            to_bring=self._translated("to_bring"),
            icon=data["icon"],
            default_impact=data["default_impact"],
            default_urgency=data["default_urgency"],
            audience=data["audience"],
            audience_departments=list(data["audience_departments"]) if chosen else [],
            audience_people=data["audience_people"] if chosen else [],
            is_confidential=data["is_confidential"],
            handlers=list(data["handlers"]) if data["is_confidential"] else [],
            asking=data["asking"],
            asking_share=data["asking_share"] or self.initial["asking_share"],
        )

    def as_typed(self, service: Service | None, provider: Department) -> Service:
        """The service as this form describes it, also where it is not valid; never saved."""
        known = {name: getattr(service, name) for name in ("pk", "code")} if service else {}
        texts = {name: self._typed(name) for name in TEXTS}
        return Service(provider=provider, **known, **texts, **{name: self._typed_level(name) for name in LEVELS})

    def _typed(self, name: str) -> Translated:
        said = {code: str(self[f"{name}_{suffix}"].value() or "").strip() for code, suffix, _language in LANGUAGES}
        return Translated({code: text for code, text in said.items() if text})

    def _typed_level(self, name: str) -> int:
        return int(level) if (level := str(self[name].value())) in map(str, Level.values) else Level.MEDIUM

    def _translated(self, name: str) -> Translated:
        texts = {code: self.cleaned_data[f"{name}_{suffix}"] for code, suffix, _language in LANGUAGES}
        return Translated({code: text for code, text in texts.items() if text})


def _text_fields() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for _code, suffix, language in LANGUAGES:
        fields[f"name_{suffix}"] = forms.CharField(label=language, max_length=120, required=False)
        for name in TEXTS[1:]:
            area = forms.Textarea(attrs={"rows": 3})
            fields[f"{name}_{suffix}"] = forms.CharField(label=language, max_length=4000, required=False, widget=area)
    return fields


def _said(service: Service) -> dict[str, Any]:
    """The form's fields as the service has them."""
    said: dict[str, Any] = {
        name: getattr(service, name) for name in (*_KEPT, "edition", "audience", "is_confidential", "asking")
    }
    for name in TEXTS:
        said |= {f"{name}_{suffix}": getattr(service, name).get(code, "") for code, suffix, _language in LANGUAGES}
    said["audience_departments"] = _keys(service.audience_departments.all())
    people = service.audience_people.order_by("display_name").values_list("email", flat=True)
    said["audience_people"] = "\n".join(people)
    said["handlers"] = _keys(service.handlers.all())
    return said


def _keys(rows: Iterable[Any]) -> list[int]:
    return [row.pk for row in rows]
