"""Questions of a form that may be left empty, and nearly always are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboards.asked import Asked
from dashboards.counting import held
from dashboards.ways.reading import MOST
from requests_app.fields.questions import Question
from requests_app.models import FormVersion
from requests_app.readings import Steps, reading

FEWEST, ONE_IN = 20, 20


@dataclass(frozen=True, slots=True)
class Unused:
    """One question of a form, put in `asked` requests and answered in `answered` of them."""

    form: FormVersion
    question: Question
    answered: frozenset[int]
    asked: frozenset[int]


@reading
def unused_questions(asked: Asked) -> Steps[list[Unused]]:
    """Of the newest version of each form among the newest MOST requests of the period; two steps.

    A question that depends on another answer is left out: it is not put to everybody.
    """
    filed = held(asked.scope).filter(asked.question.days.hold("filed_at", asked.scope.zone))
    (rows,) = yield (filed.filter(form__isnull=False).order_by("-pk").values_list("pk", "form", "answers")[:MOST],)
    given: dict[int, dict[int, set[str]]] = defaultdict(dict)
    for request, form, answers in rows:
        given[form][request] = {code for code, value in answers.items() if value not in ("", [], None)}
    forms = FormVersion.objects.filter(pk__in=given).select_related("service").order_by("service", "-number")
    (versions,) = yield (forms,)
    return [
        unused
        for form in _newest(versions)
        for question in form.questions
        if (unused := _unused(form, question, given))
    ]


def _unused(form: FormVersion, question: Question, given: Mapping[int, Mapping[int, set[str]]]) -> Unused | None:
    if not question.asks or question.required or question.when:
        return None
    asked = given[form.pk]
    answered = frozenset(request for request, codes in asked.items() if question.code in codes)
    if len(asked) < FEWEST or len(answered) * ONE_IN > len(asked):
        return None
    return Unused(form, question, answered, frozenset(asked))


def _newest(versions: Iterable[FormVersion]) -> list[FormVersion]:
    """An older version nobody can shorten any more."""
    newest: dict[int, FormVersion] = {}
    for form in versions:
        newest.setdefault(form.service_id, form)
    return list(newest.values())
