"""What the clocks of a request do when it changes: one table from verbs to functions.

The functions work on plain values, so that `sla.bulk` can walk a whole journal through the same table. The questions
behind them, and the answers, are docs/decisions/0006.
"""

from .adopting import adopt
from .verbs import RULES

__all__ = ["RULES", "adopt"]
