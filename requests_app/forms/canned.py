"""Writing a canned reply."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from requests_app import canned
from requests_app.models import CannedReply, Department, Translated, User, company

from .offering import offer

MINE = ""


class CannedReplyForm(forms.Form):
    """For oneself, or for a department one manages; a text per portal language, at least one."""

    place = forms.ChoiceField(label=_("Who uses it"), required=False)
    title = forms.CharField(
        label=_("Title"),
        max_length=CannedReply._meta.get_field("title").max_length,
        help_text=_("What you look for when you want it; the requester does not see it."),
    )

    def __init__(self, *args: Any, by: User, reply: CannedReply | None = None, **kwargs: Any) -> None:
        if reply is not None:
            place = str(reply.department_id) if reply.department_id else MINE
            kwargs["initial"] = {"title": reply.title, "place": place, **_texts(reply)}
        super().__init__(*args, **kwargs)
        self.by, self.reply = by, reply
        self.departments = {str(one.pk): one for one in Department.objects.managed_by(by)}
        choices = [(pk, str(one)) for pk, one in self.departments.items()]
        offer(self, "place", [(MINE, _("Only me")), *choices])
        if not choices:
            del self.fields["place"]
        offered, said = company.said().languages, reply.text if reply else Translated()
        for code, name in settings.LANGUAGES:
            if code not in offered and not said.get(code):
                continue
            self.fields[_field(code)] = forms.CharField(
                label=name,
                required=False,
                max_length=10_000,
                validators=[canned.check],
                widget=forms.Textarea(attrs={"rows": 5, "lang": code}),
            )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.text:
            raise forms.ValidationError(_("Write the text in at least one language."))
        if not self.errors and self._is_taken():
            self.add_error("title", _("There is a canned reply with this title already."))
        return self.cleaned_data

    def _is_taken(self) -> bool:
        same = CannedReply.objects.filter(title=self.cleaned_data["title"])
        mine = same.filter(department=self.department) if self.department else same.filter(owner=self.by)
        return (mine.exclude(pk=self.reply.pk) if self.reply else mine).exists()

    @property
    def department(self) -> Department | None:
        """Whose it is; None: the person's own."""
        return self.departments.get(self.cleaned_data.get("place") or MINE)

    @property
    def text(self) -> Translated:
        texts = {code: self.cleaned_data.get(_field(code), "").strip() for code, _name in settings.LANGUAGES}
        return Translated({code: text for code, text in texts.items() if text})


def _field(language: str) -> str:
    return f"text_{language.replace('-', '_')}"


def _texts(reply: CannedReply) -> dict[str, str]:
    return {_field(code): reply.text.get(code, "") for code, _name in settings.LANGUAGES}
