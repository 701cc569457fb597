"""What one fills in to announce something. The forms translate; `notices` decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from requests_app import clock
from requests_app.models import Department, Notice, Service
from requests_app.notices import Announced

from .editions import Edited
from .languages import InLanguages, Titled, initial_of, line_fields, text_fields
from .offering import offer
from .verbs import moment_field, name_zone


class NoticeForm(Edited, Titled):
    """What it is, its words in three languages, when, whom it concerns, and from when it is shown."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Notice.Kind.choices, widget=forms.RadioSelect)
    services = forms.ModelMultipleChoiceField(
        Service.objects.none(),
        label=_("Affected services"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It stands on their pages, in their forms and beside their requests."),
    )
    audience = forms.ChoiceField(
        label=_("Who is told"), choices=Notice.Audience.choices, widget=forms.RadioSelect, initial="everybody"
    )
    audience_departments = forms.ModelMultipleChoiceField(
        Department.objects.all(), label=_("Departments"), required=False, widget=forms.CheckboxSelectMultiple
    )
    begins_at = moment_field(_("From"), required=False)
    ends_at = moment_field(_("Until"), required=False)
    publish_at = moment_field(_("Show it from"), required=False)

    def __init__(self, *args: Any, department: Department, notice: Notice | None, **kwargs: Any) -> None:
        kwargs["initial"] = _said(notice) if notice else {"edition": 0, "kind": Notice.Kind.INFO}
        super().__init__(*args, **kwargs)
        self.fields |= {**line_fields("title"), **text_fields("text", most=4000, rows=4)}
        offered = Service.objects.filter(provider=department).exclude(state="retired").order_by("code")
        offer(self, "services", offered)
        name_zone(self.fields["begins_at"])
        self.fields["ends_at"].help_text = _(
            "Then it ends by itself. Of an outage it is only what one expects: somebody has to end it."
        )
        self.fields["publish_at"].help_text = _("Left empty: at once.")
        if notice and notice.is_published and notice.publish_at and notice.publish_at <= clock.now():
            del self.fields["publish_at"]

    @property
    def texts(self) -> list[BoundField]:
        return self.in_languages("text")

    def announced(self) -> Announced:
        data = self.cleaned_data
        some = data["audience"] == Notice.Audience.DEPARTMENTS
        return Announced(
            kind=data["kind"],
            title=self.translated("title"),
            text=self.translated("text"),
            services=list(data["services"]),
            audience=data["audience"],
            audience_departments=list(data["audience_departments"]) if some else [],
            begins_at=data["begins_at"],
            ends_at=data["ends_at"],
        )


def _said(notice: Notice) -> dict[str, Any]:
    return {
        **{name: getattr(notice, name) for name in ("edition", "kind", "audience", "begins_at", "ends_at")},
        "publish_at": notice.publish_at,
        "services": [service.pk for service in notice.services.all()],
        "audience_departments": [department.pk for department in notice.audience_departments.all()],
        **initial_of("title", notice.title),
        **initial_of("text", notice.text),
    }


class EndingForm(InLanguages):
    """A closing word."""

    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, notice: Notice, **kwargs: Any) -> None:
        kwargs["initial"] = {"edition": notice.edition, **initial_of("closing", notice.closing)}
        super().__init__(*args, **kwargs)
        self.fields |= text_fields("closing", most=2000, rows=3)

    @property
    def closings(self) -> list[BoundField]:
        return self.in_languages("closing")


class OutreachForm(forms.Form):
    text = forms.CharField(
        label=_("Your message to all of them"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5})
    )
