"""Tours of the demo: a few steps over real pages for each role, with a small panel that says what to look at.

Where somebody is in a tour is kept in their session, so that any page may be opened on the way. A tour runs in the
language it was begun in: the demo's people read different ones, and whoever looks around reads only their own.
"""

from .running import begin, current, end, go, language_of, remember_language
from .steps import TOURS, Step, Tour

__all__ = ["TOURS", "Step", "Tour", "begin", "current", "end", "go", "language_of", "remember_language"]
