"""An empty installation: its first admin by a link that only the machine knows, and what is left to set up."""

from .first_admin import Account, Taken, code, is_code, is_open, make
from .steps import Step, left

__all__ = ["Account", "Step", "Taken", "code", "is_code", "is_open", "left", "make"]
