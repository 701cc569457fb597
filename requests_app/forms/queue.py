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
    is_pinned = forms.BooleanField(label=_("Show it beside the views every queue has"), required=False)
    is_default = forms.BooleanField(label=_("Begin with it when I open the queue"), required=False)

    def __init__(self, *args: Any, view: QueueView | None = None, changes_it: bool = True, **kwargs: Any) -> None:
        if view is not None:
            kwargs["initial"] = {name: getattr(view, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.view = view
        if not changes_it:
            del self.fields["name"], self.fields["is_shared"]

    @property
    def kept(self) -> Kept:
        said = {"name": self.view.name, "is_shared": self.view.is_shared} if self.view else {}
        return Kept(**{**said, **self.cleaned_data})
