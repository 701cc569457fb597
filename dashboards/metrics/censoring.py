"""How long something takes although some of it is not over yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence


def censored_quantile(*, finished: Sequence[float], running: Sequence[float], share: float) -> float | None:
    """The time within which `share` of all are done, where some still run (Kaplan-Meier).

    `running` are times so far of those not done. None where fewer than `share` can be seen to end, or without values.
    Leaving the running ones out would look best when the backlog is worst.
    """
    return counted_quantile(finished=Counter(finished), running=Counter(running), share=share)


def counted_quantile(*, finished: Mapping[float, int], running: Mapping[float, int], share: float) -> float | None:
    """As `censored_quantile`, from how often each time occurs: a distribution need not be spread out."""
    at_risk, surviving = sum(finished.values()) + sum(running.values()), 1.0
    for time in sorted({*finished, *running}):
        done = finished.get(time, 0)
        if done:
            surviving *= 1 - done / at_risk
            if surviving <= 1 - share + 1e-12:
                return float(time)
        at_risk -= done + running.get(time, 0)
    return None
