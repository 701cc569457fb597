"""Figures of campaigns: counted by a worker at the release, stored, and only read by pages and exports."""

from .figures import across, figures_of, taking_part

__all__ = ["across", "figures_of", "taking_part"]
