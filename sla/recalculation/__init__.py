"""Clocks that run while somebody changes what they count by: new working hours, or another standard on purpose."""

from .jobs import Outlook, Timings
from .planning import plan_hours
from .working import free_jobs, run, work

__all__ = ["Outlook", "Timings", "free_jobs", "plan_hours", "run", "work"]
