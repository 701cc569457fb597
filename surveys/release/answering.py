"""Who answers after a request: of those asked how many, by what is known of their requests. Never what they said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Q

from requests_app.readings import Steps, reading
from surveys.models.ratings import InvitationQuerySet
from surveys.rules import INVITED_SHOWN_FROM, K
from surveys.stats import newcombe_difference, r_indicator

from .ratings import FULL_FROM


@dataclass(frozen=True, slots=True)
class Side:
    """People asked about requests of one kind, and those of them who answered."""

    invited: int
    answered: int

    @property
    def rate(self) -> float:
        return self.answered / self.invited

    @property
    def may_be_told(self) -> bool:
        return self.invited >= INVITED_SHOWN_FROM and self.answered >= K


@dataclass(frozen=True, slots=True)
class Contrast:
    """One fact about requests: those of which it is true, and the others. `differs` by more than chance explains."""

    fact: str
    those: Side
    others: Side

    @property
    def differs(self) -> bool:
        those, others = self.those, self.others
        interval = newcombe_difference(k1=those.answered, n1=those.invited, k2=others.answered, n2=others.invited)
        return interval is not None and not interval[0] <= 0 <= interval[1]


@dataclass(frozen=True, slots=True)
class WhoAnswers:
    """`alike` is the R-indicator over all facts together, 1 where everybody answered alike; None below 30 answers."""

    whole: Side
    contrasts: Sequence[Contrast]
    alike: float | None


@reading
def who_answers(invitations: InvitationQuerySet, facts: Mapping[str, Q | Exists]) -> Steps[WhoAnswers | None]:
    """Of ratings; None below 10 people asked or K answers. A fact is left out where either side has fewer.

    `facts` are conditions on invitations.
    """
    marks: Any = {name: ExpressionWrapper(fact, BooleanField()) for name, fact in facts.items()}
    marked = invitations.annotate(**marks).order_by().values(*facts)
    (rows,) = yield (marked.annotate(asked=Count("pk"), answers=Count("pk", filter=Q(done=True))),)
    whole = _side(rows)
    if not whole.may_be_told:
        return None
    contrasts = [
        Contrast(name, _side([row for row in rows if row[name]]), _side([row for row in rows if not row[name]]))
        for name in facts
    ]
    told = [one for one in contrasts if one.those.may_be_told and one.others.may_be_told]
    found = r_indicator(groups=[{"invited": row["asked"], "responded": row["answers"]} for row in rows])
    alike = found["r"] if found and told and whole.answered >= FULL_FROM else None
    return WhoAnswers(whole, told, alike)


def _side(rows: Sequence[Mapping[str, int]]) -> Side:
    return Side(sum(row["asked"] for row in rows), sum(row["answers"] for row in rows))
