"""Who is to approve: the steps of a question, whether asked once or kept as a service's rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from requests_app import approvers
from requests_app.approvers import ALL, Wanted
from requests_app.models import ApprovalRule, ApproverGroup, Chosen, ServiceRequest, Translated, User
from requests_app.phrases import listed

from .colleague import ColleagueInput, named_colleague
from .languages import asked_for
from .verbs import VerbForm

IN_ORDER, AT_ONCE = "order", "once"
ORDER = [(IN_ORDER, gettext_lazy("One after the other")), (AT_ONCE, gettext_lazy("All at once"))]
MOST_PEOPLE = 20
NEEDED = [
    (ALL, pgettext_lazy("approvers", "All of them")),
    (1, pgettext_lazy("approvers", "Any one of them")),
    *((number, str(number)) for number in range(2, 6)),
]


class PeopleField(forms.CharField):
    """Addresses or full names with commas between; cleans to a list of people, each once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2000, widget=ColleagueInput(), **kwargs)

    def clean(self, value: Any) -> Any:
        names = [name.strip() for name in super().clean(value).replace("，", ",").replace(";", ",").split(",")]
        people = {person.pk: person for person in map(named_colleague, filter(None, names))}
        if len(people) > MOST_PEOPLE:
            raise forms.ValidationError(_("At most %(most)s people can be asked in one step.") % {"most": MOST_PEOPLE})
        return list(people.values())


def people_as_text(people: Any) -> str:
    """What the field takes back."""
    return ", ".join(person.email for person in people)


@dataclass(frozen=True, slots=True)
class StepFields:
    """The three fields of one step, as a template draws them."""

    number: int
    who: forms.BoundField
    people: forms.BoundField
    needed: forms.BoundField

    @property
    def is_used(self) -> bool:
        return bool(self.who.value() or self.who.errors or self.people.errors)


class StepsForm(forms.Form):
    """Steps that each ask somebody; of those after the first, and of a rule's, an empty one is no step."""

    STEPS = 3
    first_is_asked = True

    in_order = forms.ChoiceField(
        label=gettext_lazy("Order of the steps"), choices=ORDER, required=False, widget=forms.RadioSelect
    )

    def add_steps(self, known: dict[str, str]) -> None:
        """`known`: whom the line manager and the head mean here, where that is known, by `Chosen`."""
        self.approver_groups = {f"group-{one.pk}": one for one in ApproverGroup.objects.select_related("department")}
        self.initial.setdefault("in_order", IN_ORDER)
        for number in range(1, self.STEPS + 1):
            must = number == 1 and self.first_is_asked
            self.fields[_name("who", number)] = forms.ChoiceField(
                label=_("Who approves it?"), choices=self._ways(known, must), required=False
            )
            self.fields[_name("approver", number)] = PeopleField(
                label=_("Their names"),
                required=False,
                help_text=_("E-mail addresses or full names, with commas between them.") if number == 1 else "",
            )
            self.fields[_name("needed", number)] = forms.TypedChoiceField(
                label=_("How many have to agree?"), choices=NEEDED, coerce=int, required=False
            )

    def _ways(self, known: dict[str, str], must: bool) -> list[tuple[str, str]]:
        ways = [] if must else [("", pgettext("approvers", "Nobody"))]
        ways.append((Chosen.PEOPLE, _("The people named here")))
        for chosen in (Chosen.MANAGER, Chosen.HEAD):
            named = {"who": chosen.label, "name": known[chosen]} if known.get(chosen) else None
            ways.append((chosen, _("%(who)s: %(name)s") % named if named else str(chosen.label)))
        for key, group in self.approver_groups.items():
            ways.append((key, _("%(who)s: %(name)s") % {"who": group, "name": group.department}))
        return ways

    def steps(self) -> Iterator[StepFields]:
        for number in range(1, self.STEPS + 1):
            yield StepFields(number, *(self[_name(name, number)] for name in ("who", "approver", "needed")))

    @property
    def later_steps(self) -> list[StepFields]:
        return list(self.steps())[1:]

    @property
    def has_later_steps(self) -> bool:
        return any(step.is_used for step in self.later_steps)

    def clean(self) -> dict[str, Any]:
        for number in range(1, self.STEPS + 1):
            people = _name("approver", number)
            if self._way(number) == Chosen.PEOPLE and people not in self.errors and not self.cleaned_data.get(people):
                self.add_error(people, forms.Field.default_error_messages["required"])
        return self.cleaned_data

    def _way(self, number: int) -> str:
        way: str = self.cleaned_data.get(_name("who", number), "")
        return way or (Chosen.PEOPLE if number == 1 and self.first_is_asked else "")

    def wanted(self) -> list[Wanted]:
        """The steps that were filled in, in their order."""
        found = []
        for number in range(1, self.STEPS + 1):
            way, needed = self._way(number), self.cleaned_data[_name("needed", number)] or ALL
            if way in self.approver_groups:
                found.append(Wanted(Chosen.GROUP, group=self.approver_groups[way], needed=needed))
            elif way == Chosen.PEOPLE:
                found.append(Wanted(way, self.cleaned_data[_name("approver", number)], needed=needed))
            elif way:
                found.append(Wanted(way))
        return found

    @property
    def wants_order(self) -> bool:
        return bool(self.cleaned_data["in_order"] != AT_ONCE)


def _name(field: str, number: int) -> str:
    return field if number == 1 else f"{field}_{number}"


class ApprovalForm(StepsForm, VerbForm):
    why = forms.CharField(
        label=gettext_lazy("What is to be approved, and why?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The requester reads this, too."),
    )

    def __init__(self, *args: Any, request: ServiceRequest, by: User, **kwargs: Any) -> None:
        super().__init__(*args, request=request, by=by, **kwargs)
        barred = {request.requester_id, request.filed_by_id, by.pk}
        self.add_steps(
            {
                chosen: listed(approvers.find(Wanted(chosen), request, barred))
                for chosen in (Chosen.MANAGER, Chosen.HEAD)
            }
        )

    def arguments(self) -> dict[str, Any]:
        return {"whom": self.wanted(), "why": self.cleaned_data["why"], "in_order": self.wants_order}


class RuleForm(StepsForm):
    """What a service wants agreed to; without any step it wants nothing."""

    STEPS = 4
    first_is_asked = False

    def __init__(self, *args: Any, rule: ApprovalRule | None, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(rule)
        super().__init__(*args, **kwargs)
        for code, _label in settings.LANGUAGES:
            self.fields[f"question_{code}"] = forms.CharField(
                label=get_language_info(code)["name_local"],
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "lang": code}),
            )
        self.add_steps({})

    @property
    def questions(self) -> list[forms.BoundField]:
        return asked_for((code, self[f"question_{code}"]) for code, _label in settings.LANGUAGES)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors and self.wanted() and not self.question():
            self.add_error(self.questions[0].name, _("Say what is to be approved, and why."))
        return self.cleaned_data

    def question(self) -> Translated:
        texts = {code: self.cleaned_data.get(f"question_{code}", "").strip() for code, _label in settings.LANGUAGES}
        return Translated({code: text for code, text in texts.items() if text})


def _initial(rule: ApprovalRule | None) -> dict[str, Any]:
    if rule is None:
        return {}
    told: dict[str, Any] = {"in_order": IN_ORDER if rule.in_order else AT_ONCE}
    told |= {f"question_{code}": text for code, text in rule.question.items()}
    for step in rule.steps.prefetch_related("people"):
        told[_name("who", step.number)] = f"group-{step.group_id}" if step.group_id else step.chosen
        told[_name("approver", step.number)] = people_as_text(step.people.all())
        told[_name("needed", step.number)] = step.needed
    return told


class GroupForm(forms.Form):
    """A group of approvers: its name in every language, and who is in it."""

    def __init__(self, *args: Any, group: ApproverGroup, **kwargs: Any) -> None:
        initial: dict[str, Any] = {f"name_{code}": text for code, text in group.name.items()}
        if group.pk:
            initial["members"] = people_as_text(group.members.by_name())
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.group = group
        for code, _label in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=get_language_info(code)["name_local"], max_length=80, required=False
            )
        self.fields["members"] = PeopleField(
            label=_("Members"), help_text=_("E-mail addresses or full names, with commas between them.")
        )

    @property
    def names(self) -> list[forms.BoundField]:
        return asked_for((code, self[f"name_{code}"]) for code, _label in settings.LANGUAGES)

    def clean(self) -> dict[str, Any]:
        if not self.name():
            self.add_error(self.names[0].name, _("Give the group a name."))
        return self.cleaned_data

    def name(self) -> Translated:
        texts = {code: self.cleaned_data.get(f"name_{code}", "").strip() for code, _label in settings.LANGUAGES}
        return Translated({code: text for code, text in texts.items() if text})
