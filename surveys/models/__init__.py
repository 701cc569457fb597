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
from .reviews import Review, Rubric

__all__ = [
    "ONE_TO_FIVE",
    "RATED_IN",
    "Instrument",
    "Invitation",
    "InvitationQuerySet",
    "NotAsked",
    "Rating",
    "Review",
    "Rubric",
    "SurveyPreference",
]
