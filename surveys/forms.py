"""The three taps as a form. It translates; whether an answer is taken is decided in `answering`."""

from __future__ import annotations

from typing import Any, TypedDict

from django import forms
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .answering import Answer
from .models import Invitation, Rating

CANNOT_JUDGE = "none"


class Point(TypedDict):
    value: str
    label: LazyText | str


class SolvedPoint(Point):
    icon: str


SOLVED: list[SolvedPoint] = [
    {"value": Rating.Solved.NO, "label": Rating.Solved.NO.label, "icon": "x-mark"},
    {"value": Rating.Solved.PARTLY, "label": Rating.Solved.PARTLY.label, "icon": "minus"},
    {"value": Rating.Solved.YES, "label": Rating.Solved.YES.label, "icon": "check"},
]
SATISFACTION: list[Point] = [
    {"value": "1", "label": _("Very dissatisfied")},
    {"value": "2", "label": _("Dissatisfied")},
    {"value": "3", "label": pgettext_lazy("satisfied or not", "Neither")},
    {"value": "4", "label": _("Satisfied")},
    {"value": "5", "label": _("Very satisfied")},
]
AGREEMENT: list[Point] = [
    {"value": "1", "label": _("Strongly disagree")},
    {"value": "2", "label": _("Disagree")},
    {"value": "3", "label": pgettext_lazy("agree or not", "Neither")},
    {"value": "4", "label": _("Agree")},
    {"value": "5", "label": _("Strongly agree")},
]
ONE_TAP = _("Please tap one of the answers.")


def _taps(label: Any, points: list[Any]) -> forms.TypedChoiceField:
    """A point of the scale as a number; None for “cannot judge”, which is an answer too and has to be tapped."""
    choices = [(point["value"], point["label"]) for point in points] + [(CANNOT_JUDGE, _("I cannot judge this"))]
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=lambda value: None if value == CANNOT_JUDGE else int(value),
        widget=forms.RadioSelect,
        error_messages={"required": ONE_TAP, "invalid_choice": ONE_TAP},
    )


class RatingForm(forms.Form):
    solved = forms.ChoiceField(
        label=_("Is it really solved?"),
        choices=[(point["value"], point["label"]) for point in SOLVED],
        widget=forms.RadioSelect,
        error_messages={"required": ONE_TAP, "invalid_choice": ONE_TAP},
    )
    csat = _taps(_("How satisfied are you with the handling?"), SATISFACTION)
    ces = _taps(_("It was made easy for me"), AGREEMENT)
    comment = forms.CharField(label=_("What was missing?"), required=False, max_length=4_000)
    handler_may_see = forms.BooleanField(required=False)

    solved_points = SOLVED
    satisfaction = SATISFACTION
    agreement = AGREEMENT
    cannot_judge = CANNOT_JUDGE

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "rating_%s", **kwargs})
        self.invitation = invitation
        self.fields["ces"].label = _("%(department)s made this easy for me") % {"department": invitation.department}
        if invitation.handler is None:
            del self.fields["handler_may_see"]

    def answer(self) -> Answer:
        return Answer(**self.cleaned_data)


def values_of(rating: Rating) -> dict[str, Any]:
    """What was answered, as the form shows it again."""
    return {
        "solved": rating.solved,
        "csat": str(rating.csat or CANNOT_JUDGE),
        "ces": str(rating.ces or CANNOT_JUDGE),
        "comment": rating.comment,
        "handler_may_see": rating.handler_may_see,
    }
