"""The only reader of answers: whatever a page, export or command shows of them has passed the rules in here.

`ratings` are confidential and shown as they come; `campaigns` are anonymous and released once, when they close.
"""

from .answering import WhoAnswers, who_answers
from .campaigns import Kept, publish
from .comments import comments_of, shown_comments
from .measured import Measured, groups_about, measured_needs
from .ratings import (
    EARLY_BELOW,
    FULL_FROM,
    HIDDEN,
    HIDDEN_PART,
    GroupResult,
    Share,
    group_result,
    may_show_part,
    rating_for_handler,
)
from .slowness import Slowness, slowness_of

__all__ = [
    "EARLY_BELOW",
    "FULL_FROM",
    "HIDDEN",
    "HIDDEN_PART",
    "GroupResult",
    "Kept",
    "Measured",
    "Share",
    "Slowness",
    "WhoAnswers",
    "comments_of",
    "group_result",
    "groups_about",
    "may_show_part",
    "measured_needs",
    "publish",
    "rating_for_handler",
    "shown_comments",
    "slowness_of",
    "who_answers",
]
