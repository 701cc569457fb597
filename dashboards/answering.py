"""Whether those who answer after a request are like those who were asked, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.asked import Asked
from dashboards.words import number, part, share
from requests_app.models import Priority, RequestEvent
from requests_app.phrases import listed
from requests_app.readings import Steps, reading
from requests_app.states import Verb
from sla.models import Clock
from surveys.models import Instrument, Invitation
from surveys.release import WhoAnswers, who_answers

# What is known of a request without asking anybody.
FACTS: dict[str, LazyText] = {
    "late": gettext_lazy("A promise was broken"),
    "reopened": gettext_lazy("Reopened"),
    "urgent": gettext_lazy("Of high or critical priority"),
}


@dataclass(frozen=True, slots=True)
class FactRow:
    label: str
    those: str
    others: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Answerers:
    """`said` in one sentence; `alike`: the R-indicator, where there are answers enough."""

    whole: str
    said: str
    rows: Sequence[FactRow]
    alike: str | None


@reading
def answerers(asked: Asked) -> Steps[Answerers | None]:
    """Of those invited in the days of the page; None where too few were asked or answered."""
    broken = Clock.objects.filter(request=OuterRef("request")).to_requester().broken(asked.now)
    back = RequestEvent.objects.filter(request=OuterRef("request"), verb=Verb.REOPENED)
    facts: dict[str, Q | Exists] = {
        "late": Exists(broken),
        "reopened": Exists(back),
        "urgent": Q(request__priority__in=[Priority.CRITICAL, Priority.HIGH]),
    }
    period = asked.period
    days = {"sent_on__gte": period.start, "sent_on__lt": period.end}
    invited = Invitation.objects.filter(instrument=Instrument.RATING, department=asked.department, **days)
    if asked.service:
        invited = invited.filter(request__service=asked.service.pk)
    found = yield from who_answers.part(invited, facts)
    return None if found is None else _shown(found)


def _shown(found: WhoAnswers) -> Answerers:
    rows = [
        FactRow(
            label=str(FACTS[one.fact]),
            those=_of(one.those.answered, one.those.invited),
            others=_of(one.others.answered, one.others.invited),
            differs=one.differs,
        )
        for one in found.contrasts
    ]
    whole = _of(found.whole.answered, found.whole.invited)
    return Answerers(whole, _said(rows), rows, None if found.alike is None else number(round(found.alike, 2)))


def _said(rows: Sequence[FactRow]) -> str:
    if not rows:
        return _("Too few were asked about requests of one kind to compare who answers.")
    differ = [row.label for row in rows if row.differs]
    if not differ:
        return _("Those who answered are like those who were asked, as far as their requests tell.")
    values = {"facts": listed(differ)}
    return (
        _("Who answers differs by more than chance explains: %(facts)s. Read the ratings with that in mind.") % values
    )


def _of(answered: int, invited: int) -> str:
    return f"{share(answered / invited)} ({part(answered, invited)})"
