"""The arithmetic of one clock, over plain values: what runs, rests, is due, and what it sets off.

`sla.clocks` keeps accounts as rows and `sla.bulk` writes many at once; both only call what is here, so that a request
that was lived through and one that was imported end with the same rows. Instants are microseconds since 1970 and
amounts microseconds of working time; nothing is rounded except steps, which fall on whole working seconds.
"""

from .account import Account
from .values import UNFINISHED, EventKind, Happening, Piece, PieceKind, State, consumed_of, reached

__all__ = ["UNFINISHED", "Account", "EventKind", "Happening", "Piece", "PieceKind", "State", "consumed_of", "reached"]
