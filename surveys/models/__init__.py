from .answers import AnswerCounter, AnswerRow, CommentText
from .campaigns import Campaign, PastAsking
from .questions import MOST_NEEDS, Dimension, Question, Questionnaire, QuestionnaireItem
from .ratings import (
    ONE_TO_FIVE,
    RATED_IN,
    Instrument,
    Invitation,
    InvitationQuerySet,
    NotAsked,
    Rating,
    SurveyPreference,
)
from .releases import Release, ReleasedGroup
from .reviews import Review, Rubric

__all__ = [
    "MOST_NEEDS",
    "ONE_TO_FIVE",
    "RATED_IN",
    "AnswerCounter",
    "AnswerRow",
    "Campaign",
    "CommentText",
    "Dimension",
    "Instrument",
    "Invitation",
    "InvitationQuerySet",
    "NotAsked",
    "PastAsking",
    "Question",
    "Questionnaire",
    "QuestionnaireItem",
    "Rating",
    "Release",
    "ReleasedGroup",
    "Review",
    "Rubric",
    "SurveyPreference",
]
