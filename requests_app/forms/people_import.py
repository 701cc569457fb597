"""What is asked about a list of people: the file, and which of its columns says what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.models import PeopleImport
from requests_app.people_import import columns, reading
from requests_app.people_import.reading import MOST_BYTES

from .offering import offer

NOT_THERE = ("", _("Not in this file"))


class ListForm(forms.Form):
    """The upload."""

    file = forms.FileField(
        label=_("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        help_text=_("From any spreadsheet, in Unicode or an older encoding. At most 10,000 rows and 5 MB."),
    )

    def content(self) -> bytes:
        """One byte more than is allowed at most: reading refuses it."""
        read: bytes = self.cleaned_data["file"].read(MOST_BYTES + 1)
        return read


class ColumnsForm(forms.Form):
    """A choice for each thing a list can say, and what is to be done with its rows."""

    leaves_out = forms.BooleanField(
        label=_("Leave out rows with problems"), required=False, help_text=_("The others are written.")
    )
    invites = forms.BooleanField(
        label=_("Invite new people by mail"),
        required=False,
        help_text=_("Each gets a link to set a password. Otherwise you invite them later, one by one."),
    )

    def __init__(self, *args: Any, imported: PeopleImport, **kwargs: Any) -> None:
        kwargs["initial"] = {
            **{name: str(at) for name, at in imported.columns.items()},
            "leaves_out": imported.leaves_out,
            "invites": imported.invites,
        }
        kwargs["initial"]["encoding"] = imported.encoding
        super().__init__(*args, **kwargs)
        if imported.encoding in reading.OLDER:
            self.fields["encoding"] = forms.ChoiceField(
                label=_("Characters"),
                required=False,
                choices=[(name, name) for name in reading.OLDER],
                help_text=_("Do names look wrong? Choose how the file was saved, and look again."),
            )
        there = [(str(at), heading or f"({at + 1})") for at, heading in enumerate(imported.header)]
        for name, label in columns.LABELS.items():
            self.fields[name] = forms.ChoiceField(label=label, required=False)
            offer(self, name, [NOT_THERE, *there])

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in columns.LABELS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = [data[name] for name in columns.LABELS if data.get(name)]
        if len(set(chosen)) < len(chosen):
            self.add_error(None, _("A column can say one thing only."))
        return data

    def other_encoding(self) -> str:
        """The one that was chosen in place of what the list was read as; empty where that stays."""
        wanted: str = self.cleaned_data.get("encoding", "")
        return wanted if wanted != self.initial["encoding"] else ""

    def chosen(self) -> dict[str, int]:
        return {name: int(self.cleaned_data[name]) for name in columns.LABELS if self.cleaned_data[name]}
