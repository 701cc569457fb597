"""What one fills in to publish information. The form translates; `sheets` decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from requests_app import sheet_tables
from requests_app.models import Department, Sheet, User
from requests_app.sheets import Published

from .editions import Edited
from .files import files_field, uploaded_by
from .languages import Titled, initial_of, line_fields, text_fields
from .offering import offer


class SheetForm(Edited, Titled):
    """Title, content of one kind, audience, owner, promise. What was pasted before goes on unless it is replaced."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=Sheet.Kind.choices, widget=forms.RadioSelect, initial=Sheet.Kind.TEXT
    )
    table = forms.CharField(
        label=_("Table"),
        required=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("Paste it from a spreadsheet, the first line with the headings."),
    )
    csv = forms.FileField(
        label=_("or a CSV file"), required=False, widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"})
    )
    files = files_field(label=_("File"), most=1)
    audience = forms.ChoiceField(
        label=_("Who may read it"), choices=Sheet.Audience.choices, widget=forms.RadioSelect, initial="everybody"
    )
    audience_departments = forms.ModelMultipleChoiceField(
        Department.objects.all(), label=_("Departments"), required=False, widget=forms.CheckboxSelectMultiple
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who keeps it up to date"), empty_label=None)
    every = forms.IntegerField(
        label=_("Refreshed at least every"),
        required=False,
        min_value=1,
        max_value=400,
        help_text=_("Readers see this promise. Left empty: whenever something changes."),
    )
    unit = forms.ChoiceField(label=_("Counted in"), choices=Sheet.Unit.choices, initial=Sheet.Unit.WORKING_DAYS)
    quietly = forms.BooleanField(
        label=_("Only a small correction"),
        required=False,
        help_text=_("Nobody is told, and the day of the last refresh stays."),
    )

    def __init__(self, *args: Any, department: Department, sheet: Sheet | None, by: User, **kwargs: Any) -> None:
        kwargs["initial"] = _said(sheet) if sheet else {"edition": 0, "owner": _first_owner(department, by)}
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.fields |= {**line_fields("title"), **text_fields("body", most=20_000, rows=6)}
        members = User.objects.active().working_in(department).by_name()
        offer(self, "owner", members)
        uploaded_by(self, by)
        if sheet is None:
            del self.fields["quietly"]
        self.read: tuple[list[str], list[list[str]]] = ([], [])

    @property
    def bodies(self) -> list[BoundField]:
        return self.in_languages("body")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("kind") == Sheet.Kind.TABLE:
            self._read_table(data)
        return data

    def _read_table(self, data: dict[str, Any]) -> None:
        given = "csv" if data.get("csv") else "table"
        try:
            text = sheet_tables.decoded(data["csv"].read()) if given == "csv" else data.get("table", "")
            if text.strip():
                self.read = sheet_tables.read(text)
        except sheet_tables.NotATable as problem:
            self.add_error(given, str(problem))

    def published(self) -> Published:
        data = self.cleaned_data
        some = data["audience"] == Sheet.Audience.DEPARTMENTS
        return Published(
            kind=data["kind"],
            title=self.translated("title"),
            body=self.translated("body"),
            columns=self.read[0],
            rows=self.read[1],
            file=next(iter(data["files"]), None),
            audience=data["audience"],
            audience_departments=list(data["audience_departments"]) if some else [],
            owner=data["owner"],
            every=data["every"],
            unit=data["unit"],
        )


def _first_owner(department: Department, by: User) -> int | None:
    return by.pk if by.works_in(department.pk) else department.head_id


def _said(sheet: Sheet) -> dict[str, Any]:
    return {
        **{name: getattr(sheet, name) for name in ("edition", "kind", "audience", "every", "unit")},
        "owner": sheet.owner_id,
        "audience_departments": [department.pk for department in sheet.audience_departments.all()],
        "table": _as_pasted(sheet),
        **initial_of("title", sheet.title),
        **initial_of("body", sheet.body),
    }


def _as_pasted(sheet: Sheet) -> str:
    if sheet.kind != Sheet.Kind.TABLE:
        return ""
    return sheet_tables.as_pasted(sheet.columns, sheet.rows)
