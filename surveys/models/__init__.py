from .answers import AnswerCounter, AnswerRow, CommentText
from .campaigns import Campaign, PastAsking
from .improving import Improvement, Indicator
from .needs import Category, NeedCategory, NeedsStudy, StudyNeed, StudySource
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
from .stages import Stage
from .suggestions import Suggestion, SuggestionAnswer, SuggestionAuthor, SuggestionSupport
from .training import TrainingPlace, TrainingSession

__all__ = [
    "MOST_NEEDS",
    "ONE_TO_FIVE",
    "RATED_IN",
    "AnswerCounter",
    "AnswerRow",
    "Campaign",
    "Category",
    "CommentText",
    "Dimension",
    "Improvement",
    "Indicator",
    "Instrument",
    "Invitation",
    "InvitationQuerySet",
    "NeedCategory",
    "NeedsStudy",
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
    "Stage",
    "StudyNeed",
    "StudySource",
    "Suggestion",
    "SuggestionAnswer",
    "SuggestionAuthor",
    "SuggestionSupport",
    "SurveyPreference",
    "TrainingPlace",
    "TrainingSession",
]
