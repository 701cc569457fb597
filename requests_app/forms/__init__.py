from .filing import FilingForm

__all__ = ["FilingForm"]
