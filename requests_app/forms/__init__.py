from .bulk import BulkAssignForm
from .filing import FilingForm

__all__ = ["BulkAssignForm", "FilingForm"]
