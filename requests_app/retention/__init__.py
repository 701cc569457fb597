"""Old data is removed by rules that admins set: each off until they do, counted beforehand, recorded afterwards."""

from .kinds import KINDS, Data, register
from .rules import Outlook, in_force, outlook, save
from .running import chunk, due, try_out, work

__all__ = [
    "KINDS",
    "Data",
    "Outlook",
    "chunk",
    "due",
    "in_force",
    "outlook",
    "register",
    "save",
    "try_out",
    "work",
]
