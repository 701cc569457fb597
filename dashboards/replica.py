"""Where dashboards read roll-ups: from a replica, where the installation has one.

What it shows may be some seconds old, as roll-ups are anyway. Whatever counts, writes or decides stays on the primary.
"""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections

REPLICA = "replica"


def alias() -> str:
    """The alias of the database that pages of figures read roll-ups from."""
    return REPLICA if REPLICA in connections else DEFAULT_DB_ALIAS
