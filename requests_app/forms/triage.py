"""For those who do not know whom to ask, and for those who find out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app import search
from requests_app.models import Service, User
from requests_app.transitions import Filing

from .filing import FilingForm
from .offering import offer
from .verbs import VerbForm

LEFT_OUT = ("impact", "urgency", "needed_by", "outside_party", "on_behalf", "channel")
MOST_GUESSES = 3


class UnsureForm(FilingForm):
    """One line, details and files; the rest is asked by whoever it belongs to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LEFT_OUT:
            self.fields.pop(name, None)
        self.fields["title"].label = _("What do you need, or what does not work?")
        for name in ("title", "description"):
            del self.fields[name].widget.attrs["data-draft"]

    @property
    def requester(self) -> User:
        return self.by

    def filing(self) -> Filing:
        data = self.cleaned_data
        return Filing(
            title=data["title"],
            description=data["description"],
            key=data["key"],
            files=data["files"],
            answered=self.answered,
        )


class PassOnForm(VerbForm):
    """To which service; those the words speak for come first."""

    service = forms.ModelChoiceField(Service.objects.none(), label=_("To which service?"), empty_label=_("Choose …"))
    reason = forms.CharField(
        label=_("Why them?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The requester reads this, and so does the department."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Service.objects.published().filter(is_triage=False).for_list().order_by("provider__code", "code")
        words = f"{self.request.title} {self.request.description}"
        self.guesses = search.likely_services(words, offered, most=MOST_GUESSES)
        # The rows say what is taken, the pairs how it is shown.
        offer(self, "service", offered)
        offer(self, "service", [("", _("Choose …")), *self._grouped(offered)])
        wanted = str(self.data.get("service", "")) if self.is_bound else ""
        self.initial.setdefault("service", wanted or (self.guesses[0].pk if self.guesses else None))

    def _grouped(self, offered: Any) -> list[tuple[Any, list[tuple[int, str]]]]:
        groups: dict[str, list[tuple[int, str]]] = {}
        for service in offered:
            groups.setdefault(str(service.provider), []).append((service.pk, str(service)))
        guessed = [(one.pk, _of_department(one)) for one in self.guesses]
        return [*([(_("Suggested by its words"), guessed)] if guessed else []), *groups.items()]


def _of_department(service: Service) -> str:
    return f"{service.provider} · {service}"
