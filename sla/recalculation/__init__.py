"""Clocks that run while somebody changes what they count by: new working hours, or another standard on purpose.

`plan_hours` and `apply_standard` write a job down; `work` goes on with one for a while, `run` does the whole of it.
The previews count what would happen, and write nothing.
"""

from .applying import check_in_force
from .jobs import Outlook, Timings
from .planning import apply_standard, plan_hours, try_again
from .preview import Preview, Sample, preview_hours, preview_standard, preview_version
from .working import free_jobs, run, work

__all__ = [
    "Outlook",
    "Preview",
    "Sample",
    "Timings",
    "apply_standard",
    "check_in_force",
    "free_jobs",
    "plan_hours",
    "preview_hours",
    "preview_standard",
    "preview_version",
    "run",
    "try_again",
    "work",
]
