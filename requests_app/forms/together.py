"""Forms for what brings people and requests together: parts, links, participants."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app import access, clock
from requests_app.models import Link, Notice, Service, ServiceRequest, User, Wait
from requests_app.transitions import BLOCKED_BY

from .colleague import ColleagueField
from .filing import FilingForm
from .offering import offer
from .verbs import VerbForm


class ParticipantForm(VerbForm):
    person = ColleagueField(label=_("Who?"), help_text=_("Their e-mail address or full name."))
    can_write = forms.BooleanField(
        label=_("They may write here as well"),
        required=False,
        help_text=_("Otherwise they only follow it: they read what is public, and are told of changes."),
    )


class RemovalForm(VerbForm):
    person = forms.ModelChoiceField(User.objects.none(), label=_("Who?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taking_part = User.objects.filter(pk__in=self.request.participants.values("user"))
        offer(self, "person", taking_part.by_name())


class LinkForm(VerbForm):
    kind = forms.ChoiceField(
        label=_("This request"),
        choices=[
            (Link.Kind.RELATES.value, Link.Kind.RELATES.label),
            (Link.Kind.BLOCKS.value, Link.Kind.BLOCKS.label),
            (BLOCKED_BY, pgettext_lazy("link", "is blocked by")),
            (Link.Kind.DUPLICATE.value, Link.Kind.DUPLICATE.label),
        ],
        help_text=_("A duplicate is closed, and whoever asked for it or follows it follows the other one."),
    )
    other = forms.CharField(label=_("Number of the other request"), max_length=20)

    def clean_other(self) -> ServiceRequest:
        number = self.cleaned_data["other"].strip().lstrip("#")
        found = None
        if number.isdecimal() and len(number) < 19:
            found = ServiceRequest.objects.visible_to(self.by).filter(pk=int(number)).first()
        if found is None:
            raise forms.ValidationError(_("There is no request of this number that you may see."))
        return found

    def clean(self) -> dict[str, Any]:
        data, other = self.cleaned_data, self.cleaned_data.get("other")
        if other and data.get("kind") == Link.Kind.DUPLICATE and not access.can_work(self.by, other):
            # Who closes one request for another opens the other to those who asked.
            self.add_error("other", _("Only whoever serves both requests can make one the duplicate of the other."))
        return data


class UnlinkForm(VerbForm):
    link = forms.ModelChoiceField(Link.objects.none(), label=_("Which link?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = ServiceRequest.objects.visible_to(self.by).order_by().values("pk")
        links = Link.objects.of(self.request).filter(source__in=seen, target__in=seen)
        offer(self, "link", links)


class NoticeLinkForm(VerbForm):
    """One of the department's notices that are shown now."""

    notice = forms.ModelChoiceField(Notice.objects.none(), label=_("Which notice?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = Notice.objects.current(clock.now()).filter(department=self.request.department_id)
        offer(self, "notice", current.most_severe_first())


class NoticeUnlinkForm(VerbForm):
    notice = forms.ModelChoiceField(Notice.objects.none(), label=_("Which notice?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "notice", Notice.objects.filter(linked__request=self.request))


class PartServiceForm(VerbForm):
    """Which service of which other department is to do a part."""

    service = forms.TypedChoiceField(label=_("What do you need from them?"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for service in services_for_parts(self.request, self.by):
            groups[str(service.provider)].append((service.pk, str(service)))
        offer(self, "service", [("", _("Choose …")), *sorted(groups.items())])


def services_for_parts(request: ServiceRequest, by: User) -> Any:
    others = Service.objects.offered_to(by).exclude(provider=request.department_id)
    return others.for_list().order_by("provider__code", "code")


class PartForm(FilingForm):
    """What one files with the other department, and whether the request waits for it."""

    version_seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    policy = forms.ChoiceField(
        label=_("Does the request wait for it?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (Wait.Policy.ALL.value, _("Yes, until all parts are finished")),
            (Wait.Policy.FIRST_FAILED.value, _("Yes, until all are finished, or one is refused")),
            ("", _("No, work goes on meanwhile")),
        ],
    )

    def __init__(self, *args: Any, request: ServiceRequest, **kwargs: Any) -> None:
        self.request = request
        # Of a confidential request nothing is written into one that others read.
        title = "" if request.service.is_confidential else request.title
        begins = {"title": title, "version_seen": request.version, "policy": Wait.Policy.ALL.value}
        super().__init__(*args, initial=begins, **kwargs)
        for name in ("on_behalf", "channel"):
            self.fields.pop(name, None)
        for name in ("title", "description"):
            self.fields[name].widget.attrs["data-draft"] = f"request-{request.pk}-part-{self.service.pk}-{name}"
