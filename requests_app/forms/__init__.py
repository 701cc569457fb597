from .filing import FilingForm
from .queue import BulkAssignForm

__all__ = ["BulkAssignForm", "FilingForm"]
