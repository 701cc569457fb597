"""What people said of the department, and what is done about it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from dashboards.answering import answerers
from dashboards.asked import Asked
from requests_app import access
from requests_app.models import Thanks
from requests_app.readings import Steps, all_of, side_by_side
from surveys.models import Improvement, ReleasedGroup

SHOWN = 4


def build(asked: Asked) -> Steps[dict[str, Any]]:
    """Released figures only; thanks in words only where their receiver agreed."""
    thanks = _thanks(asked)
    improvements = Improvement.objects.readable_by(asked.user).filter(department=asked.department).for_list()
    if asked.service:
        improvements = improvements.filter(Q(service=asked.service.pk) | Q(service=None))
    (groups, counted, said, improved), compared = yield from side_by_side(
        all_of(
            _groups(asked),
            thanks.order_by().values("to_department").annotate(n=Count("pk")).values_list("n", flat=True),
            thanks.on_the_wall().for_list()[:SHOWN],
            improvements.exclude(state=Improvement.State.DROPPED)[: 2 * SHOWN],
        ),
        answerers.part(asked),
    )
    return {
        "groups": groups,
        "answerers": compared,
        "thanks": sum(counted),
        "said": said,
        "improvements": improved,
        "department": asked.department,
        "may_begin": access.can_edit_catalogue(asked.user, asked.department),
    }


def _groups(asked: Asked) -> QuerySet[ReleasedGroup]:
    """The newest surveys about the department; a hidden group has no n, and the page says why."""
    about = ReleasedGroup.objects.filter(kind=ReleasedGroup.Kind.ABOUT, about=asked.department)
    newest = about.filter(release__campaign__about=asked.department).select_related("release__campaign")
    return newest.order_by("-release__campaign__closes_on", "-release__number")[:SHOWN]


def _thanks(asked: Asked) -> Any:
    """To the department itself, in the period; what was said to persons is theirs."""
    said = Thanks.objects.filter(asked.question.days.hold("said_at", asked.scope.zone), to_department=asked.department)
    return said.filter(request__service=asked.service.pk) if asked.service else said
