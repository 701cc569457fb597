"""A suggestion, and what a department answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.forms.offering import offer
from requests_app.models import Department
from surveys.models import Suggestion

NAMELESS, SIGNED = "nameless", "signed"


class SuggestionForm(forms.Form):
    department = forms.ModelChoiceField(Department.objects.none(), label=_("To whom"), empty_label=None)
    title = forms.CharField(label=_("In one line"), max_length=120)
    text = forms.CharField(
        label=_("Your suggestion"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What would be better, and for whom. Leave out names of colleagues."),
    )
    name = forms.ChoiceField(
        label=_("Your name"),
        choices=[(SIGNED, _("With my name")), (NAMELESS, _("Without my name"))],
        widget=forms.RadioSelect,
        initial=SIGNED,
        help_text=_(
            "Without it nothing is kept of who wrote it, only the day; you are not told of the answer, so look here "
            "again. Whoever runs the servers could in theory watch while you write."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = Department.objects.running().serving().order_by("code")
        offer(self, "department", running)


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Answer"),
        choices=[one for one in Suggestion.State.choices if one[0] != Suggestion.State.OPEN],
        widget=forms.RadioSelect,
        help_text=_("Put aside what is no suggestion or insults somebody: others no longer see it."),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody reads it: what you will do, or why it does not work, and what else may help."),
    )
