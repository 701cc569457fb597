"""A department's pages of figures, by subject; what they have in common is in `dashboards.asked`."""

from .behind import behind
from .department import department
from .effort import effort
from .part import part

__all__ = ["behind", "department", "effort", "part"]
