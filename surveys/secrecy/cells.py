"""In which ways a question can be answered: every cell that may be counted, known before anybody answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from surveys.models import Campaign, Dimension, Question
from surveys.release.campaigns import ANSWERED, CANNOT_JUDGE, CHOSE

FEELINGS = range(1, 6)
IMPORTANCES = range(1, 10)
RANKS = range(1, len(Dimension) + 1)
# 100 points are shared out in steps: somebody's 37 would be as good as a signature.
IMPORTANCE_STEP = 5


def answered_key(campaign: Campaign) -> str:
    """Stands for a question where a cell belongs to none: `answered`, `rank:R:1`, `points:R:40`."""
    return str(campaign.pk)


def cells_of(question: Question, campaign: Campaign) -> list[str]:
    """All answers that can be given; none for a text, which is a comment."""
    if question.kind == Question.Kind.SCALE and campaign.with_expectation and question.dimension:
        points = range(1, question.scale_max + 1)
        return [CANNOT_JUDGE, *(f"{perceived}-{needed}" for perceived in points for needed in points)]
    return KINDS[Question.Kind(question.kind)](question)


def importance_cells(campaign: Campaign) -> list[str]:
    """`rank:R:1` (reliability first) or `points:R:40`, for each dimension; none where it is not asked."""
    if campaign.importance == Campaign.Importance.RANK:
        return [f"rank:{dimension}:{rank}" for dimension in Dimension.values for rank in RANKS]
    if campaign.importance == Campaign.Importance.POINTS:
        shares = range(0, 101, IMPORTANCE_STEP)
        return [f"points:{dimension}:{share}" for dimension in Dimension.values for share in shares]
    return []


def all_cells(campaign: Campaign, questions: Iterable[Question]) -> dict[str, list[str]]:
    """By question key; what belongs to no question under `answered_key`."""
    cells = {str(question.pk): cells_of(question, campaign) for question in questions}
    return {**cells, answered_key(campaign): [ANSWERED, *importance_cells(campaign)]}


def _scale(question: Question) -> list[str]:
    return [CANNOT_JUDGE, *map(str, range(1, question.scale_max + 1))]


def _choice(question: Question) -> list[str]:
    return [CANNOT_JUDGE, *question.labels]


def _choices(question: Question) -> list[str]:
    return [CANNOT_JUDGE, CHOSE, *question.labels]


def _matrix(question: Question) -> list[str]:
    return [f"{statement}:{cell}" for statement in question.statements for cell in _scale(question)]


def _need(question: Question) -> list[str]:
    pairs = [f"{offered}-{missing}" for offered in FEELINGS for missing in FEELINGS]
    return [CANNOT_JUDGE, *pairs, *(f"importance:{number}" for number in IMPORTANCES)]


KINDS: dict[Question.Kind, Callable[[Question], list[str]]] = {
    Question.Kind.SCALE: _scale,
    Question.Kind.CHOICE: _choice,
    Question.Kind.CHOICES: _choices,
    Question.Kind.MATRIX: _matrix,
    Question.Kind.KANO: _need,
    Question.Kind.TEXT: lambda question: [],
}
