"""What people type about a view of a queue."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.models import QueueView
from requests_app.queue_views import Kept


class QueueViewForm(forms.Form):
    """`changes_it`: whoever may not change a shared view still says how they keep it themselves."""

    name = forms.CharField(label=_("Name of the view"), max_length=60)
    is_shared = forms.BooleanField(label=_("Everybody who serves in the department can use it"), required=False)
    is_usual = forms.BooleanField(
        label=_("Everybody in the department begins with it"),
        required=False,
        help_text=_("Whoever chose a view of their own to begin with keeps it."),
    )
    is_pinned = forms.BooleanField(label=_("Show it beside the views every queue has"), required=False)
    is_default = forms.BooleanField(label=_("Begin with it when I open the queue"), required=False)

    def __init__(
        self,
        *args: Any,
        view: QueueView | None = None,
        changes_it: bool = True,
        leads: bool = False,
        **kwargs: Any,
    ) -> None:
        """`leads`: decides for the department with what everybody begins."""
        if view is not None:
            kwargs["initial"] = {name: getattr(view, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.view = view
        if not changes_it:
            del self.fields["name"], self.fields["is_shared"]
        if not (changes_it and leads):
            del self.fields["is_usual"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("is_usual") and not data.get("is_shared"):
            self.add_error("is_usual", _("Share it first: everybody can begin only with what everybody can use."))
        return data

    @property
    def kept(self) -> Kept:
        view = self.view
        said = {"name": view.name, "is_shared": view.is_shared, "is_usual": view.is_usual} if view else {}
        return Kept(**{**said, **self.cleaned_data})
