"""Each clock of a request tells its story: a bar of its pieces, sentences, and the exact moments.

`lives` reads what happened, `bar`, `sentences`, `verdict` and `moments` tell it, `card` puts it on the page; the API
(`sla.api`) hands out the same.
"""

from . import verdict
from .card import Card, Story, card_of, label_of
from .lives import Life, Part, lives_of
from .sentences import sentences
from .voice import Voice, voice_for

__all__ = [
    "Card",
    "Life",
    "Part",
    "Story",
    "Voice",
    "card_of",
    "label_of",
    "lives_of",
    "sentences",
    "verdict",
    "voice_for",
]
