"""Where dashboards read roll-ups: from a replica, where the installation has one and it answers.

What it shows may be some seconds old, as roll-ups are anyway. Whatever counts, writes or decides stays on the primary.
"""

from __future__ import annotations

import logging
from time import monotonic

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

logger = logging.getLogger(__name__)

REPLICA = "replica"
LEFT_ALONE = 30.0  # seconds after which one that did not answer is asked again


class _Known:
    """Of this process: until when the replica is not asked, in monotonic seconds."""

    away_until = 0.0


def alias() -> str:
    """The alias of the database that pages of figures read roll-ups from."""
    return REPLICA if REPLICA in connections and _answers() else DEFAULT_DB_ALIAS


def _answers() -> bool:
    if monotonic() < _Known.away_until:
        return False
    link = connections[REPLICA]
    try:
        link.close_if_health_check_failed()
        link.ensure_connection()
    except OperationalError as problem:
        logger.warning("The replica does not answer, figures are read from the first server: %s", problem)
        _Known.away_until = monotonic() + LEFT_ALONE
        return False
    return True
