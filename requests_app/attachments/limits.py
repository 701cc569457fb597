"""How much, how many, and of which kinds: typed, and checked when the process starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes. `groups` are names of `kinds.GROUPS`."""

    file_bytes: int
    # Of one HTTP request, and of the files one message brings.
    sending_bytes: int
    sending_files: int
    # Of everything that ever came with one service request.
    request_bytes: int
    request_files: int
    groups: tuple[str, ...]
    kept_unsent: timedelta

    @property
    def unsent_files(self) -> int:
        """How many one person may have uploaded without sending them: a few open forms' worth."""
        return 5 * self.sending_files
