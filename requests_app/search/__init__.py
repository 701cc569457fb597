"""From what somebody typed to what may be meant: requests, services and people, as far as this person may see them."""

from .highlight import marked
from .people import people
from .question import OPERATORS_SHOWN, Question
from .requests import Hit, answering, best, hits, matching, of_my_own
from .services import services
from .words import LONGEST

__all__ = [
    "LONGEST",
    "OPERATORS_SHOWN",
    "Hit",
    "Question",
    "answering",
    "best",
    "hits",
    "marked",
    "matching",
    "of_my_own",
    "people",
    "services",
]
