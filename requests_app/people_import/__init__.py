"""People and departments from a file: read, looked at row by row, then written by an undertaking.

A person is known by the e-mail address, a department by its code or by its name in any language. So the same file can
be brought again: what it says already is left alone. An empty cell changes nothing, and nobody is ever deactivated.
"""

from .keeping import KIND, again, arrange, receive, reread, start
from .writing import UNDERTAKING

__all__ = ["KIND", "UNDERTAKING", "again", "arrange", "receive", "reread", "start"]
