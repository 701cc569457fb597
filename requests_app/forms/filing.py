"""What one fills in to file a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from requests_app import access
from requests_app.compiled import compiled
from requests_app.fields.directory import here
from requests_app.fields.questions import Kind, Question
from requests_app.fields.reading import Day, Unfit, check, is_blank, parse
from requests_app.models import Channel, FormVersion, Service, ServiceRequest, User
from requests_app.transitions import Filing, not_meant_for

from .colleague import ColleagueField
from .files import files_field, uploaded_by
from .levels import day_field, how_much, how_soon
from .questions import PREFIX, AskingForm, sent_for
from .sending import send_back

# Besides the questions of the service: `/services/it/laptop/?title=…&model=air`.
FILLED_BY_LINKS = frozenset({"title", "description"})
# Whose answers stand in a link with commas between them.
LISTED = frozenset({Kind.SEVERAL, Kind.RANGE})


@compiled
def _asked_now(service: int) -> QuerySet[FormVersion]:
    return FormVersion.objects.filter(service=service).published().newest_first()[:1]


class FilingForm(AskingForm):
    """The portal's own questions, and those of the service.

    Sent with an older version of the service's form it is not valid, shows the new questions, and keeps everything:
    what has no place among them any more is in `left_over`.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    form_number = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=_("What do you need?"),
        max_length=ServiceRequest._meta.get_field("title").max_length,
        help_text=_("In a few words, as you would say it to a colleague."),
    )
    description = forms.CharField(
        label=_("Details"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    files = files_field()
    impact = how_much()
    urgency = how_soon()
    needed_by = day_field(label=_("Needed by"), required=False, help_text=_("Only if there is a fixed day."))
    outside_party = forms.CharField(
        label=_("Who waits outside the company?"),
        required=False,
        max_length=200,
        help_text=_("A customer, supplier or authority. Leave it empty if only colleagues wait."),
    )
    on_behalf = ColleagueField(
        label=_("For a colleague"),
        required=False,
        help_text=_("Their e-mail address or full name. Both of you will see the request."),
    )
    channel = forms.ChoiceField(
        label=_("How did it reach you?"),
        required=False,
        choices=Channel.choices,
        help_text=_("For calls and visits that you note down for somebody."),
    )

    def __init__(
        self, *args: Any, service: Service, by: User, link: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        """`link`: what the page's address fills in, by name of a field or code of a question."""
        self.service, self.by = service, by
        version = self.version_of(service)
        kwargs["initial"] = {
            **{name: text for name, text in (link or {}).items() if name in FILLED_BY_LINKS},
            "form_number": version.number if version else None,
            "impact": service.default_impact,
            "urgency": service.default_urgency,
            "channel": Channel.PORTAL,
            "key": uuid4(),
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)
        if not access.can_note_channel(by, service):
            del self.fields["channel"]
        uploaded_by(self, by)
        for name in ("title", "description"):
            self.fields[name].widget.attrs["data-draft"] = f"service-{service.pk}-{name}"
        questions = version.questions if version and not self.is_bound else ()
        told, self.misfits = read_link(questions, link or {})
        begins = {one.code: one.default for one in questions if one.default is not None} | told
        self.ask(version, begins=begins, by=by)
        self.sent_number = str(self.data.get("form_number") or "") if self.is_bound else ""
        self.is_outdated = self.is_bound and self.sent_number != str(version.number if version else "")

    def version_of(self, service: Service) -> FormVersion | None:
        """What is asked of whoever fills in this form."""
        return next(iter(_asked_now(service.pk)), None)

    def clean(self) -> dict[str, Any]:
        if self.is_outdated:
            # The page that comes back asks the new questions, and is sent as an answer to them.
            send_back(self, form_number=str(self.asked_form.number) if self.asked_form else "")
            self.add_error(None, _("The questions changed while you were writing. Look at them, and send it again."))
        else:
            self.validate_answers()
        return self.cleaned_data

    def left_over(self) -> list[dict[str, str]]:
        """Answers to questions that are not asked any more: label and value, for whoever wants to copy them."""
        if not self.is_outdated or not self.sent_number.isdecimal():
            return []
        old = FormVersion.objects.of(self.service).published().filter(number=self.sent_number[:9]).first()
        gone = [one for one in old.questions if one.asks and PREFIX + one.code not in self.fields] if old else []
        told = [(one, sent_for(one, self.data)) for one in gone]
        return [{"label": str(one.label), "value": text} for one, text in told if text]

    def clean_on_behalf(self) -> User:
        """The colleague, for whom the service has to be meant; whoever fills in the form where none is named."""
        person: User = self.cleaned_data["on_behalf"] or self.by
        if person != self.by and not self.service.is_meant_for(person):
            raise forms.ValidationError(not_meant_for(person))
        return person

    @property
    def requester(self) -> User:
        person: User = self.cleaned_data["on_behalf"]
        return person

    def filing(self) -> Filing:
        data = self.cleaned_data
        return Filing(
            title=data["title"],
            description=data["description"],
            impact=data["impact"],
            urgency=data["urgency"],
            needed_by=data["needed_by"],
            outside_party=data["outside_party"],
            channel=data.get("channel") or Channel.PORTAL,
            key=data["key"],
            files=data["files"],
            answered=self.answered,
        )


class FilingPreview(FilingForm):
    """As it will be, with the draft of its questions where there is one; never filed. The service may be unsaved."""

    prefix = "preview"

    def __init__(self, *, service: Service, by: User) -> None:
        super().__init__(service=service, by=by)
        self.fields.pop("channel", None)  # employees are not asked for it
        for field in self.fields.values():
            field.widget.attrs.pop("data-draft", None)

    def version_of(self, service: Service) -> FormVersion | None:
        if service.pk is None:
            return None
        return FormVersion.objects.draft_of(service) or FormVersion.objects.in_force(service)


def read_link(questions: Sequence[Question], link: Mapping[str, str]) -> tuple[dict[str, Any], list[Question]]:
    """What a link answers, by code of a question, and the questions that its answer does not fit."""
    filled = [one for one in questions if one.asks and one.kind != Kind.FILE and not is_blank(link.get(one.code))]
    world = here() if filled else Day.min()
    answers, misfits = {}, []
    for question in filled:
        told = link[question.code]
        try:
            value = parse(question, told.split(",") if question.kind in LISTED else told, world)
            check(question, value, world)
        except Unfit:
            misfits.append(question)
        else:
            answers[question.code] = value
    return answers, misfits
