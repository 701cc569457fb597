"""What admins type about people."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from requests_app.forms.offering import offer

from . import leaving
from .account_forms import zone_choices
from .forms.colleague import ColleagueField
from .models import Department, Membership, User, company
from .people import STATES, Newcomer

NO_ROLE = ("", _("No role: only asks"))


class PeopleFilter(forms.Form):
    """The list's address; what it does not know it ignores."""

    q = forms.CharField(required=False, max_length=100)
    department = forms.ModelChoiceField(Department.objects.all(), required=False)
    state = forms.ChoiceField(choices=[(state, state) for state in STATES], required=False)
    after = forms.ModelChoiceField(User.objects.all(), required=False)

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]
    role = forms.ChoiceField(
        label=_("Role in this department"), choices=[NO_ROLE, *Membership.Role.choices], required=False
    )

    class Meta:
        model = User
        fields = ("display_name", "email", "department", "language")

    field_order = ("display_name", "email", "department", "role", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].required = True
        offer(self, "department", Department.objects.running())
        offer(self, "language", company.said().choices)
        self.fields["language"].help_text = _("Of the invitation; the person can change it.")

    def newcomer(self) -> Newcomer:
        return Newcomer(**self.cleaned_data)


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("display_name", "email", "department", "manager", "language", "time_zone", "is_admin")

    manager = ColleagueField(
        label=_("Line manager"),
        required=False,
        help_text=_("Their e-mail address or full name. Approves what this person asks for."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = Department.objects.running() | Department.objects.filter(pk=self.instance.department_id)
        offer(self, "department", present)
        offer(self, "language", company.said().choices_beside(self.instance.language))
        self.initial["manager"] = self.instance.manager.email if self.instance.manager else ""
        self.fields["time_zone"].widget = forms.Select(choices=zone_choices(self.instance.time_zone))
        self.fields["is_admin"].help_text = _(
            "Sets standards, people and departments, and sees every department's figures. Opens no request."
        )

    def clean_manager(self) -> User | None:
        """Nobody is above themselves, however many are in between."""
        manager: User | None = self.cleaned_data["manager"]
        above = manager
        while above is not None and above.pk != self.instance.pk:
            above = above.manager
        if above is None:
            return manager
        if manager == above:
            raise ValidationError(_("Nobody is their own line manager."))
        raise ValidationError(_("%(person)s reports to this person already.") % {"person": manager})


class RoleForm(forms.Form):
    department = forms.ModelChoiceField(
        Department.objects.running(), label=_("Department"), required=False, empty_label=_("Choose …")
    )
    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *Membership.Role.choices], required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("role") and not data.get("department"):
            self.add_error("department", _("Choose the department."))
        return data


class BaseRoles(forms.BaseFormSet):  # type: ignore[type-arg]
    """One row a department the person serves in, and an empty one. A row without a role is taken away."""

    def clean(self) -> None:
        rows = [form.cleaned_data for form in self.forms]
        departments = [row["department"] for row in rows if row.get("role") and row.get("department")]
        if len(set(departments)) < len(departments):
            raise ValidationError(_("Name each department once."))

    def roles(self) -> dict[int, str]:
        rows = [form.cleaned_data for form in self.forms]
        return {row["department"].pk: row["role"] for row in rows if row.get("role")}


Roles = cast(
    "type[BaseRoles]", forms.formset_factory(RoleForm, formset=BaseRoles, extra=1, max_num=50, validate_max=True)
)


def roles_of(person: User) -> list[dict[str, Any]]:
    """What a Roles formset begins with."""
    served = person.memberships.filter(department__closed_at=None).values_list("department", "role")
    return [{"department": department, "role": role} for department, role in served]


class LeavingForm(forms.Form):
    """Who takes what is in the name of somebody who leaves: a field an item, empty for what the item says."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.items = person, leaving.items_of(person)
        for item in self.items:
            self.fields[item.code] = self._field(item)

    def _field(self, item: leaving.Item) -> forms.Field:
        said: dict[str, Any] = {"label": self._label(item), "required": not item.otherwise}
        if item.takers is not None:
            return forms.ModelChoiceField(item.takers, empty_label=item.otherwise or _("Choose …"), **said)
        if item.proposed is not None:
            said["initial"] = item.proposed.email
        if item.otherwise:
            said["help_text"] = gettext("E-mail address or full name. Empty: %(otherwise)s.") % {
                "otherwise": item.otherwise[:1].lower() + item.otherwise[1:]
            }
        return ColleagueField(**said)

    def _label(self, item: leaving.Item) -> str:
        if item.count == 1:
            return item.title
        return gettext("%(what)s: %(count)s") % {"what": item.title, "count": item.count}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for item in self.items:
            if data.get(item.code) == self.person:
                self.add_error(item.code, _("This is who leaves. Choose somebody else."))
        return data

    def takers(self) -> dict[str, User | None]:
        return {item.code: self.cleaned_data[item.code] for item in self.items}
