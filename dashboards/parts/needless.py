"""Steps that may be needless, with what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dashboards.asked import Asked
from dashboards.needless.approvals import Formality, formalities
from dashboards.needless.questions import Unused, unused_questions
from dashboards.ways.counting import Ways, ways_of
from dashboards.ways.reading import walks
from dashboards.words import number, span
from requests_app.readings import Steps, side_by_side


@dataclass(frozen=True, slots=True)
class Step:
    """`cost` is time that requests waited for it; empty where nobody waited."""

    what: str
    why: str
    text: str
    href: str
    cost: str


def build(asked: Asked) -> Steps[dict[str, Any]]:
    formal, unused, read = yield from side_by_side(
        formalities.part(asked), unused_questions.part(asked), walks.part(asked.scope, asked.question.days)
    )
    approvals = [_approval(asked, one) for one in formal]
    questions = [_question(asked, one) for one in unused]
    return {"steps": [*approvals, *_waits(asked, ways_of(read, now=asked.now)), *questions]}


def _approval(asked: Asked, found: Formality) -> Step:
    name = next((one.name for one in asked.found.offered if one.pk == found.service), "")
    values = {"rejected": number(found.rejected), "decided": number(found.decided)}
    return Step(
        what=_("Approval of “%(service)s”") % {"service": name} if name else _("Approval of requests"),
        why=_("Rejected: %(rejected)s of %(decided)s.") % values,
        text=number(found.decided),
        href=asked.link("formality", of=str(found.service)),
        cost=span(found.hours) or "",
    )


def _waits(asked: Asked, found: Ways) -> list[Step]:
    unasked = Step(
        what=_("Waiting for the requester without a question"),
        why=_("The clock rested, and nobody had asked anything in the quarter of an hour before."),
        text=number(len(found.unasked)),
        href=asked.link("unasked"),
        cost=span(found.unasked_hours) or "",
    )
    unanswered = Step(
        what=_("Waiting for an answer that may not have been needed"),
        why=_("The clock rested for a question, and the department went on without an answer in the portal."),
        text=number(len(found.unanswered)),
        href=asked.link("unanswered"),
        cost=span(found.unanswered_hours) or "",
    )
    return [step for step, requests in ((unasked, found.unasked), (unanswered, found.unanswered)) if requests]


def _question(asked: Asked, found: Unused) -> Step:
    values = {"answered": number(len(found.answered)), "asked": number(len(found.asked))}
    return Step(
        what=_("Question “%(question)s” of “%(service)s”")
        % {"question": found.question.label, "service": found.form.service},
        why=_("Answered: %(answered)s of %(asked)s.") % values,
        text=number(len(found.asked)),
        href=asked.link("question", form=str(found.form.pk), code=found.question.code),
        cost="",
    )
