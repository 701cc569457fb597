"""The outbox: who is told what. `notify` writes rows, `texts` holds the words, `delivery` sends what has to go out."""

from .outbox import News, notify, notify_all

__all__ = ["News", "notify", "notify_all"]
