"""What one says to each other: the box under a request, and the answer to a question."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import access, crossing, mentions
from requests_app.models import RequestEvent, ServiceRequest, User

from .files import brings_files, files_field
from .sending import send_back
from .verbs import VerbForm

MOST_CHARACTERS = 20_000


def _text(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=MOST_CHARACTERS, widget=forms.Textarea(attrs={"rows": 4}))


class TalkForm(VerbForm):
    """Knows the last line its page showed: what somebody else said since is shown before this is sent."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # With it a message that is sent twice is said once, see sending_once.py.
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, request: ServiceRequest, by: User, **kwargs: Any) -> None:
        super().__init__(*args, request=request, by=by, **kwargs)
        self.crossed: RequestEvent | None = None
        if not self.is_bound and "seen" not in self.initial:
            self.initial["seen"] = crossing.newest_line(request)
        self.initial.setdefault("key", uuid4())

    def clean(self) -> dict[str, Any]:
        seen = self.cleaned_data.get("seen")
        # A form without the number, such as a program's, is taken as it is.
        if seen is not None and "text" in self.cleaned_data:
            self.crossed = crossing.said_since(self.request, seen, to=self.by)
        if self.crossed is not None:
            # Whoever sends it again has seen this.
            send_back(self, seen=str(self.crossed.pk))
            raise forms.ValidationError(_("Somebody else wrote in the meantime."), code="crossed")
        return self.cleaned_data

    @property
    def is_internal(self) -> bool:
        return False

    def arguments(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"], "files": self.cleaned_data["files"]}

    def remarks(self) -> list[str]:
        """Whom the text names in vain."""
        return mentions.remarks(self.named_in(self.cleaned_data["text"]), internal=self.is_internal)

    def named_in(self, text: str) -> mentions.Mentioned:
        return mentions.read(self.request, text, by=self.by, internal=self.is_internal)


class AnswerForm(TalkForm):
    text = _text(gettext_lazy("Your answer"))
    files = files_field()


class ReplyForm(TalkForm):
    PUBLIC, INTERNAL = "public", "internal"
    use_required_attribute = False  # files may go without a word
    text = _text(gettext_lazy("Your message"))
    files = files_field()
    to = forms.ChoiceField(
        label=gettext_lazy("Who reads it"),
        choices=[
            (PUBLIC, gettext_lazy("Everybody on this request")),
            (INTERNAL, gettext_lazy("Internal note: only those who serve")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, request: ServiceRequest, by: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"to": self.PUBLIC, **(kwargs.get("initial") or {})}
        super().__init__(*args, request=request, by=by, **kwargs)
        self.fields["text"].required = not (self.is_bound and brings_files(self))
        if not access.can_work(by, request):
            del self.fields["to"]

    @property
    def is_internal(self) -> bool:
        return "to" in self.fields and self["to"].value() == self.INTERNAL

    @property
    def done(self) -> str:
        return _("Saved. Only those who serve see it.") if self.is_internal else ""

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "internal": self.cleaned_data.get("to") == self.INTERNAL}


class EditForm(forms.Form):
    """One's own message, shortly after it was said."""

    text = _text(gettext_lazy("Your message"))
