"""Changes of configuration: every one of them leaves a row with what it said before and after."""

from .kinds import Kind, add_further, kind_of, plain, register
from .writing import Action, Difference, Entry, changing, compare, record

__all__ = [
    "Action",
    "Difference",
    "Entry",
    "Kind",
    "add_further",
    "changing",
    "compare",
    "kind_of",
    "plain",
    "record",
    "register",
]
