"""A worker whose clock is wrong by so many seconds: every moment that Python tells it is shifted, and goes on.

    python -m bench.chaos.shifted SECONDS celery's arguments …

The hook is in Python (time-machine), not in the kernel: what PostgreSQL and Redis say keeps their own time, as it does
beside a machine whose clock is off.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import time_machine
from celery.__main__ import main

if __name__ == "__main__":
    offset = timedelta(seconds=float(sys.argv.pop(1)))
    sys.argv[0] = "celery"
    with time_machine.travel(datetime.now(UTC) + offset, tick=True):
        main()
