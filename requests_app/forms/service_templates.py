"""What a manager fills in to offer a filled in form. The form translates; `service_templates` decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from requests_app.fields.directory import here
from requests_app.fields.questions import Kind, Question
from requests_app.fields.reading import Unfit, check, is_blank, parse
from requests_app.models import FormVersion, Service, ServiceRequest, ServiceTemplate, User
from requests_app.service_templates import as_link

from .filing import read_link
from .languages import InLanguages, initial_of, line_fields, text_fields
from .questions import PREFIX, AskingForm


class TemplateForm(AskingForm, InLanguages):
    """Its name and when to use it, and what it fills in: nothing of that is required, and files cannot be."""

    title = forms.CharField(
        label=_("What do you need?"), required=False, max_length=ServiceRequest._meta.get_field("title").max_length
    )
    description = forms.CharField(
        label=_("Details"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, service: Service, template: ServiceTemplate | None, by: User, **kwargs: Any) -> None:
        link = template.link if template else {}
        kwargs["initial"] = {name: link.get(name, "") for name in ("title", "description")} | (
            {**initial_of("name", template.name), **initial_of("when", template.description)} if template else {}
        )
        super().__init__(*args, **kwargs)
        self.fields |= {**line_fields("name", most=80), **text_fields("when", most=300, rows=2)}
        version = FormVersion.objects.in_force(service)
        begins, _misfits = read_link(version.questions if version else (), link)
        self.ask(version, begins=begins, by=by)
        for question in self.questions:
            if question.kind == Kind.FILE:
                del self.fields[PREFIX + question.code]
        self.link: dict[str, str] = {}

    def _field(self, question: Question) -> forms.Field:
        return super()._field(replace(question, required=False))

    @property
    def names(self) -> list[BoundField]:
        return self.in_languages("name")

    @property
    def occasions(self) -> list[BoundField]:
        return self.in_languages("when")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.translated("name"):
            self.add_error(self.in_languages("name")[0].name, _("Give it a name in at least one language."))
        self.link = {name: data[name] for name in ("title", "description") if data.get(name)}
        for question in self.questions:
            raw = self._sent_for(question) if question.asks and question.kind != Kind.FILE else None
            if not is_blank(raw):
                self._fill_in(question, raw)
        return data

    def _fill_in(self, question: Question, raw: Any) -> None:
        world = here(self._by)
        try:
            value = parse(question, raw, world)
            check(question, value, world)
        except Unfit as problem:
            self.add_error(PREFIX + question.code, str(problem))
            return
        people = User.objects.filter(pk=value) if question.kind == Kind.PERSON else User.objects.none()
        self.link[question.code] = as_link(question, value, dict(people.values_list("pk", "email")))
