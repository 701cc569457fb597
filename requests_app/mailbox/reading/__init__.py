"""Reading e-mail: bytes in, a `Letter` out. Pure: no rows, no network, no clock.

`read(raw)` never fails on what a letter says; it raises Unreadable beyond a documented limit of `Limits`, and takes
time in proportion to the size of the letter whatever is in it.
"""

from .letter import LIMITS, Address, Attachment, Automatic, Defect, Failure, Letter, Limits, Unreadable
from .pictures import placed
from .reader import read
from .rules import RULES, Rules

__all__ = [
    "LIMITS",
    "RULES",
    "Address",
    "Attachment",
    "Automatic",
    "Defect",
    "Failure",
    "Letter",
    "Limits",
    "Rules",
    "Unreadable",
    "placed",
    "read",
]
