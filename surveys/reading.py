"""What pages and cards show of a rating, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _

from requests_app.models import Department, User

from . import access
from .forms import AGREEMENT, SATISFACTION, Point
from .models import Invitation, Rating
from .rules import K


@dataclass(frozen=True, slots=True)
class Line:
    question: str
    answer: LazyText | str


def lines_of(rating: Rating, department: Department) -> list[Line]:
    """Question and answer, for those three that an imported log tells at least."""
    easy = _("%(department)s made this easy for me") % {"department": department}
    lines = [
        Line(_("How satisfied are you with the handling?"), _point(SATISFACTION, rating.csat)),
        Line(easy, _point(AGREEMENT, rating.ces)),
    ]
    if rating.solved:
        lines.insert(0, Line(_("Is it really solved?"), Rating.Solved(rating.solved).label))
    if rating.comment:
        lines.append(Line(_("What was missing?"), rating.comment))
    return lines


def _point(points: list[Point], score: int | None) -> LazyText | str:
    if score is None:
        return _("I cannot judge this")
    return _("%(score)s of 5, %(words)s") % {"score": score, "words": points[score - 1]["label"]}


def answer_context(invitation: Invitation, user: User, *, now: datetime) -> dict[str, Any]:
    """What a page or card about this invitation needs, beside the form."""
    rating, department = access.rating_of(invitation), invitation.department
    return {
        "invitation": invitation,
        "ticket": invitation.request,
        "rating": rating,
        "lines": lines_of(rating, department) if rating and department else [],
        "can_answer": access.can_answer(invitation, now=now),
        "k": K,
        "can_reopen": access.can_reopen(user, invitation, now=now),
    }
