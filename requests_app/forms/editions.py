"""Forms that two people may have open at once: each carries the edition it was shown of."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest

from .sending import send_back


class Edited(forms.Form):
    """Knows which edition was on the screen, and what to do when somebody else was quicker."""

    edition = forms.IntegerField(required=False, initial=0, widget=forms.HiddenInput)
    is_stale = False

    @property
    def sent_edition(self) -> int:
        """Of a valid form; 0 where none was sent, which fits only what is new."""
        return self.cleaned_data["edition"] or 0

    def take_edition(self, current: int) -> None:
        """Somebody saved meanwhile. Everything typed stays; sent once more, it takes the place of theirs."""
        self.is_stale = True
        send_back(self, edition=str(current))


def posted_edition(request: HttpRequest) -> int:
    """Of a form that is only a button; -1, which fits nothing, where it is missing or no number."""
    edition = request.POST.get("edition", "")
    return int(edition) if edition.isdecimal() and len(edition) < 10 else -1
