"""An empty installation: its first admin by a link that only the machine knows, and the way to the first request."""

from .first_admin import Account, Taken, code, is_code, is_open, make
from .steps import Step, first_open, is_over, left, walked

__all__ = ["Account", "Step", "Taken", "code", "first_open", "is_code", "is_open", "is_over", "left", "make", "walked"]
