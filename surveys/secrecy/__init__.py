"""Taking anonymous answers and keeping them so that nobody's can be found: see decision 0028.

The only code that writes answers of campaigns; `surveys.release` is the only one that reads them.
"""

from .bringing_in import bring_in
from .cells import IMPORTANCE_STEP, RANKS, all_cells, answered_key, cells_of, importance_cells
from .closing import close
from .links import DeadLink, invitation_of, path_of, token_of
from .submitting import submit

__all__ = [
    "IMPORTANCE_STEP",
    "RANKS",
    "DeadLink",
    "all_cells",
    "answered_key",
    "bring_in",
    "cells_of",
    "close",
    "importance_cells",
    "invitation_of",
    "path_of",
    "submit",
    "token_of",
]
