"""From what somebody typed to what may be meant, as far as this person may see it."""

from . import similar
from .articles import articles
from .highlight import marked
from .likely import likely_services
from .people import people
from .question import OPERATORS_SHOWN, Question
from .requests import Hit, best, each_way_answering, hits, matching, of_my_own
from .services import services
from .sheets import sheets
from .words import LONGEST

__all__ = [
    "LONGEST",
    "OPERATORS_SHOWN",
    "Hit",
    "Question",
    "articles",
    "best",
    "each_way_answering",
    "hits",
    "likely_services",
    "marked",
    "matching",
    "of_my_own",
    "people",
    "services",
    "sheets",
    "similar",
]
